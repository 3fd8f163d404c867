#include "sync/model/what_next.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meetpoint {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// 4 March 2027, 00:00 in Brussels (UTC+1).
constexpr Instant midnight{std::chrono::sys_days{std::chrono::year{2027} / 3 / 4} - hours{1}};
Instant at(int hour, int minute = 0) { return midnight + hours{hour} + minutes{minute}; }

Day empty_day() {
  Day day;
  day.event.time_zone = {"Europe/Brussels", {{from_ms(0), 60}}};
  day.event.starts_at = at(9);
  day.event.ends_at = at(18);
  day.attendee.id = AttendeeId{"me"};
  return day;
}

MeetingItem& add_meeting(Day& day, Instant from, Instant to) {
  MeetingItem meeting;
  meeting.id = MeetingId{"M" + std::to_string(day.meetings.size())};
  meeting.starts_at = from;
  meeting.ends_at = to;
  return day.meetings.emplace_back(meeting);
}

ZoneItem& add_zone(Day& day, Instant from, Instant to, int capacity = 10, int taken = 0) {
  ZoneItem zone;
  zone.id = ZoneId{"Z" + std::to_string(day.zones.size())};
  zone.starts_at = from;
  zone.ends_at = to;
  zone.capacity = capacity;
  zone.taken = taken;
  return day.zones.emplace_back(zone);
}

TEST(WhatNext, NothingPlannedIsNothing) {
  const NextUp next = what_next(empty_day(), at(10));
  EXPECT_FALSE(next.meeting);
  EXPECT_THAT(next.zones, IsEmpty());
  EXPECT_THAT(next.agenda, IsEmpty());
}

TEST(WhatNext, TheNearestToComeWhateverTheOrderOfTheRoster) {
  Day day = empty_day();
  add_meeting(day, at(15), at(15, 20));
  add_meeting(day, at(11), at(11, 20));
  add_meeting(day, at(9), at(9, 20));
  const NextUp next = what_next(day, at(10));
  EXPECT_EQ(next.meeting, 1U);
  EXPECT_FALSE(next.meeting_runs);
  EXPECT_TRUE(next.meeting_today);
}

TEST(WhatNext, AMeetingRunsFromItsStartToJustBeforeItsEnd) {
  Day day = empty_day();
  add_meeting(day, at(11), at(11, 20));
  add_meeting(day, at(11, 20), at(11, 40));
  EXPECT_FALSE(what_next(day, at(11) - Duration{1}).meeting_runs);
  EXPECT_TRUE(what_next(day, at(11)).meeting_runs);
  EXPECT_EQ(what_next(day, at(11, 20) - Duration{1}).meeting, 0U);
  EXPECT_EQ(what_next(day, at(11, 20)).meeting, 1U);
  EXPECT_FALSE(what_next(day, at(11, 40)).meeting);
}

TEST(WhatNext, OneThatRunsGoesBeforeOneToCome) {
  Day day = empty_day();
  add_meeting(day, at(10, 10), at(10, 30));
  add_meeting(day, at(9), at(12));
  const NextUp next = what_next(day, at(10));
  EXPECT_EQ(next.meeting, 1U);
  EXPECT_TRUE(next.meeting_runs);
  EXPECT_THAT(next.also_then, ElementsAre(0U));
}

TEST(WhatNext, OverlapsAreNamedButNotThoseThatTouch) {
  Day day = empty_day();
  add_meeting(day, at(11), at(11, 20));
  add_meeting(day, at(11, 10), at(11, 30));
  add_meeting(day, at(11, 20), at(11, 40));
  const NextUp next = what_next(day, at(10));
  EXPECT_EQ(next.meeting, 0U);
  EXPECT_THAT(next.also_then, ElementsAre(1U));
  ASSERT_EQ(next.agenda.size(), 3U);
  EXPECT_TRUE(next.agenda[0].overlaps);
  EXPECT_TRUE(next.agenda[1].overlaps);
  EXPECT_TRUE(next.agenda[2].overlaps);  // with the second
}

