#include "tests/sim/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/sim/rng.h"
#include "tests/sim/rows.h"

namespace meetpoint::sim {

namespace {

constexpr std::int64_t hour = 60 * minute;

struct Share {
  Deed deed;
  unsigned weight;
};

// How often people do what, of each other.
constexpr std::array people = {
    Share{Deed::check_in, 40},    Share{Deed::meet, 30},         Share{Deed::undo, 6},
    Share{Deed::note, 5},         Share{Deed::withdraw, 5},      Share{Deed::enter_zone, 22},
    Share{Deed::leave_zone, 14},  Share{Deed::walk_in, 4},       Share{Deed::reissue_badge, 5},
    Share{Deed::revoke_badge, 3}, Share{Deed::change_roster, 3}, Share{Deed::export_log, 3},
};

constexpr std::array faults = {
    Share{Deed::partition, 10},
    Share{Deed::portal, 4},
    Share{Deed::swallow, 4},
    Share{Deed::crash, 8},
    Share{Deed::cut, 10},
    Share{Deed::fill_disk, 4},
    Share{Deed::fail_disk, 6},
    Share{Deed::jump_clock, 5},
    Share{Deed::clone_disk, 4},
    Share{Deed::mark_disk, 4},
    Share{Deed::roll_back, 3},
    Share{Deed::restart, 4},
    Share{Deed::crash_hub, 6},
    Share{Deed::cut_hub, 8},
    Share{Deed::fill_hub_disk, 3},
    Share{Deed::fail_hub_disk, 5},
    Share{Deed::jump_hub_clock, 2},
    Share{Deed::restart_hub, 3},
    Share{Deed::back_up_hub, 6},
    Share{Deed::restore_hub, 3},
    Share{Deed::restore_hub_unsaid, 2},
    Share{Deed::second_hub, 1},
    Share{Deed::revoke_station, 2},
    Share{Deed::erase_person, 4},
};

// Faults that work together, many of them in one day: what it takes for a fault in the program to
// show is often two or three of these in a row.
const std::vector<std::vector<Share>> themes = {
    // Disks copied and rolled back.
    {{Deed::partition, 6},
     {Deed::clone_disk, 6},
     {Deed::mark_disk, 6},
     {Deed::roll_back, 8},
     {Deed::crash, 3},
     {Deed::restart, 3}},
    // A hub put back from copies.
    {{Deed::partition, 5},
     {Deed::back_up_hub, 8},
     {Deed::restore_hub, 5},
     {Deed::restore_hub_unsaid, 5},
     {Deed::crash_hub, 3},
     {Deed::erase_person, 2},
     {Deed::revoke_station, 2}},
    // Power and disks.
    {{Deed::crash, 4},
     {Deed::cut, 10},
     {Deed::fill_disk, 4},
     {Deed::fail_disk, 8},
     {Deed::crash_hub, 4},
     {Deed::cut_hub, 10},
     {Deed::fill_hub_disk, 4},
     {Deed::fail_hub_disk, 8}},
    // People erased while not everybody hears of it.
    {{Deed::erase_person, 10},
     {Deed::partition, 10},
     {Deed::clone_disk, 2},
     {Deed::back_up_hub, 3},
     {Deed::restore_hub, 2},
     {Deed::cut, 3}},
    // Kiosks on their own, for long.
    {{Deed::partition, 14},
     {Deed::crash_hub, 2},
     {Deed::cut, 3},
     {Deed::clone_disk, 2},
     {Deed::mark_disk, 2},
     {Deed::roll_back, 2},
     {Deed::erase_person, 2},
     {Deed::revoke_station, 1}},
};

template <class Shares>
Deed draw(const Shares& shares, Rng& rng) {
  unsigned all = 0;
  for (const Share& share : shares) all += share.weight;
  std::uint64_t lot = rng.below(all);
  for (const Share& share : shares) {
    if (lot < share.weight) return share.deed;
    lot -= share.weight;
  }
  return shares.front().deed;
}

Weather draw_weather(Rng& rng) {
  switch (rng.below(4)) {
    case 0: return {};
    case 1: return {.lose_request = 20, .lose_reply = 20, .repeat = 20, .slowest_ms = 300};
    case 2:
      return {.lose_request = 80,
              .lose_reply = 120,
              .repeat = 80,
              .repeat_late = 40,
              .tear = 40,
              .stall = 20,
              .slowest_ms = 3000};
    default:
      return {.lose_request = 10,
              .lose_reply = 250,
              .repeat = 250,
              .tear = 10,
              .forge = 6,
              .slowest_ms = 800};
  }
}

std::int64_t draw_day(Rng& rng) {
  const std::uint64_t lot = rng.below(100);
  if (lot < 80) return rng.between(8 * minute, 30 * minute);
  if (lot < 97) return rng.between(30 * minute, 2 * hour);
  return rng.between(3 * hour, 9 * hour);
}

}  // namespace

Plan make_plan(std::uint64_t seed) {
  Rng rng(Rng(seed ^ 0x6d656574U).next());  // mixed, or the next day had the same numbers, one on
  Plan plan{.seed = seed};
  plan.stations = static_cast<unsigned>(rng.between(1, 4));
  plan.attendees = static_cast<unsigned>(rng.between(4, 30));
  if (rng.chance(250)) plan.old_stations = static_cast<unsigned>(rng.between(1, 2));
  plan.day_ms = draw_day(rng);
  plan.weather = draw_weather(rng);
  plan.neighbours = Rng(seed ^ 0x6e656967U).chance(500);

  // Only some of the faults in each day: those that mask each other seldom come all together
  // (Groce et al., "Swarm testing", ISSTA 2012).
  const bool themed = rng.chance(500);
  std::vector<Share> swarm;
  if (themed) {
    const std::size_t theme = rng.below(themes.size());
    swarm = themes[theme];
    if (theme + 1 == themes.size()) plan.neighbours = true;
  } else {
    for (const Share& share : faults) {
      if (rng.chance(350)) swarm.push_back(share);
    }
  }
  const auto step_at = [&](std::int64_t at, Deed deed) {
    plan.steps.push_back({.at_ms = at,
                          .deed = deed,
                          .who = static_cast<unsigned>(rng.below(16)),
                          .a = rng.next() >> 16,
                          .b = rng.next() >> 16,
                          .n = rng.next() >> 16});
  };
  const auto deeds = static_cast<int>(themed ? rng.between(20, 100) : rng.between(20, 220));
  for (int i = 0; i < deeds; ++i) {
    // Doors open: a third of all comes in the first tenth of the day.
    const std::int64_t until = rng.chance(330) ? plan.day_ms / 10 : plan.day_ms;
    step_at(rng.between(1, until), draw(people, rng));
  }
  const auto breaks = swarm.empty() ? 0
                      : themed      ? static_cast<int>(rng.between(4, 24))
                                    : static_cast<int>(rng.between(0, 14));
  for (int i = 0; i < breaks; ++i) step_at(rng.between(1, plan.day_ms), draw(swarm, rng));
  // By lots of their own, so that other days stay the same.
  plan.small_machines = Rng(seed ^ 0x736d616cU).chance(100);
  Rng row(seed ^ 0x726f77U);
  if (row.chance(200)) add_row(plan, row);
  Rng way_back(seed ^ 0x6261636bU);
  if (way_back.chance(40)) add_way_back(plan, way_back);
  std::stable_sort(plan.steps.begin(), plan.steps.end(),
                   [](const Step& x, const Step& y) { return x.at_ms < y.at_ms; });
  // No two in one moment: a transaction is known by its station and moment.
  for (std::size_t i = 1; i < plan.steps.size(); ++i) {
    plan.steps[i].at_ms = std::max(plan.steps[i].at_ms, plan.steps[i - 1].at_ms + 1);
  }
  return plan;
}

std::string_view name_of(Deed deed) {
  switch (deed) {
    case Deed::check_in: return "check in";
    case Deed::meet: return "meet";
    case Deed::undo: return "undo";
    case Deed::note: return "note";
    case Deed::withdraw: return "withdraw consent";
    case Deed::enter_zone: return "enter zone";
    case Deed::leave_zone: return "leave zone";
    case Deed::walk_in: return "walk in";
    case Deed::reissue_badge: return "reissue badge";
    case Deed::revoke_badge: return "revoke badge";
    case Deed::change_roster: return "change roster";
    case Deed::export_log: return "export log";
    case Deed::revoke_station: return "revoke station";
    case Deed::erase_person: return "erase person";
    case Deed::partition: return "partition";
    case Deed::portal: return "portal";
    case Deed::swallow: return "network swallows all";
    case Deed::crash: return "crash";
    case Deed::cut: return "power cut in a write";
    case Deed::fill_disk: return "disk full";
    case Deed::fail_disk: return "disk fails";
    case Deed::jump_clock: return "clock jumps";
    case Deed::clone_disk: return "disk cloned";
    case Deed::mark_disk: return "disk copied aside";
    case Deed::roll_back: return "disk rolled back";
    case Deed::restart: return "restart";
    case Deed::crash_hub: return "hub crash";
    case Deed::cut_hub: return "hub power cut in a write";
    case Deed::fill_hub_disk: return "hub disk full";
    case Deed::fail_hub_disk: return "hub disk fails";
    case Deed::jump_hub_clock: return "hub clock jumps";
    case Deed::restart_hub: return "hub restart";
    case Deed::back_up_hub: return "hub backed up";
    case Deed::restore_hub: return "hub restored";
    case Deed::restore_hub_unsaid: return "hub restored, nobody says so";
    case Deed::second_hub: return "second hub program";
    case Deed::fail_over: return "hub's standby takes over, some commits behind";
  }
  return "?";
}

std::string describe(const Step& step) {
  return fmt::format("{:>9.3f} s  {}  who={} a={} b={} n={}",
                     static_cast<double>(step.at_ms) / 1000, name_of(step.deed), step.who,
                     step.a % 1000, step.b % 1000, step.n % 1000);
}

}  // namespace meetpoint::sim
