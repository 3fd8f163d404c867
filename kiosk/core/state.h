// What a kiosk remembers between two events: the lasting part (event, connection, camera) and the
// visit of the person in front of it. A plain value; only update() changes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/core/aim.h"
#include "kiosk/core/app.h"
#include "sync/base/instant.h"
#include "sync/model/what_next.h"

namespace meetpoint::core {

// A visit ends by itself after this long without a touch or a scan.
inline constexpr Duration visit_ms{20'000};
// From here on the countdown is shown large.
inline constexpr Duration countdown_prominent_ms{10'000};
// A store that has not answered by then is told as trouble.
inline constexpr Duration store_patience_ms{10'000};
// The longest code that a person types.
inline constexpr std::size_t typed_max_bytes = 64;

enum class Screen { waiting, welcome, agenda, contact, typing, refused, undone, trouble };

// One sentence beside what the screen shows; gone with the next touch or scan.
enum class Notice {
  none,
  same_person,      // the second badge is of the person whose visit it is
  too_many_badges,  // more than two in the picture
  other_unknown,    // of two badges, one is not of this event
  other_revoked,
  other_removed,
  finish_contact_first,  // a third badge while two people are choosing
  code_unreadable,       // empty, too long or not text
  zone_full,             // this kiosk may let nobody more in
};

// What a command was for, so that its answer finds its place.
enum class Purpose {
  visit,
  second_badge,
  contact,
  enter_zone,
  leave_zone,
  undo_visit,
  undo_contact
};

struct Pending {
  std::uint64_t ticket = 0;
  Purpose purpose = Purpose::visit;
  Command command;  // as it was sent, for "try again"
  Instant asked_at;
};

// A badge that is being read for a new visit; two of them when two were in one frame.
struct Reading {
  std::string code;
  std::uint64_t ticket = 0;
  std::optional<BadgeAnswered> answer;
};

struct Person {
  std::string code;
  Day day;
  bool checked_in_now = false;  // by this visit
  std::optional<Instant> since;
};

struct Visit {
  Person person;
  std::vector<FactId> recorded;  // by this visit about this person, for undo
};

enum class ContactStage { second_badge, consent, kept };

struct ContactDraft {
  ContactStage stage = ContactStage::second_badge;
  std::optional<Person> other;
  std::optional<Share> first_share;
  std::optional<Share> second_share;
  MeetingId meeting;
  std::vector<FactId> recorded;
};

struct Trouble {
  Error error;
  std::vector<Pending> failed;  // what "try again" sends once more
  Screen before = Screen::waiting;
  bool maybe_recorded = false;  // no answer came, so that nobody knows
};

struct AppState {
  // Lasting.
  std::optional<Event> event;
  SyncStatus sync;
  CameraState camera = CameraState::none;
  std::string camera_detail;
  Aim aim;
  std::optional<Error> store_down;  // StoreFailed without a ticket: nothing works until it is gone
  std::uint64_t next_ticket = 1;

  // Of this visit.
  Screen screen = Screen::waiting;
  Instant active_at;
  std::string language;  // empty: the event's default
  bool language_chosen = false;
  Notice notice = Notice::none;
  std::vector<Pending> pending;
  std::vector<Reading> reading;
  std::optional<Visit> visit;
  std::optional<ContactDraft> contact;
  std::string typed;
  Screen typing_from = Screen::waiting;
  std::optional<Verdict> refused;
  std::string refused_code;
  bool undone_contact = false;
  std::optional<Trouble> trouble;
};

// The languages that the screens of this event offer; the first is the default. Never empty.
std::vector<std::string> languages_of(const AppState&);
std::string language_of(const AppState&);

// A command is under way whose answer changes this screen.
bool busy(const AppState&);

// Until the visit ends by itself; nothing on the waiting screen in its default language, and while
// a command is under way.
std::optional<Duration> time_left(const AppState&, Instant now);

}  // namespace meetpoint::core
