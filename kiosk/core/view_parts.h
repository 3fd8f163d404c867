// Inside kiosk/core: the parts of screen models, each in the file of its screen.
#pragma once

#include "kiosk/core/screen_model.h"

namespace meetpoint::core {

// A zone's door opens for this long before it begins.
inline constexpr Duration zone_opens_before{30 * 60'000};

When when_of(const TimeZone&, Instant starts_at, Instant ends_at, Instant now);
PersonName name_of_person(const Day&);
MeetingCard card_of(const Day&, const MeetingItem&, Instant now);
ZoneCard card_of(const Day&, const ZoneItem&, Instant now);
std::optional<MeetingCard> next_card(const Day&, Instant now);

StatusLine status_of(const AppState&);
std::optional<Countdown> countdown_of(const AppState&, Instant now);
WelcomeModel welcome_of(const Visit&, Instant now);
AgendaModel agenda_of(const Visit&, Instant now);
ContactModel contact_of(const AppState&, Instant now);
TroubleModel trouble_of(const AppState&);

}  // namespace meetpoint::core