TEST(WhatNext, ACancelledMeetingIsNeverNextButIsSaid) {
  Day day = empty_day();
  add_meeting(day, at(11), at(11, 20)).cancelled = true;
  add_meeting(day, at(12), at(12, 20));
  add_meeting(day, at(15), at(15, 20)).cancelled = true;
  const NextUp next = what_next(day, at(10));
  EXPECT_EQ(next.meeting, 1U);
  EXPECT_THAT(next.cancelled, ElementsAre(0U)) << "the one at 15:00 is not next";
  ASSERT_EQ(next.agenda.size(), 3U);
  EXPECT_TRUE(next.agenda[0].cancelled);
  EXPECT_FALSE(next.agenda[0].overlaps);
  EXPECT_THAT(what_next(day, at(11, 20)).cancelled, IsEmpty()) << "over, so nobody waits there";
}

TEST(WhatNext, WhileOneRunsACancelledNextOneIsSaid) {
  Day day = empty_day();
  add_meeting(day, at(11), at(11, 20));
  add_meeting(day, at(11, 20), at(11, 40)).cancelled = true;
  add_meeting(day, at(12), at(12, 20));
  EXPECT_THAT(what_next(day, at(11, 5)).cancelled, ElementsAre(1U));
}

TEST(WhatNext, CancelledWithoutAnyOther) {
  Day day = empty_day();
  add_meeting(day, at(11), at(11, 20)).cancelled = true;
  add_meeting(day, at(24 + 11), at(24 + 12)).cancelled = true;
  const NextUp next = what_next(day, at(10));
  EXPECT_FALSE(next.meeting);
  EXPECT_THAT(next.cancelled, ElementsAre(0U)) << "tomorrow's is for tomorrow";
}

TEST(WhatNext, AMovedMeetingCountsAtItsNewTime) {
  Day day = empty_day();
  MeetingItem& moved = add_meeting(day, at(16), at(16, 20));
  moved.moved_from_time = at(11);
  add_meeting(day, at(12), at(12, 20));
  EXPECT_EQ(what_next(day, at(10)).meeting, 1U);
  EXPECT_EQ(what_next(day, at(13)).meeting, 0U);
}

TEST(WhatNext, TheBookedZoneGoesBeforeEveryOther) {
  Day day = empty_day();
  add_zone(day, at(10), at(11));
  add_zone(day, at(14), at(15), 10, 10).booked = true;  // full, but theirs
  const NextUp next = what_next(day, at(9, 30));
  EXPECT_TRUE(next.zone_booked);
  EXPECT_THAT(next.zones, ElementsAre(1U));
}

TEST(WhatNext, TheBookingOfTheRosterCountsToo) {
  Day day = empty_day();
  add_zone(day, at(10), at(11));
  add_zone(day, at(14), at(15));
  day.attendee.booked_zone = ZoneId{"Z1"};
  EXPECT_THAT(what_next(day, at(9)).zones, ElementsAre(1U));
  EXPECT_EQ(what_next(day, at(9)).agenda.size(), 1U);
}

TEST(WhatNext, WithoutABookingThreeThatFitAndHaveSeats) {
  Day day = empty_day();
  add_zone(day, at(10), at(11), 10, 10);       // full
  add_zone(day, at(10), at(11)).fits = false;  // for others
  add_zone(day, at(8), at(9));                 // over
  add_zone(day, at(15), at(16));               // later
  add_zone(day, at(11), at(12));
  add_zone(day, at(11), at(12)).shared_themes = 2;
  add_zone(day, at(10), at(11), 0, 500);  // no limit
  const NextUp next = what_next(day, at(9, 30));
  EXPECT_FALSE(next.zone_booked);
  EXPECT_THAT(next.zones, ElementsAre(6U, 5U, 4U));
}

TEST(WhatNext, OnceTheBookedZoneIsOverOthersAreOffered) {
  Day day = empty_day();
  add_zone(day, at(10), at(11)).booked = true;
  add_zone(day, at(14), at(15));
  const NextUp next = what_next(day, at(11));
  EXPECT_FALSE(next.zone_booked);
  EXPECT_THAT(next.zones, ElementsAre(1U));
}

TEST(WhatNext, TheZoneOneIsInComesFirstEvenWhenItIsOver) {
  Day day = empty_day();
  add_zone(day, at(14), at(15)).booked = true;
  add_zone(day, at(10), at(11)).inside = true;
  EXPECT_THAT(what_next(day, at(10, 30)).zones, ElementsAre(1U, 0U));
  EXPECT_THAT(what_next(day, at(12)).zones, ElementsAre(1U, 0U));
}

