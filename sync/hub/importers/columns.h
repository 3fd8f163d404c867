// Which sheets and columns an event's files may have, under which headings: one table, so that a
// new language or another program's export is more rows in it and no code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::importers {

enum class SheetKind {
  event,
  organisations,
  attendees,
  badges,
  places,
  meetings,
  speed_dates,
  sessions,
  zones,
};

enum class Field {
  id,
  name,
  given_name,
  family_name,
  organisation,
  sector,
  town,
  role,
  language,
  interests,
  zone,
  sessions,
  email,
  telephone,
  badge,
  attendee,
  revoked,
  kind,
  directions,
  place,
  title,
  theme,
  date,
  start,
  end,
  attendees,
  cancelled,
  round,
  speakers,
  topic,
  capacity,
  roles,
  themes,
  facilitator,
  venue,
  time_zone,
  languages,
  ticket_codes,
};

struct ColumnRule {
  Field field;
  bool required;
  // Any of these, compared as folded(); the first is the one that messages name. Several columns
  // may carry the same field where it is a list ("Attendee 1", "Attendee 2": digits at the end fall
  // off).
  std::vector<std::string_view> headings;
  bool repeatable = false;
};

struct SheetRule {
  SheetKind kind;
  bool required;
  std::vector<std::string_view> names;  // the first is the one that messages name
  std::vector<ColumnRule> columns;
};

// The sheets as assets/events/README.md describes them. Lives as long as the program.
std::span<const SheetRule> event_sheets();

// The rule of a sheet or CSV file of that name; null where it is none of an event's.
const SheetRule* rule_for_sheet(std::string_view name);

const ColumnRule* rule_for_heading(const SheetRule&, std::string_view heading);

// The words that roles, kinds of place, of meeting and of ticket codes, and languages are kept as,
// from what people write for them ("Leverancier", "fournisseur" -> "supplier"). Empty: not a word
// of that list.
std::string role_word(std::string_view text);
std::string place_kind_word(std::string_view text);
std::string meeting_kind_word(std::string_view text);
std::string language_word(std::string_view text);
std::string ticket_code_word(std::string_view text);  // "qr_code" for what is read anyway
std::optional<bool> yes_or_no(std::string_view text);

}  // namespace meetpoint::importers
