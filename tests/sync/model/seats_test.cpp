// Random days of doors, a hub, lost and doubled messages, partitions and copies put back; people in
// a zone must never be more than its seats. The rules of sync/model/seats.h are the real ones, the
// world around them is a small one of this test.
#include "sync/model/seats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace meetpoint {
namespace {

TEST(Seats, AStationSpendsNoMoreThanItWasGranted) {
  EXPECT_EQ(seats_left({.granted = 3}, 1), 2u);
  EXPECT_EQ(seats_left({.granted = 3}, 3), 0u);
  // A time without a limit left more admissions than seats.
  EXPECT_EQ(seats_left({.granted = 3}, 40), 0u);
}

TEST(Seats, AnAnswerThatComesTwiceOrLateChangesNothing) {
  const SeatGrant ours{.granted = 5, .round = 1};
  EXPECT_EQ(after_answer(ours, {.granted = 5, .round = 1}), ours);
  EXPECT_EQ(after_answer(ours, {.granted = 3, .round = 1}), ours);
  // Of before seats were given back: these are somebody else's by now.
  EXPECT_EQ(after_answer(ours, {.granted = 9, .round = 0}), ours);
}

TEST(Seats, WhatIsGivenBackIsGoneBeforeTheHubHearsOfIt) {
  const SeatGrant less = lowered({.granted = 9, .round = 0}, 4, 2);
  EXPECT_EQ(less, (SeatGrant{.granted = 6, .round = 1}));
  EXPECT_EQ(lowered(less, 4, 5), less);
  EXPECT_EQ(after_report({.granted = 9, .round = 0}, less), less);
  // The report of before comes once more.
  EXPECT_EQ(after_report(less, {.granted = 9, .round = 0}), less);
}

TEST(Seats, AHubPutBackFromACopyTakesTheLargerNumber) {
  EXPECT_EQ(after_report({.granted = 2}, {.granted = 7}).granted, 7u);
  EXPECT_EQ(after_report({.granted = 7}, {.granted = 2}).granted, 7u);
}

TEST(Seats, SomeAreKeptForThoseWhoAskLater) {
  const ZoneSeats zone{.capacity = 40};
  EXPECT_EQ(granted_for({.wanted = 100}, zone, 4).granted, 5u);
  EXPECT_EQ(granted_for({.wanted = 3}, zone, 4).granted, 3u);
  // The last one is given out all the same.
  EXPECT_EQ(granted_for({.wanted = 8}, {.capacity = 40, .held = 30, .set_aside = 9}, 4).granted,
            1u);
  EXPECT_EQ(granted_for({.wanted = 8}, {.capacity = 40, .held = 31, .set_aside = 9}, 4).granted,
            0u);
}

TEST(Seats, AZoneThatBecameSmallerGrantsNothingUntilItFits) {
  EXPECT_EQ(ZoneSeats({.capacity = 10, .held = 8, .set_aside = 6}).free(), 0u);
  EXPECT_EQ(granted_for({.wanted = 8}, {.capacity = 10, .held = 8, .set_aside = 6}, 1).granted, 0u);
}

TEST(Seats, AdmissionsBeyondTheGrantThatAreStillOnTheirWayNeedTheirSeatsFirst) {
  // 5 were let in when there was no limit; the hub has 2 of them.
  const SeatAsk ask{.spent_known = 2, .spent = 5, .wanted = 13};
  EXPECT_EQ(granted_for(ask, {.capacity = 5, .held = 2}, 1).granted, 0u);
  EXPECT_EQ(granted_for(ask, {.capacity = 6, .held = 2}, 1).granted, 6u);
}

// ---- the property -------------------------------------------------------------------------------

struct Admission {
  int person = 0;
  int door = 0;
  bool over = false;
  std::set<int> names;  // admissions that it says are over
  bool leave = false;
};

using Happened = std::set<int>;  // indexes of all that happened

struct Door {
  SeatGrant grant;
  std::uint64_t epoch = 1;
  std::uint64_t session = 0;
  Happened known;         // own and fed
  std::vector<int> own;   // in order
  std::size_t acked = 0;  // of own
};

struct HubState {
  std::uint64_t epoch = 1;
  Happened facts;
  std::map<int, SeatGrant> grants;
};

class World {
 public:
  World(std::uint32_t seed, int capacity)
      : random_(seed), capacity_(static_cast<std::uint64_t>(capacity)), doors_(4) {}