TEST(WhatNext, SeatsAreNeverFewerThanNone) {
  ZoneItem zone;
  EXPECT_EQ(zone.seats_left(), std::nullopt);
  zone.capacity = 5;
  zone.taken = 7;
  EXPECT_EQ(zone.seats_left(), 0);
  EXPECT_FALSE(zone.has_seats());
  zone.taken = 2;
  EXPECT_EQ(zone.seats_left(), 3);
}

TEST(WhatNext, BeforeDuringAndAfterTheEvent) {
  Day day = empty_day();
  add_meeting(day, at(11), at(11, 20));
  EXPECT_EQ(what_next(day, at(9) - Duration{1}).phase, Phase::before_event);
  EXPECT_EQ(what_next(day, at(8)).meeting, 0U);
  EXPECT_EQ(what_next(day, at(9)).phase, Phase::during);
  EXPECT_EQ(what_next(day, at(18)).phase, Phase::after_event);
  EXPECT_FALSE(what_next(day, at(18)).meeting);
  day.event.ends_at = day.event.starts_at;
  EXPECT_EQ(what_next(day, at(18)).phase, Phase::during) << "an event without hours";
}

TEST(WhatNext, TomorrowsMeetingNamesTheDay) {
  Day day = empty_day();
  add_meeting(day, at(24 + 10), at(24 + 11));
  EXPECT_FALSE(what_next(day, at(17)).meeting_today);
  EXPECT_TRUE(what_next(day, at(24)).meeting_today);
}

TEST(WhatNext, AcrossMidnight) {
  Day day = empty_day();
  day.event.ends_at = at(26);
  add_meeting(day, at(23, 50), at(24, 30));
  EXPECT_TRUE(what_next(day, at(23)).meeting_today);
  const NextUp next = what_next(day, at(24, 10));
  EXPECT_EQ(next.meeting, 0U);
  EXPECT_TRUE(next.meeting_runs);
  EXPECT_TRUE(next.meeting_today) << "it runs now, though it began yesterday";
}

// On 28 March 2027 at 02:00 the clocks in Brussels go to 03:00.
TEST(WhatNext, AcrossAChangeOfClocks) {
  Day day = empty_day();
  const Instant change{std::chrono::sys_days{std::chrono::year{2027} / 3 / 28} + hours{1}};
  day.event.time_zone = {"Europe/Brussels", {{from_ms(0), 60}, {change, 120}}};
  day.event.starts_at = change - hours{3};
  day.event.ends_at = change + hours{20};
  add_meeting(day, change - minutes{30}, change + minutes{30});  // 01:30 to 03:30 on the wall
  add_meeting(day, change + minutes{30}, change + minutes{50});
  const TimeZone& zone = day.event.time_zone;
  EXPECT_EQ(zone.clock_text(day.meetings[0].starts_at), "01:30");
  EXPECT_EQ(zone.clock_text(day.meetings[0].ends_at), "03:30");
  EXPECT_EQ(what_next(day, change + minutes{29}).meeting, 0U);
  EXPECT_EQ(what_next(day, change + minutes{30}).meeting, 1U);
  EXPECT_TRUE(what_next(day, change - minutes{90}).meeting_today);
  EXPECT_FALSE(what_next(day, change - minutes{121}).meeting_today) << "23:59 the day before";
}

TEST(WhatNext, AgendaHoldsTheWholeDayInOrder) {
  Day day = empty_day();
  add_meeting(day, at(14), at(14, 20));
  add_meeting(day, at(9), at(9, 20));
  SessionItem booked;
  booked.id = SessionId{"S0"};
  booked.starts_at = at(10);
  booked.ends_at = at(11);
  booked.booked = true;
  SessionItem open = booked;
  open.booked = false;
  day.sessions = {open, booked};
  add_zone(day, at(13), at(14, 10)).booked = true;
  const NextUp next = what_next(day, at(10, 30));
  ASSERT_EQ(next.agenda.size(), 4U);
  EXPECT_TRUE(next.agenda[0].past);
  EXPECT_EQ(next.agenda[1].kind, AgendaKind::session);
  EXPECT_EQ(next.agenda[1].index, 1U);
  EXPECT_TRUE(next.agenda[1].running);
  EXPECT_EQ(next.agenda[2].kind, AgendaKind::zone);
  EXPECT_TRUE(next.agenda[2].overlaps);
  EXPECT_TRUE(next.agenda[3].overlaps);
  EXPECT_FALSE(next.agenda[1].overlaps);
}

}  // namespace
}  // namespace meetpoint
