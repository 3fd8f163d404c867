// The sheets Event, Organisations and Places.
#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/importers/draft.h"

namespace meetpoint::importers {
namespace {

std::vector<std::string> read_languages(const Table& table, Draft& draft) {
  std::vector<std::string> languages;
  for (const std::string& text : table.list(0, Field::languages, draft.problems)) {
    const std::string language = language_word(text);
    if (language.empty()) {
      draft.problems.warning(
          table.where(0, Field::languages),
          fmt::format("Screens do not speak '{}'. They speak nl, fr and en.", text));
    } else if (std::find(languages.begin(), languages.end(), language) == languages.end()) {
      languages.push_back(language);
    }
  }
  if (languages.empty()) languages = {"nl", "fr", "en"};
  return languages;
}

std::vector<std::string> read_ticket_codes(const Table& table, Draft& draft) {
  std::vector<std::string> codes;
  for (const std::string& text : table.list(0, Field::ticket_codes, draft.problems)) {
    const std::string code = ticket_code_word(text);
    if (code.empty()) {
      draft.problems.warning(
          table.where(0, Field::ticket_codes),
          fmt::format("Cameras do not read '{}'. Beside QR codes they read Micro "
                      "QR, Data Matrix, Aztec, PDF417 and Code 128.",
                      text));
    } else if (code != "qr_code" && std::find(codes.begin(), codes.end(), code) == codes.end()) {
      codes.push_back(code);
    }
  }
  return codes;
}

}  // namespace

std::string read_id(const Table& table, std::size_t row, References& references, std::size_t index,
                    Draft& draft) {
  std::string id = table.needed(row, Field::id, draft.problems, max_id_bytes);
  if (!id.empty() && !references.add(id, index)) {
    draft.problems.error(
        table.where(row, Field::id),
        fmt::format("The id '{}' is there twice. Give each row an id of its own.", id));
  }
  return id;
}

void read_event(const Table& table, Draft& draft) {
  // Where the event's own times are wrong, the other sheets are still looked through, as if they
  // were of a single day: their rows must not all complain of the event.
  draft.event_day = LocalDay{};
  if (table.size() == 0) {
    draft.problems.error(table.where(),
                         "There is no row below the headings. Write the event in it.");
    return;
  }
  if (table.size() > 1) {
    draft.problems.error(table.where(1), "There is a second event. Import one event at a time.");
    return;
  }
  Event& event = draft.roster.event;
  event.id = EventId{table.needed(0, Field::id, draft.problems, max_id_bytes)};
  event.name = table.needed(0, Field::name, draft.problems);
  event.venue = table.text(0, Field::venue, draft.problems);
  event.languages = read_languages(table, draft);
  event.ticket_codes = read_ticket_codes(table, draft);

  const std::string zone = table.needed(0, Field::time_zone, draft.problems);
  if (!zone.empty()) {
    Result<VenueZone> found = VenueZone::find(zone);
    if (found) {
      draft.zone = *std::move(found);
    } else {
      draft.problems.error(table.where(0, Field::time_zone), found.error().message);
    }
  }
  const auto local = read_local_span(table, 0, std::nullopt, draft.problems);
  if (!local) return;
  using std::chrono::days;
  const auto first = std::chrono::floor<days>(local->starts);
  const auto last = std::chrono::floor<days>(local->ends - std::chrono::seconds{1});
  draft.event_day = first == last ? std::optional(first) : std::nullopt;
  const auto starts = to_utc(table, 0, Field::start, local->starts, local->start, draft);
  const auto ends = to_utc(table, 0, Field::end, local->ends, local->end, draft);
  if (!starts || !ends || !draft.zone) return;
  event.starts_at = *starts;
  event.ends_at = *ends;
  event.time_zone = draft.zone->table(*starts, *ends);
}

void read_organisations(const Table& table, Draft& draft) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t index = draft.roster.organisations.size();
    Organisation organisation;
    organisation.id = OrganisationId{read_id(table, row, draft.organisations, index, draft)};
    organisation.name = table.needed(row, Field::name, draft.problems);
    organisation.sector = table.text(row, Field::sector, draft.problems);
    organisation.town = table.text(row, Field::town, draft.problems);
    draft.organisations.add_name(organisation.name, index);
    draft.roster.organisations.push_back(std::move(organisation));
  }
}

void read_places(const Table& table, Draft& draft) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t index = draft.roster.places.size();
    Place place;
    place.id = PlaceId{read_id(table, row, draft.places, index, draft)};
    place.name = table.needed(row, Field::name, draft.problems);
    place.directions = table.text(row, Field::directions, draft.problems);
    if (std::string kind = table.needed(row, Field::kind, draft.problems); !kind.empty()) {
      place.kind = place_kind_word(kind);
      if (place.kind.empty()) {
        draft.problems.error(table.where(row, Field::kind),
                             fmt::format("'{}' is no kind of place. Write table, room, zone or "
                                         "stand.",
                                         kind));
      }
    }
    const std::string whose = table.text(row, Field::organisation, draft.problems);
    if (!whose.empty()) {
      const Result<std::size_t> found = draft.organisations.find(whose);
      if (found) {
        place.organisation = draft.roster.organisations[*found].id;
      } else {
        draft.problems.error(table.where(row, Field::organisation), found.error().message);
      }
    }
    draft.places.add_name(place.name, index);
    draft.roster.places.push_back(std::move(place));
  }
}

}  // namespace meetpoint::importers
