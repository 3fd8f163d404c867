#include "tests/sync/fold/big_day.h"

#include <array>
#include <random>
#include <string>

#include "sync/wire/fact_codec.h"

namespace meetpoint::testing {

namespace {

constexpr std::uint32_t stations = 12;
constexpr std::uint32_t people = 1200;
constexpr std::uint32_t hot_one_in = 25;  // facts about the one person

class Day {
 public:
  explicit Day(std::uint64_t seed) : random_(seed) {}

  FactRecord next() {
    const std::uint32_t station = 1 + below(stations);
    FactRecord record;
    record.id = {.station = {station}, .incarnation = below(40) == 0 ? 2U : 1U, .seq = 0};
    record.id.seq = ++last_seq_[2 * station + record.id.incarnation];
    // Each station's own idea of the time: seconds off, one by days, one that was set back at noon;
    // and ties.
    const std::int64_t off = station == 3   ? -3 * 86'400'000LL
                             : station == 4 ? 600'000
                                            : station * 700LL;
    const std::int64_t back = station == 5 && made_ > 3000 ? 3'600'000 : 0;
    record.wall = from_ms(1'800'000'000'000 + 3000 * made_ + off - back);
    record.hlc = Hlc::of(record.wall, static_cast<std::uint16_t>(below(2)));
    record.monotonic_ms = 3000 * made_;
    ++made_;
    if (below(30) == 0) {
      record.kind = "of_tomorrow";
      record.version = 7;
      record.body = std::string("\xa1\x61x\x18\x2a", 5);
    } else if (below(200) == 0) {
      record.kind = std::string(CheckIn::kind);  // without the attendee that it needs
      record.body = std::string("\xa0", 1);
    } else {
      const FactBody written = body();
      record.kind = std::string(wire::kind_of(written));
      record.body = wire::write_body(written);
      if (std::holds_alternative<ConsentWithdrawn>(written)) withdrawals_.push_back(record.id);
    }
    ids_.push_back(record.id);
    return record;
  }

 private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  std::string number() { return std::to_string(below(hot_one_in) == 0 ? 0 : below(people)); }
  AttendeeId person() { return AttendeeId("P/" + number()); }
  ZoneId zone() { return ZoneId("Z" + std::to_string(below(6))); }
  MeetingId meeting() { return MeetingId(below(3) == 0 ? "" : "M" + std::to_string(below(300))); }
  std::string badge() { return "badge-" + number(); }
  // Of something lately, as a person does; or of what another station did and this one may not have
  // seen.
  FactId some_fact() {
    const auto count = static_cast<std::uint32_t>(ids_.size());
    return below(3) == 0 ? ids_[below(count)] : ids_[count - 1 - below(std::min(count, 40U))];
  }

  FactBody body() {
    switch (below(16)) {
      case 0:
      case 1:
      case 2: return CheckIn{person(), badge()};
      case 3:
      case 4: return ZoneEntered{person(), zone(), below(9) == 0};
      case 5: return ZoneLeft{person(), zone()};
      case 6:
      case 7:
        return Contact{person(), person(), meeting(), PlaceId("T" + std::to_string(below(40)))};
      case 8:
        return ContactNote{person(), person(), "note " + std::to_string(made_),
                           1 + static_cast<int>(below(5))};
      case 9:
        return ConsentWithdrawn{
            person(), below(2) == 0 ? AttendeeId() : person(),
            below(2) == 0 ? std::vector<std::string>{} : std::vector<std::string>{"email"}};
      case 10: return MeetingAttended{person(), MeetingId("M" + std::to_string(below(300)))};
      case 11: return WalkIn{person(), "Zoë", "van der Elst", "De Kring", "buyer", "nl"};
      case 12: return BadgeIssued{badge(), person()};
      case 13: return BadgeRevoked{badge(), "lost"};
      case 14: {
        ConsentGiven given{person(), person(), {"name", "email"}, {}};
        for (int i = 0; i < 3 && !withdrawals_.empty(); ++i) {
          given.after.push_back(
              withdrawals_[below(static_cast<std::uint32_t>(withdrawals_.size()))]);
        }
        return given;
      }
      default: {
        Undo undo;
        for (std::uint32_t i = below(3) + 1; i > 0 && !ids_.empty(); --i)
          undo.facts.push_back(some_fact());
        return undo;
      }
    }
  }

  std::mt19937_64 random_;
  std::int64_t made_ = 0;
  std::array<std::uint64_t, 2 * stations + 5> last_seq_{};
  std::vector<FactId> ids_;
  std::vector<FactId> withdrawals_;
};

}  // namespace

std::vector<FactRecord> big_day(std::uint64_t seed, std::size_t count) {
  Day day(seed);
  std::vector<FactRecord> facts;
  facts.reserve(count);
  while (facts.size() < count) facts.push_back(day.next());
  return facts;
}

}  // namespace meetpoint::testing
