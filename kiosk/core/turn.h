// Inside kiosk/core: one call of update() on its way through the screens' own files.
#pragma once

#include <string>
#include <vector>

#include "kiosk/core/state.h"

namespace meetpoint::core {

struct Turn {
  AppState& state;
  std::vector<Command>& commands;
  Instant now;

  // Sends a command with a fresh ticket and remembers what its answer is for.
  std::uint64_t ask(Purpose, Command);
  void play(Sound sound) { commands.emplace_back(PlaySound{sound}); }
  // The person is still there: the countdown starts anew, and an old notice goes.
  void touch();
  void show(Screen);
  // Forgets the visit; answers that are still to come find nothing to change.
  void to_waiting();
};

// visit.cpp: one badge, or two in one frame, for a new visit.
void badges_read(Turn&, const BadgesRead&);
void begin_reading(Turn&, const std::vector<std::string>& codes);
void visit_answered(Turn&, const BadgeAnswered&);

// contact.cpp
void start_contact(Turn&, std::optional<Person> other);
void second_badge_read(Turn&, const std::string& code);
void second_badge_answered(Turn&, const BadgeAnswered&);
void scanned_on_contact(Turn&, const std::vector<std::string>& codes);
void choose_share(Turn&, const ChooseShare&);
void confirm_contact(Turn&);
void contact_recorded(Turn&, const Recorded&);
// The meeting that the two share now: within a quarter of an hour of it.
MeetingId shared_meeting(const Day& first, const AttendeeId& second, Instant now);

// touch.cpp
void touched(Turn&, const Intent&);

// trouble.cpp
void store_failed(Turn&, const StoreFailed&, bool maybe_recorded);
void retry(Turn&);

}  // namespace meetpoint::core
