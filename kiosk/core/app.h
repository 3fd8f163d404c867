// The kiosk as a pure machine: state + event -> state + commands; state -> what the screen shows.
//
// update() never touches the world. What is to be done (read a badge, record a contact, play a
// sound) leaves it as commands, which the shell carries out; answers come back as events. A fact is
// shown as recorded only when its answer, sent after the durable commit, has come back.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kiosk/core/aim.h"
#include "kiosk/core/decide.h"
#include "kiosk/core/intent.h"
#include "sync/base/result.h"
#include "sync/model/what_next.h"

namespace meetpoint::core {

// ---- what comes in ------------------------------------------------------------------------------

// Codes seen together: one frame's, or one line of a reader that types. Already debounced.
struct BadgesRead {
  std::vector<std::string> codes;
};

struct Touched {
  Intent intent;
};

// Time passes; sent a few times a second.
struct Ticked {};

// The answer to ReadBadge. `day` is set where the person is known (checked_in, already_checked_in).
struct BadgeAnswered {
  std::uint64_t ticket = 0;  // of the command
  std::string code;
  Decision decision;
  std::optional<Day> day;
  std::vector<FactId> recorded;  // what this scan appended, for undo
};

// The answer to RecordContact, UndoFacts, EnterZone, LeaveZone: durable, with a fresh day of the
// person on screen.
struct Recorded {
  std::uint64_t ticket = 0;
  std::vector<FactId> facts;
  std::optional<Day> day;
};

// The store could not do what a command asked; nothing of it was recorded.
struct StoreFailed {
  std::uint64_t ticket = 0;
  Error error;
};

struct SyncStatus {
  bool online = false;
  bool ever_online = false;              // since this station exists
  std::optional<Instant> offline_since;  // set while offline
  std::uint64_t waiting = 0;             // facts not yet at the hub; behind a relay: at the relay
  std::optional<Error> problem;          // what an organiser should know (revoked, wrong event, …)
  bool clock_wrong = false;              // over 2 minutes from the hub's
  // Behind a relay, a hub at the venue, "online" is in touch with the relay.
  bool via_relay = false;
  bool relay_online = false;                   // the relay is in touch with the central hub
  std::optional<Instant> relay_offline_since;  // by the relay's clock; set while it is not
  std::uint64_t kept_at_relay = 0;             // facts there that the central hub lacks
  std::size_t peers = 0;                       // other kiosks in reach while offline
  bool operator==(const SyncStatus&) const = default;
};

struct SyncChanged {
  SyncStatus status;
};

enum class CameraState { none, starting, running, lost };

struct CameraChanged {
  CameraState state = CameraState::none;
  std::string detail;  // for the organiser: which device, what it said
};

// What the newest picture says of a badge that is not read yet; sent when it changes.
struct AimMeasured {
  AimHint hint = AimHint::none;
  bool someone = false;  // a badge was found in it
};

// The event's roster came or changed (name, languages, hours).
struct EventChanged {
  Event event;
};

using AppEvent = std::variant<BadgesRead, Touched, Ticked, BadgeAnswered, Recorded, StoreFailed,
                              SyncChanged, CameraChanged, AimMeasured, EventChanged>;

// ---- what goes out ------------------------------------------------------------------------------

// One transaction: look the code up, decide, append the check-in. `check_in` false looks only.
struct ReadBadge {
  std::uint64_t ticket = 0;
  std::string code;
  bool check_in = true;
};

// What one person lets the other have.
struct Consent {
  bool contact = false;  // name and organisation: without it nothing about them is passed on
  bool details = false;  // e-mail address and telephone number too
  bool operator==(const Consent&) const = default;
};

struct RecordContact {
  std::uint64_t ticket = 0;
  AttendeeId a;
  AttendeeId b;
  MeetingId meeting;  // the one that they share now, or empty
  Consent of_a;
  Consent of_b;
};

struct UndoFacts {
  std::uint64_t ticket = 0;
  AttendeeId attendee;  // whose day comes back
  std::vector<FactId> facts;
};

struct EnterZone {
  std::uint64_t ticket = 0;
  AttendeeId attendee;
  ZoneId zone;
};

struct LeaveZone {
  std::uint64_t ticket = 0;
  AttendeeId attendee;
  ZoneId zone;
};

enum class Sound { success, attention, failure };

struct PlaySound {
  Sound sound = Sound::success;
};

using Command = std::variant<ReadBadge, RecordContact, UndoFacts, EnterZone, LeaveZone, PlaySound>;

}  // namespace meetpoint::core
