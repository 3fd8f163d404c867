// Everything that a screen shows, decided: drawing only chooses words, places and colours.
//
// Texts are data (names, places, topics); what is to be translated is an enum or a number. Times
// are the venue's, as "14:05"; `day` is there for screens that must name the day.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kiosk/core/app.h"
#include "kiosk/core/state.h"

namespace meetpoint::core {

// ---- shared parts -------------------------------------------------------------------------------

struct When {
  std::string starts = {};  // "14:05"
  std::string ends = {};
  LocalTime day = {};  // of the start
  bool today = true;   // false: name the day
  bool runs = false;
  int minutes_until = 0;  // rounded up; 0 where it runs or is over
  bool operator==(const When&) const = default;
};

struct PersonName {
  std::string name = {};
  std::string organisation = {};
  bool operator==(const PersonName&) const = default;
};

struct PartnerLine {
  PersonName who = {};
  bool arrived = false;
  bool operator==(const PartnerLine&) const = default;
};

struct MovedNote {
  std::string from_place = {};                // empty: only the time changed
  std::optional<std::string> from_time = {};  // empty: only the place changed
  bool operator==(const MovedNote&) const = default;
};

struct MeetingCard {
  std::string place = {};
  std::string directions = {};
  std::string title = {};
  When when = {};
  std::vector<PartnerLine> partners = {};
  std::optional<MovedNote> moved = {};
  bool operator==(const MeetingCard&) const = default;
};

enum class ZoneAction { none, enter, leave };

struct ZoneCard {
  ZoneId id = {};
  std::string topic = {};
  std::string place = {};
  std::string directions = {};
  std::string facilitator = {};
  When when = {};
  std::optional<int> seats_left = {};  // empty: no limit
  bool booked = false;
  bool inside = false;
  ZoneAction action = ZoneAction::none;
  bool operator==(const ZoneCard&) const = default;
};

// ---- the line on every screen -------------------------------------------------------------------

enum class Connection {
  online,        // in touch with the central hub
  relayed,       // with a relay at the venue, and that with the central hub
  at_venue,      // with a relay that has lost the central hub: all is safe, and goes no further
  offline,       // with neither
  never_online,  // offline since this station exists
  problem
};

struct StatusLine {
  Connection connection = Connection::online;
  std::optional<std::string> since = {};  // "13:40": offline, or at the venue only
  // Records that the central hub does not have yet, whether they are here or at the relay; without
  // touch with either, those that only this station is known to have.
  std::uint64_t waiting = 0;
  std::size_t peers = 0;  // other kiosks in reach while offline
  std::optional<ErrorCode> problem = {};
  bool clock_wrong = false;
  bool operator==(const StatusLine&) const = default;
};

struct Countdown {
  int seconds_left = 0;    // rounded up
  float fraction = 1.0F;   // of the whole time, 1 → 0, in steps of a tenth of a second
  bool prominent = false;  // the last ten seconds
  bool operator==(const Countdown&) const = default;
};

// ---- screens ------------------------------------------------------------------------------------

struct WaitingModel {
  CameraState camera = CameraState::none;
  std::string camera_detail = {};
  AimHint hint = AimHint::none;  // beside the camera's picture
  bool lamp = false;             // the screen itself gives light
  bool reading = false;
  bool operator==(const WaitingModel&) const = default;
};

struct CheckedIn {
  bool now = false;
  std::string since = {};  // "09:12", where not now
  LocalTime since_day = {};
  bool since_today = true;
  bool operator==(const CheckedIn&) const = default;
};

struct WelcomeModel {
  PersonName who = {};
  CheckedIn checked_in = {};
  Phase phase = Phase::during;
  std::optional<MeetingCard> next = {};
  std::vector<MeetingCard> at_the_same_time = {};
  std::vector<MeetingCard> cancelled = {};
  std::vector<ZoneCard> zones = {};
  bool zone_booked = false;
  std::size_t agenda_lines = 0;
  bool can_undo = false;  // else "not me" only ends the visit
  bool operator==(const WelcomeModel&) const = default;
};

struct AgendaRow {
  AgendaKind kind = AgendaKind::meeting;
  When when = {};
  std::string title = {};   // a meeting's partner, else the session or the topic
  std::string detail = {};  // organisation, theme
  std::string place = {};
  bool past = false;
  bool cancelled = false;
  bool overlaps = false;
  bool moved = false;
  bool partner_arrived = true;
  bool next = false;  // the line that the welcome screen shows large
  bool operator==(const AgendaRow&) const = default;
};

struct AgendaModel {
  PersonName who = {};
  std::vector<AgendaRow> rows = {};
  bool operator==(const AgendaModel&) const = default;
};

struct ContactModel {
  ContactStage stage = ContactStage::second_badge;
  PersonName first = {};
  std::optional<PersonName> second = {};
  CameraState camera = CameraState::none;
  AimHint hint = AimHint::none;
  bool lamp = false;
  bool in_meeting = false;  // it belongs to a meeting that both have now
  std::optional<Share> first_share = {};
  std::optional<Share> second_share = {};
  bool can_confirm = false;
  bool saving = false;
  // Where each has to be next, for the screen that says "kept".
  std::optional<MeetingCard> first_next = {};
  std::optional<MeetingCard> second_next = {};
  bool operator==(const ContactModel&) const = default;
};

struct TypingModel {
  std::string typed = {};
  bool for_second = false;
  bool full = false;
  bool checking = false;
  bool operator==(const TypingModel&) const = default;
};

struct RefusedModel {
  Verdict verdict = Verdict::unknown_badge;
  std::string typed_code = {};  // only where it was typed
  bool operator==(const RefusedModel&) const = default;
};

struct UndoneModel {
  bool contact = false;  // else the check-in and all of this visit
  bool can_go_back = false;
  bool operator==(const UndoneModel&) const = default;
};

struct TroubleModel {
  ErrorCode code = ErrorCode::internal;
  std::string message = {};            // for the organiser, English
  std::optional<Purpose> failed = {};  // empty: the store as a whole
  bool maybe_recorded = false;
  bool can_retry = false;
  bool operator==(const TroubleModel&) const = default;
};

using ScreenBody = std::variant<WaitingModel, WelcomeModel, AgendaModel, ContactModel, TypingModel,
                                RefusedModel, UndoneModel, TroubleModel>;

struct ScreenModel {
  std::string event_name = {};
  std::string venue = {};
  std::string clock = {};                   // "14:05"
  std::string language = {};                // "nl"
  std::vector<std::string> languages = {};  // to choose from
  StatusLine status = {};
  std::optional<Countdown> countdown = {};
  Notice notice = Notice::none;
  ScreenBody body = {};
  // Two equal models look the same: the shell draws anew only when this changes (or the camera's
  // picture does).
  bool operator==(const ScreenModel&) const = default;
};

}  // namespace meetpoint::core