  void run(int steps) {
    for (int step = 0; step < steps; ++step) {
      act();
      ASSERT_LE(inside(), capacity_) << "step " << step << ": " << log_;
    }
  }
  // Everybody online for a while: who wants a seat gets one while there are any.
  void settle() {
    for (int round = 0; round < 40; ++round) {
      for (std::size_t d = 0; d < doors_.size(); ++d) {
        read_epoch(d);
        push(d, true);
        pull(d);
        grants(d, true, true);
      }
    }
  }
  std::size_t admissions() const { return admitted_; }
  // Seats of stays that nobody has said are over: those who came in at two doors that did not see
  // each other have two, until a later fact names both.
  bool can_admit_until_full() {
    settle();
    for (int tries = 0; tries < 400 && held() < capacity_; ++tries) {
      const auto d = static_cast<std::size_t>(tries) % doors_.size();
      settle_one(d);
      enter(d, 1000 + tries, false);
    }
    return held() >= capacity_;
  }

 private:
  int dice(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }

  bool over_in(const Happened& facts, int entry) const {
    return std::any_of(facts.begin(), facts.end(), [&](int f) {
      return history_[static_cast<std::size_t>(f)].names.contains(entry);
    });
  }
  std::set<int> open_of(const Happened& facts, int person) const {
    std::set<int> open;
    for (const int f : facts) {
      const Admission& a = history_[static_cast<std::size_t>(f)];
      if (!a.leave && a.person == person && !over_in(facts, f)) open.insert(f);
    }
    return open;
  }
  std::uint64_t spent(const Happened& facts, int door) const {
    return static_cast<std::uint64_t>(std::count_if(facts.begin(), facts.end(), [&](int f) {
      const Admission& a = history_[static_cast<std::size_t>(f)];
      return !a.leave && !a.over && a.door == door;
    }));
  }
  // Who is in the zone, but for those over capacity: let in last and not gone since.
  std::uint64_t inside() const {
    std::uint64_t people = 0;
    for (const auto& [person, over] : where_) people += over ? 0 : 1;
    return people;
  }

  std::uint64_t held() const {
    std::uint64_t open = 0;
    for (int f = 0; f < static_cast<int>(history_.size()); ++f) {
      const Admission& a = history_[static_cast<std::size_t>(f)];
      if (!a.leave && !over_anywhere(f)) ++open;
    }
    return open;
  }
  bool over_anywhere(int entry) const {
    return std::any_of(history_.begin(), history_.end(),
                       [&](const Admission& a) { return a.names.contains(entry); });
  }

  void enter(std::size_t d, int person, bool over) {
    Door& door = doors_[d];
    if (!over && seats_left(door.grant, spent(door.known, static_cast<int>(d))) == 0) return;
    record(d, {.person = person,
               .door = static_cast<int>(d),
               .over = over,
               .names = open_of(door.known, person)});
    where_[person] = over;
    ++admitted_;
  }
  void leave(std::size_t d, int person) {
    record(d, {.person = person,
               .door = static_cast<int>(d),
               .names = open_of(doors_[d].known, person),
               .leave = true});
    where_.erase(person);
  }
  void record(std::size_t d, Admission fact) {
    history_.push_back(std::move(fact));
    const int id = static_cast<int>(history_.size()) - 1;
    doors_[d].known.insert(id);
    doors_[d].own.push_back(id);
  }

