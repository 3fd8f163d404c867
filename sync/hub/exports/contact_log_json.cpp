#include <fmt/chrono.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/hub/exports/contact_log_files.h"

namespace meetpoint::exports {
namespace {

using Json = nlohmann::ordered_json;

std::string utc_text(Instant at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  const auto rest = (at - whole).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), rest);
}

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

Json person_json(const ContactLogPerson& person) {
  Json object = Json::object();
  put(object, "id", person.id.value);
  put(object, "name", person.name);
  put(object, "organisation", person.organisation);
  put(object, "role", person.role);
  put(object, "email", person.email);
  put(object, "telephone", person.telephone);
  put(object, "note", person.note);
  if (person.rating > 0) object["rating"] = person.rating;
  return object;
}

Json row_json(const ContactLogRow& row) {
  Json object = Json::object();
  object["met_at"] = utc_text(row.met_at);
  object["local"] = date_text(row.local) + "T" + time_text(row.local);
  put(object, "station", row.station);
  put(object, "place", row.place);
  put(object, "meeting", row.meeting.value);
  put(object, "meeting_title", row.meeting_title);
  object["a"] = person_json(row.a);
  object["b"] = person_json(row.b);
  object["doubles"] = row.doubles;
  return object;
}

}  // namespace

Result<std::string> to_json(const ContactLog& log) {
  try {
    Json root = Json::object();
    root["format"] = "meetpoint-contact-log";
    root["version"] = 1;
    root["event"] = {{"id", log.event.id.value},
                     {"name", log.event.name},
                     {"time_zone", log.event.time_zone.name}};
    root["exported_at"] = utc_text(log.exported_at);
    root["withheld"] = log.withheld;
    root["one_sided"] = log.one_sided;
    root["contacts"] = Json::array();
    for (const ContactLogRow& row : log.rows) root["contacts"].push_back(row_json(row));
    // A station's text that is not UTF-8 must not keep the whole log from being downloaded.
    return root.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  } catch (const std::exception&) {
    return fail(ErrorCode::internal,
                "The contact log is too large for JSON in this memory. Export it as CSV.");
  }
}

}  // namespace meetpoint::exports
