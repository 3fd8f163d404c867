// A small event and its people, for visits played as sequences of events.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "kiosk/core/update.h"
#include "kiosk/core/view.h"

namespace meetpoint::core {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// 4 March 2027, 00:00 in Brussels (UTC+1).
inline constexpr Instant midnight{std::chrono::sys_days{std::chrono::year{2027} / 3 / 4} -
                                  std::chrono::hours{1}};
inline Instant at(int hour, int minute = 0) { return midnight + hours{hour} + minutes{minute}; }

inline Event event() {
  return {.id = EventId{"myb"},
          .name = "Meet Your Buyer",
          .venue = "Brussel",
          .time_zone = {"Europe/Brussels", {{from_ms(0), 60}}},
          .starts_at = at(9),
          .ends_at = at(18),
          .languages = {"nl", "fr", "en"}};
}

inline Day day_of(const std::string& id, const std::string& name, const std::string& organisation,
                  const std::string& language = "") {
  Day day;
  day.event = event();
  day.attendee.id = AttendeeId{id};
  day.attendee.given_name = name;
  day.attendee.language = language;
  day.organisation = organisation;
  return day;
}

inline Day an() {
  Day day = day_of("A", "An", "Stad Zoutbeke", "nl");
  MeetingItem meeting;
  meeting.id = MeetingId{"M1"};
  meeting.place = "Table 14";
  meeting.starts_at = at(14);
  meeting.ends_at = at(14, 20);
  meeting.partners = {{AttendeeId{"B"}, "Bo", "Kringwerk", false}};
  day.meetings.push_back(meeting);
  ZoneItem zone;
  zone.id = ZoneId{"Z1"};
  zone.topic = "Is duurzaam duurder?";
  zone.starts_at = at(13);
  zone.ends_at = at(15);
  zone.capacity = 10;
  day.zones.push_back(zone);
  return day;
}
inline Day bo() { return day_of("B", "Bo", "Kringwerk", "fr"); }

inline FactId fact(std::uint64_t seq) { return {StationId{1}, 1, seq}; }

// A kiosk on the table of a test: events in, screens and commands out.
class Kiosk {
 public:
  Kiosk() { send(EventChanged{event()}); }

  void send(const AppEvent& event) {
    Update next = update(std::move(state_), event, now);
    state_ = std::move(next.state);
    last = std::move(next.commands);
    all.insert(all.end(), last.begin(), last.end());
  }
  void touch(Intent intent) { send(Touched{std::move(intent)}); }
  void scan(std::vector<std::string> codes) { send(BadgesRead{std::move(codes)}); }
  void wait(Duration by) {
    for (Duration left = by; left > Duration{0}; left -= Duration{500}) {
      now += std::min(left, Duration{500});
      send(Ticked{});
    }
  }

  // The answer that a healthy store gives to a ReadBadge.
  void answer_badge(const ReadBadge& read, const Day& day, Verdict verdict, std::uint64_t seq = 1) {
    BadgeAnswered answer{.ticket = read.ticket, .code = read.code};
    answer.decision.verdict = verdict;
    const bool known = verdict == Verdict::checked_in || verdict == Verdict::already_checked_in;
    if (known) {
      answer.decision.attendee = day.attendee.id;
      answer.day = day;
    }
    if (verdict == Verdict::checked_in) answer.recorded = {fact(seq)};
    if (verdict == Verdict::already_checked_in) answer.decision.since = at(9, 12);
    send(answer);
  }
  // Scans a badge on the waiting screen and lets the store answer.
  void welcome(const std::string& code, const Day& day, Verdict verdict = Verdict::checked_in) {
    scan({code});
    answer_badge(sent<ReadBadge>(), day, verdict);
  }

  // The last command of this kind; fails the test where there is none.
  template <class C>
  C sent() const {
    for (auto it = last.rbegin(); it != last.rend(); ++it) {
      if (const C* command = std::get_if<C>(&*it)) return *command;
    }
    ADD_FAILURE() << "no such command was sent";
    return {};
  }
  template <class C>
  std::size_t count_of() const {
    std::size_t n = 0;
    for (const Command& command : last) n += std::holds_alternative<C>(command) ? 1 : 0;
    return n;
  }

  ScreenModel screen() const { return view(state_, now); }
  template <class M>
  M body() const {
    const ScreenModel model = screen();
    const M* found = std::get_if<M>(&model.body);
    EXPECT_NE(found, nullptr) << "another screen is shown: " << model.body.index();
    return found ? *found : M{};
  }
  template <class M>
  bool shows() const {
    return std::holds_alternative<M>(screen().body);
  }

  Instant now = at(13, 50);
  std::vector<Command> last;
  std::vector<Command> all;

 private:
  AppState state_;
};

}  // namespace meetpoint::core