  void push(std::size_t d, bool answer_arrives) {
    Door& door = doors_[d];
    if (door.epoch != hub_.epoch) return;
    for (const int id : door.own) hub_.facts.insert(id);
    if (answer_arrives) door.acked = door.own.size();
  }
  void pull(std::size_t d) {
    if (doors_[d].epoch != hub_.epoch) return;
    doors_[d].known.insert(hub_.facts.begin(), hub_.facts.end());
  }
  void read_epoch(std::size_t d) {
    Door& door = doors_[d];
    if (door.epoch == hub_.epoch) return;
    door.epoch = hub_.epoch;
    push(d, true);
    refilled_.insert(d);
  }
  // One exchange; the answer may be lost, and requests of before may come again.
  void grants(std::size_t d, bool answer_arrives, bool sought) {
    Door& door = doors_[d];
    const std::uint64_t own = spent(door.known, static_cast<int>(d));
    const Request request{
        d,          door.epoch, door.session,
        door.grant, own,        wanted_grant({door.grant, own, scarce_ && !sought, sought})};
    requests_.push_back(request);
    const auto [answer, scarce] = serve(request);
    if (!answer_arrives || request.epoch != hub_.epoch) return;
    door.session = session_;
    door.grant = after_answer(door.grant, answer);
    if (scarce) {
      const SeatWish wish{door.grant, own, true, sought};
      const SeatGrant before = door.grant;
      door.grant = lowered(door.grant, own, seats_to_keep(wish));
      // The hub is told at once, as far as the network lets it.
      if (door.grant != before && dice(4) != 0) {
        serve({d, door.epoch, door.session, door.grant, own, 0});
      }
    }
  }
  struct Request {
    std::size_t door = 0;
    std::uint64_t epoch = 0;
    std::uint64_t session = 0;
    SeatGrant grant;
    std::uint64_t spent = 0;
    std::uint64_t wanted = 0;
  };
  std::pair<SeatGrant, bool> serve(const Request& request) {
    if (request.epoch != hub_.epoch) return {};
    const int d = static_cast<int>(request.door);
    SeatGrant& grant = hub_.grants[d];
    grant = after_report(grant, request.grant);
    if (request.session != session_) return {grant, scarce_};
    reported_.insert(request.door);
    if (reported_.size() < doors_.size() || refilled_.size() < doors_.size()) {
      return {grant, scarce_};
    }
    ZoneSeats zone{.capacity = capacity_};
    for (const int f : hub_.facts) {
      const Admission& a = history_[static_cast<std::size_t>(f)];
      if (!a.leave && !over_in(hub_.facts, f)) ++zone.held;
    }
    for (const auto& [of, given] : hub_.grants)
      zone.set_aside += set_aside(given, spent(hub_.facts, of));
    const SeatGrant before = grant;
    if (request.wanted > grant.granted) {
      grant = granted_for({grant, spent(hub_.facts, d), request.spent, request.wanted}, zone,
                          doors_.size());
      scarce_ = grant == before;
    }
    return {grant, scarce_ && zone.free() == 0};
  }
  void settle_one(std::size_t d) {
    push(d, true);
    for (std::size_t other = 0; other < doors_.size(); ++other) grants(other, true, other == d);
    grants(d, true, true);
  }

  void act() {
    const auto d = static_cast<std::size_t>(dice(4));
    const int person = dice(25);
    switch (dice(14)) {
      case 0:
      case 1:
      case 2:
      case 3:
        log_ = "enter";
        enter(d, person, false);
        break;
      case 4:
        log_ = "over";
        if (dice(8) == 0) enter(d, person, true);
        break;
      case 5:
      case 6:
        log_ = "leave";
        if (where_.contains(person)) leave(d, person);
        break;
      case 7:
        log_ = "push";
        push(d, dice(3) != 0);
        break;
      case 8:
        log_ = "pull";
        pull(d);
        break;
      case 9:
      case 10:
        log_ = "grants";
        grants(d, dice(3) != 0, dice(2) == 0);
        break;
      case 11:
        log_ = "an old request again";
        if (!requests_.empty()) {
          serve(requests_[static_cast<std::size_t>(dice(static_cast<int>(requests_.size())))]);
        }
        break;
      case 12:
        log_ = "epoch";
        read_epoch(d);
        break;
      default:
        log_ = "backup";
        if (dice(10) == 0) backup_ = hub_;
        if (dice(25) == 0) {
          log_ = "restore";
          const std::uint64_t epoch = hub_.epoch + 1;
          hub_ = backup_;
          // Sometimes nobody says that it was: then only the session tells.
          const bool said = dice(2) == 0;
          hub_.epoch = said ? epoch : epoch - 1;
          if (said) refilled_.clear();
          ++session_;
          reported_.clear();
        }
    }
  }

  std::mt19937 random_;
  std::uint64_t capacity_;
  std::vector<Door> doors_;
  HubState hub_;
  HubState backup_;
  std::uint64_t session_ = 1;
  bool scarce_ = false;
  std::set<std::size_t> reported_;
  std::set<std::size_t> refilled_{0, 1, 2, 3};
  std::vector<Admission> history_;
  std::vector<Request> requests_;
  std::map<int, bool> where_;  // who is inside, and whether over capacity
  std::size_t admitted_ = 0;
  std::string log_;
};

TEST(Seats, PeopleNeverExceedTheSeatsWhateverTheNetworkDoes) {
  std::size_t admissions = 0;
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    World world(seed, 1 + static_cast<int>(seed % 13));
    world.run(600);
    ASSERT_FALSE(HasFatalFailure()) << "seed " << seed;
    admissions += world.admissions();
  }
  EXPECT_GT(admissions, 5000u) << "the schedules let hardly anybody in: they prove nothing";
}

TEST(Seats, WhenTheNetworkIsBackAllSeatsAreUsed) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    World world(seed, 12);
    world.run(200);
    EXPECT_TRUE(world.can_admit_until_full()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace meetpoint
