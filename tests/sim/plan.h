// What a seed's day is made of: who does what, and what breaks, when. A list that can be made
// shorter, so that a failure is told by the fewest steps that bring it about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/network.h"

namespace meetpoint::sim {

enum class Deed {
  // At a station.
  check_in,
  meet,
  undo,
  note,
  withdraw,
  enter_zone,
  leave_zone,
  walk_in,
  reissue_badge,
  revoke_badge,
  // The organiser's.
  change_roster,
  export_log,
  revoke_station,
  erase_person,
  // What breaks at a station: `who`.
  partition,
  portal,
  swallow,
  crash,
  cut,
  fill_disk,
  fail_disk,
  jump_clock,
  clone_disk,
  mark_disk,
  roll_back,
  restart,
  // What breaks at the hub.
  crash_hub,
  cut_hub,
  fill_hub_disk,
  fail_hub_disk,
  jump_hub_clock,
  restart_hub,
  back_up_hub,
  restore_hub,
  restore_hub_unsaid,
  second_hub,
  fail_over,
};
std::string_view name_of(Deed);

// `a`, `b` and `n` are drawn large; what they mean (which person, how long) is for the deed to say.
struct Step {
  std::int64_t at_ms = 0;
  Deed deed = Deed::check_in;
  unsigned who = 0;
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint64_t n = 0;
};

struct Plan {
  std::uint64_t seed = 0;
  unsigned stations = 2;
  unsigned attendees = 12;
  unsigned old_stations = 0;  // beside them: so many of the release before
  std::int64_t day_ms = 0;
  Weather weather;
  bool neighbours = false;  // kiosks that lost the hub speak with each other
  // What does not fit into memory is read and written in the midst of transactions; requests wait
  // for the hub's disk, and are answered by one commit.
  bool small_machines = false;
  std::vector<Step> steps;  // by time
};

Plan make_plan(std::uint64_t seed);
std::string describe(const Step&);

}  // namespace meetpoint::sim
