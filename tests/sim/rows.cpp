#include "tests/sim/rows.h"

#include <algorithm>
#include <array>

namespace meetpoint::sim {

namespace {

constexpr std::int64_t second = 1000;

// As `a` of a step: how long a link is down (how_long in faults.cpp).
constexpr std::uint64_t for_3_minutes = 2;
constexpr std::uint64_t for_20_minutes = 3;

// The steps of a row, one after the other.
class Row {
 public:
  Row(Plan& plan, Rng& rng, std::int64_t at)
      : plan_(plan), rng_(rng), at_(at), first_person_(rng.below(plan.attendees)) {}

  struct Of {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::uint64_t n = 0;
  };
  // `within` so long after the step before.
  Row& then(std::int64_t within, Deed deed, unsigned who, Of of) {
    at_ += rng_.between(1, within);
    plan_.steps.push_back(
        {.at_ms = at_, .deed = deed, .who = who, .a = of.a, .b = of.b, .n = of.n});
    return *this;
  }
  Row& pause(std::int64_t ms) {
    at_ += ms;
    return *this;
  }
  std::uint64_t person(std::uint64_t which) const {
    return (first_person_ + which) % plan_.attendees;
  }
  Row& check_in(unsigned who, std::uint64_t which) {
    return then(10 * second, Deed::check_in, who, {.a = person(which)});
  }
  // Twice: who finds no seat makes the kiosk ask for some.
  Row& enter(unsigned who, std::uint64_t which, std::uint64_t zone) {
    for (int i = 0; i < 2; ++i) {
      then(6 * second, Deed::enter_zone, who, {.a = person(which), .b = zone, .n = 1});
    }
    return *this;
  }

