// The sheets Attendees and Badges.
#include <fmt/format.h>

#include "sync/hub/importers/draft.h"
#include "sync/model/badge.h"

namespace meetpoint::importers {
namespace {

void add_badge(const std::string& code, const AttendeeId& attendee, bool revoked,
               const Where& where, Draft& draft) {
  Result<std::string> parsed = parse_badge(code);
  if (!parsed) {
    draft.problems.error(where, parsed.error().message + " Write the code as the badge holds it.");
    return;
  }
  const auto [taken, is_new] = draft.badges.emplace(*parsed, where);
  if (!is_new) {
    draft.problems.error(where, fmt::format("The same code is in row {} as well. Each badge is one "
                                            "person's: make a new code for one of them.",
                                            taken->second.row));
    return;
  }
  draft.roster.badges.push_back({.code = *parsed, .attendee = attendee, .revoked = revoked});
}

void read_name(const Table& table, std::size_t row, Attendee& attendee, Draft& draft) {
  attendee.given_name = table.text(row, Field::given_name, draft.problems);
  attendee.family_name = table.text(row, Field::family_name, draft.problems);
  if (attendee.given_name.empty() && attendee.family_name.empty()) {
    // A whole name is not taken apart: "van der Meersch" and "García Lorca" show why.
    attendee.family_name = table.text(row, Field::name, draft.problems);
  }
  if (attendee.given_name.empty() && attendee.family_name.empty()) {
    const Field field = table.has(Field::family_name) ? Field::family_name : Field::name;
    draft.problems.error(table.where(row, field),
                         "The name is missing. Fill it in, or take the row away.");
  }
}

void read_organisation(const Table& table, std::size_t row, Attendee& attendee, Draft& draft) {
  const std::string text = table.text(row, Field::organisation, draft.problems);
  if (text.empty()) return;
  if (draft.organisations.empty()) {  // the file has no such sheet: the name is all there is
    attendee.organisation_name = text;
    return;
  }
  const Result<std::size_t> found = draft.organisations.find(text);
  if (found) {
    attendee.organisation = draft.roster.organisations[*found].id;
  } else {
    draft.problems.error(table.where(row, Field::organisation), found.error().message);
  }
}

void read_address(const Table& table, std::size_t row, Attendee& attendee, Draft& draft) {
  attendee.email = table.text(row, Field::email, draft.problems);
  attendee.telephone = table.text(row, Field::telephone, draft.problems);
  const std::size_t at = attendee.email.find('@');
  const bool plausible = at != std::string::npos && at > 0 && at + 1 < attendee.email.size() &&
                         attendee.email.find_first_of(" ,;", 0) == std::string::npos &&
                         attendee.email.find('@', at + 1) == std::string::npos;
  if (!attendee.email.empty() && !plausible) {
    draft.problems.warning(table.where(row, Field::email),
                           "This does not look like one e-mail address. It is kept as it is.");
  }
}

}  // namespace

void read_attendees(const Table& table, Draft& draft) {
  if (!table.has(Field::given_name) && !table.has(Field::family_name) && !table.has(Field::name)) {
    draft.problems.error(table.where(),
                         "There is no column with names. Add 'Given name' and 'Family name', or "
                         "'Name'.");
    return;
  }
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t index = draft.roster.attendees.size();
    Attendee attendee;
    attendee.id = AttendeeId{read_id(table, row, draft.attendees, index, draft)};
    read_name(table, row, attendee, draft);
    read_organisation(table, row, attendee, draft);
    read_address(table, row, attendee, draft);
    attendee.role = table.needed(row, Field::role, draft.problems);
    if (std::string word = role_word(attendee.role); !word.empty()) attendee.role = word;
    attendee.interests = table.list(row, Field::interests, draft.problems);
    const std::string language = table.text(row, Field::language, draft.problems);
    attendee.language = language_word(language);
    if (!language.empty() && attendee.language.empty()) {
      draft.problems.warning(table.where(row, Field::language),
                             fmt::format("Screens do not speak '{}'; the event's first language is "
                                         "used. They speak nl, fr and en.",
                                         language));
    }
    if (std::string zone = table.text(row, Field::zone, draft.problems); !zone.empty()) {
      draft.booked_zones.push_back({index, std::move(zone), table.where(row, Field::zone)});
    }
    for (std::string& session : table.list(row, Field::sessions, draft.problems)) {
      draft.booked_sessions.push_back(
          {index, std::move(session), table.where(row, Field::sessions)});
    }
    if (const std::string code = table.text(row, Field::badge, draft.problems); !code.empty()) {
      add_badge(code, attendee.id, false, table.where(row, Field::badge), draft);
    }
    draft.attendees.add_name(full_name(attendee), index);
    if (!attendee.email.empty()) draft.attendees.add_name(attendee.email, index);
    draft.attendee_rows.push_back(table.where(row));
    draft.roster.attendees.push_back(std::move(attendee));
  }
}

void read_badges(const Table& table, Draft& draft) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string code = table.needed(row, Field::badge, draft.problems, badge_code_max_bytes);
    const std::string whose = table.needed(row, Field::attendee, draft.problems);
    bool revoked = false;
    if (const std::string text = table.text(row, Field::revoked, draft.problems); !text.empty()) {
      const std::optional<bool> answer = yes_or_no(text);
      if (!answer) {
        draft.problems.error(
            table.where(row, Field::revoked),
            fmt::format("'{}' is neither yes nor no. Write one of the two.", text));
      }
      revoked = answer.value_or(false);
    }
    if (code.empty() || whose.empty()) continue;
    const Result<std::size_t> found = draft.attendees.find(whose);
    if (!found) {
      draft.problems.error(table.where(row, Field::attendee), found.error().message);
      continue;
    }
    add_badge(code, draft.roster.attendees[*found].id, revoked, table.where(row, Field::badge),
              draft);
  }
}

}  // namespace meetpoint::importers
