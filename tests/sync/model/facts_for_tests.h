// A small day of facts from a seed: every kind, several stations, undos that name what came before.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "sync/model/fact_body.h"

namespace meetpoint::testing {

class RandomDay {
 public:
  explicit RandomDay(unsigned seed) : random_(seed) {}

  std::vector<Fact> make(std::size_t count) {
    std::vector<Fact> facts;
    for (std::size_t i = 0; i < count; ++i) {
      const StationId station{1 + below(4)};
      Fact fact;
      fact.id = {.station = station, .incarnation = 1, .seq = ++last_seq_[station.value]};
      // Clocks of stations differ, and ties happen.
      fact.wall = from_ms(1'800'000'000'000 + static_cast<std::int64_t>(below(2000)));
      fact.hlc = Hlc::of(fact.wall, 0);
      fact.body = body(facts);
      facts.push_back(std::move(fact));
    }
    return facts;
  }

  std::mt19937& random() { return random_; }

 private:
  std::uint32_t below(std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_);
  }
  AttendeeId person() { return AttendeeId("P" + std::to_string(below(6))); }
  ZoneId zone() { return ZoneId("Z" + std::to_string(below(3))); }
  std::string badge() { return "badge-" + std::to_string(below(6)); }
  MeetingId meeting() { return MeetingId(below(2) == 0 ? "" : "M" + std::to_string(below(3))); }

  FactBody body(const std::vector<Fact>& before) {
    switch (below(13)) {
      case 0:
      case 1: return CheckIn{person(), badge()};
      case 2: return ZoneEntered{person(), zone(), below(4) == 0};
      case 3: return ZoneLeft{person(), zone()};
      case 4: return Contact{person(), person(), meeting(), PlaceId("T1")};
      case 5: return ContactNote{person(), person(), "note " + std::to_string(below(99)), 3};
      case 6: return ConsentWithdrawn{person(), below(2) == 0 ? AttendeeId() : person(), {}};
      case 7: return MeetingAttended{person(), MeetingId("M" + std::to_string(below(3)))};
      case 8: return WalkIn{person(), "Zoë", "van der Elst", "De Kring", "buyer", "nl"};
      case 9: return BadgeIssued{badge(), person()};
      case 10: return BadgeRevoked{badge(), "lost"};
      case 11: {
        ConsentGiven given{person(), person(), {"name", "email"}, {}};
        for (const Fact& fact : before) {
          const auto* w = std::get_if<ConsentWithdrawn>(&fact.body);
          if (w && w->person == given.person && below(2) == 0) given.after.push_back(fact.id);
        }
        return given;
      }
      default: {
        Undo undo;
        for (int i = 0; i < 2 && !before.empty(); ++i) {
          undo.facts.push_back(before[below(static_cast<std::uint32_t>(before.size()))].id);
        }
        return undo;
      }
    }
  }

  std::mt19937 random_;
  std::map<std::uint32_t, std::uint64_t> last_seq_;
};

}  // namespace meetpoint::testing