 private:
  Plan& plan_;
  Rng& rng_;
  std::int64_t at_;
  std::uint64_t first_person_;
};

std::int64_t sometime(const Plan& plan, Rng& rng) { return rng.between(1, plan.day_ms * 3 / 4); }

// Consent is withdrawn after the copy that the hub is put back from was made; the office looks at
// the log at once.
void consent_lost(Plan& plan, Rng& rng) {
  Row row(plan, rng, sometime(plan, rng));
  row.then(second, Deed::meet, 0, {.a = row.person(0), .b = row.person(1), .n = 15})
      .pause(10 * second)
      .then(minute, Deed::back_up_hub, 0, {})
      .then(minute, Deed::withdraw, 0,
            {.a = row.person(0), .b = row.person(1), .n = rng.next() >> 16})
      .pause(10 * second)
      .then(minute, Deed::restore_hub, 0, {});
}

// The hub forgets who has how many seats of a small zone, and a kiosk asks for some while another
// one, which has spent its own, is out of reach.
void seats_forgotten(Plan& plan, Rng& rng) {
  plan.stations = std::max(plan.stations, 2U);
  Row row(plan, rng, sometime(plan, rng));
  row.then(minute, Deed::back_up_hub, 0, {})
      .enter(0, 0, 0)
      .enter(0, 1, 0)
      .then(10 * second, Deed::partition, 0, {.a = for_3_minutes})
      .then(10 * second, Deed::restore_hub, 0, {})
      .pause(2 * second);
  for (std::uint64_t i = 2; i < 5; ++i) row.enter(1, i, 0);
}

// What the hub has just acknowledged is not at the standby that goes on in its place, and the kiosk
// has nothing more to say.
void acknowledged_and_gone(Plan& plan, Rng& rng) {
  Row row(plan, rng, plan.day_ms - rng.between(1, minute));
  row.then(second, Deed::fail_over, 0, {.a = rng.next() >> 16})
      .then(second, Deed::meet, 0, {.a = row.person(0), .b = row.person(1), .n = rng.below(16)});
}

// A kiosk tells its neighbours something, and then has never recorded it: its disk is put back,
// at the end of the day, so that it records nothing under the same numbers, or before it records
// what kiosks are not told.
void said_and_gone(Plan& plan, Rng& rng) {
  plan.neighbours = true;
  plan.stations = std::max(plan.stations, 2U);
  Row row(plan, rng, std::max<std::int64_t>(1, plan.day_ms - 6 * minute));
  row.then(second, Deed::mark_disk, 0, {})
      .then(second, Deed::partition, 0, {.a = for_20_minutes})
      .check_in(0, 0)
      .check_in(0, 1);
  if (rng.chance(500)) {
    row.pause(4 * minute)
        .then(10 * second, Deed::roll_back, 0, {})
        .pause(30 * second)
        .then(10 * second, Deed::meet, 0,
              {.a = row.person(2), .b = row.person(3), .n = rng.below(16)});
  } else {
    Row(plan, rng, plan.day_ms - second).then(second, Deed::roll_back, 0, {});
  }
}

// What a copied disk records and takes back moves to another journal together.
void taken_back_and_moved(Plan& plan, Rng& rng) {
  Row row(plan, rng, sometime(plan, rng));
  row.then(second, Deed::partition, 0, {.a = for_3_minutes})
      .then(second, Deed::clone_disk, 0, {})
      .check_in(0, 0)
      .then(10 * second, Deed::undo, 0, {})
      .check_in(0, 1)
      .pause(minute)
      .check_in(plan.stations, 2)
      .check_in(plan.stations, 3);
}

// Copies of a disk, each with one more record that waits, and all of them back at once.
void copies_of_copies(Plan& plan, Rng& rng) {
  Row row(plan, rng, sometime(plan, rng));
  row.then(second, Deed::partition, 0, {.a = for_3_minutes});
  for (unsigned i = 0; i < 4; ++i) {
    row.then(second, Deed::clone_disk, 0, {})
        .then(second, Deed::partition, plan.stations + i, {.a = i == 0 ? 0 : for_3_minutes})
        .check_in(0, i);
  }
  row.pause(minute).check_in(plan.stations, 5);
}

// Everybody comes at once while the hub's disk is full.
void rush(Plan& plan, Rng& rng) {
  plan.small_machines = true;
  plan.stations = std::max(plan.stations, 3U);
  Row row(plan, rng, sometime(plan, rng));
  row.then(second, Deed::fill_hub_disk, 0, {.a = 1, .b = rng.below(20'000)});
  for (std::uint64_t i = 0; i < 12; ++i) {
    row.then(i % 4 == 0 ? 10 * second : 5, Deed::check_in, static_cast<unsigned>(i % 4),
             {.a = row.person(i)});
  }
}

constexpr std::array rows = {consent_lost,  seats_forgotten,      acknowledged_and_gone,
                             said_and_gone, taken_back_and_moved, copies_of_copies,
                             rush};

}  // namespace

void add_row(Plan& plan, Rng rng) { rows[rng.below(rows.size())](plan, rng); }

void add_way_back(Plan& plan, Rng rng) {
  Row row(plan, rng, std::max<std::int64_t>(1, plan.day_ms - 12 * minute));
  const unsigned first = plan.stations;
  const unsigned second_copy = plan.stations + 1;
  row.then(second, Deed::back_up_hub, 0, {})
      .then(second, Deed::partition, 0, {.a = for_3_minutes})
      .then(second, Deed::clone_disk, 0, {})
      .check_in(0, 0)
      .then(second, Deed::clone_disk, 0, {})
      .then(second, Deed::partition, second_copy, {.a = for_20_minutes})
      .pause(130 * second)
      .check_in(first, 1)
      .pause(2 * minute)
      .then(second, Deed::partition, 0, {.a = for_3_minutes})
      .then(second, Deed::partition, first, {.a = for_3_minutes})
      .then(second, Deed::restore_hub, 0, {})
      .then(second, Deed::partition, second_copy, {.a = 0})
      .pause(4 * minute)
      .then(minute, Deed::undo, 0, {});
}

}  // namespace meetpoint::sim
