// What the organiser asks: by a token (exports), or through the program itself (everything else).
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "sync/hub/admin_messages.h"
#include "sync/hub/auth.h"
#include "sync/hub/exports/contact_log_files.h"
#include "sync/hub/handlers.h"

namespace meetpoint::hub {

namespace {

constexpr std::size_t max_import_bytes = std::size_t{256} << 20;
constexpr std::size_t max_admin_bytes = 16 * 1024;
constexpr std::size_t max_station_name_bytes = 100;
constexpr std::size_t max_set_aside_listed = 1000;

Response nothing_here(const Request& request) {
  return reply_error(request, 404, {.error = "not_found", .message = "There is nothing here."});
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= max_station_name_bytes &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// By number alone: a name may hold what a header may not.
std::string words_for_missing(const std::vector<Station>& stations) {
  constexpr std::size_t named = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(named, stations.size()); ++i) {
    list += fmt::format("{}{}", i == 0 ? "" : ", ", stations[i].id.value);
  }
  if (stations.size() > named) list += fmt::format(" and {} more", stations.size() - named);
  return fmt::format(
      "This hub was restored, and not every station has brought back what it has (station {}): "
      "contacts, and withdrawals of consent, may be missing.",
      list);
}

}  // namespace

Response Hub::export_contacts(const Request& request, const Target& target, const EventId& event,
                              std::string_view file, Instant now) {
  const bool csv = file == "contacts.csv";
  const bool xlsx = file == "contacts.xlsx";
  if (!csv && !xlsx && file != "contacts.json") {
    return reply_error(request, 404,
                       {.error = "not_found",
                        .message = "There are contacts.csv, contacts.xlsx and contacts.json."});
  }
  // A withdrawal of consent may be among what a restored hub has not got back yet.
  const auto missing = store_.not_refilled(event);
  if (!missing) return reply_error(request, missing.error());
  const std::string warning = missing->empty() ? std::string() : words_for_missing(*missing);
  const std::string* anyway = target.find("anyway");
  if (!missing->empty() && !(anyway && *anyway == "1")) {
    return reply_error(
        request, 409,
        {.error = "stations_missing",
         .message = warning + " Bring them online, or revoke those that are lost. To have "
                              "the contacts all the same: --anyway (or ?anyway=1)."});
  }
  const auto material = store_.contact_material(event);
  if (!material) return reply_error(request, material.error());
  const exports::ContactLog log = exports::contact_log(material->view(), now);
  auto bytes = csv ? exports::to_csv(log) : xlsx ? exports::to_xlsx(log) : exports::to_json(log);
  if (!bytes) return reply_error(request, bytes.error());
  const char* media = csv    ? "text/csv; charset=utf-8"
                      : xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                             : "application/json";
  Response response = reply_bytes(request, 200, media, std::move(*bytes));
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}\"", file));
  response.headers.emplace_back("Meetpoint-Contacts", std::to_string(log.rows.size()));
  response.headers.emplace_back("Meetpoint-Withheld", std::to_string(log.withheld));
  if (!warning.empty()) response.headers.emplace_back("Meetpoint-Warning", warning);
  return response;
}

Response Hub::state_hash(const Request& request, const EventId& event) {
  const auto position = store_.position(event);
  if (!position) return reply_error(request, position.error());
  auto shared = store_.state_hash(event, true);
  if (!shared) return reply_error(request, shared.error());
  auto all = store_.state_hash(event, false);
  if (!all) return reply_error(request, all.error());
  return reply(request, 200,
               wire::encode(StateHashReply{.epoch = position->epoch,
                                           .head = position->head,
                                           .shared = std::move(*shared),
                                           .all = std::move(*all)}));
}

Response Hub::handle_admin(const Request& request, const Target& target, Instant now) {
  const auto& path = target.path;  // v1, admin, …
  const bool get = request.method == "GET";
  if (path.size() == 3 && path[2] == "import" && !get) {
    auto message = read_message<ImportRequest>(request, max_import_bytes);
    if (!message) return reply_error(request, message.error());
    const auto outcome = store_.import_roster(message->event, std::move(message->rows));
    if (!outcome) return reply_error(request, outcome.error());
    spdlog::info("a roster was imported: {} rows added, {} changed, {} removed", outcome->added,
                 outcome->changed, outcome->removed);
    Response response = reply(request, 200, wire::encode(*outcome));
    response.grew = message->event;
    return response;
  }
  if (path.size() == 3 && path[2] == "events" && get) {
    auto events = store_.events();
    if (!events) return reply_error(request, events.error());
    return reply(request, 200, wire::encode(EventList{std::move(*events)}));
  }
  if (path.size() < 5 || path[2] != "events") return nothing_here(request);
  const EventId event(path[3]);
  if (path[4] == "stations" && path.size() == 5) {
    if (!get) return add_station(request, event, now);
    auto stations = store_.stations(event);
    if (!stations) return reply_error(request, stations.error());
    return reply(request, 200, wire::encode(StationList{std::move(*stations)}));
  }
  if (path[4] == "rejected" && path.size() == 5 && get) {
    const auto list = store_.set_aside(event, max_set_aside_listed);
    if (!list) return reply_error(request, list.error());
    return reply(request, 200, wire::encode(*list));
  }
  if (path[4] == "seats" && path.size() == 5) return handle_seats(request, event);
  if (path[4] == "erase" && path.size() == 5 && !get) return erase(request, event);
  if (path[4] == "revoke" && path.size() == 5 && !get) return revoke_station(request, event);
  if (path[4] == "rescue" && path.size() == 5 && !get) return take_rescued(request, event, now);
  if (path[4] == "restored" && path.size() == 5 && !get) {
    const auto epoch = store_.raise_epoch(event);
    if (!epoch) return reply_error(request, epoch.error());
    spdlog::info("the hub was restored: the epoch is {} now", *epoch);
    Response response = reply(request, 200, wire::encode(RestoredReply{*epoch}));
    response.grew = event;
    return response;
  }
  if (path[4] == "state-hash" && path.size() == 5 && get) return state_hash(request, event);
  if (path[4] == "exports" && path.size() == 6 && get) {
    return export_contacts(request, target, event, path[5], now);
  }
  return nothing_here(request);
}

Response Hub::add_station(const Request& request, const EventId& event, Instant now) {
  const auto message = read_message<AddStationRequest>(request, max_admin_bytes);
  if (!message) return reply_error(request, message.error());
  const std::string role = message->role.empty() ? std::string(role_kiosk) : message->role;
  if (role != role_kiosk && role != role_organiser && role != role_relay) {
    return reply_error(request,
                       {ErrorCode::invalid_input,
                        fmt::format("There is no role '{}': kiosk, organiser or relay.", role)});
  }
  if (!is_name(message->name)) {
    return reply_error(request, {ErrorCode::invalid_input,
                                 fmt::format("A station's name has 1 to {} characters and no line "
                                             "ends.",
                                             max_station_name_bytes)});
  }
  // Two codes with the same first letters: make another.
  for (int attempt = 0; attempt < 5; ++attempt) {
    auto code = make_code();
    if (!code) return reply_error(request, code.error());
    const auto taken = store_.codes(code->locator);
    if (!taken) return reply_error(request, taken.error());
    if (!taken->empty()) continue;
    const Instant expires_at = now + code_lifetime;
    const auto station = store_.add_station(event,
                                            {.name = message->name,
                                             .role = role,
                                             .again = message->again,
                                             .locator = code->locator,
                                             .code_hash = code->hash,
                                             .expires_at = expires_at},
                                            now);
    if (!station) return reply_error(request, station.error());
    spdlog::info("an enrolment code for station {} was made", station->id.value);
    return reply(request, 200,
                 wire::encode(AddStationReply{station->id, std::move(code->code), expires_at}));
  }
  return reply_error(request,
                     {ErrorCode::conflict, "No free enrolment code was found. Try again."});
}

Response Hub::revoke_station(const Request& request, const EventId& event) {
  const auto message = read_message<RevokeRequest>(request, max_admin_bytes);
  if (!message) return reply_error(request, message.error());
  const auto stations = store_.stations(event);
  if (!stations) return reply_error(request, stations.error());
  const auto named = [&](const Station& s) {
    return s.name == message->station && s.status != status_revoked;
  };
  const auto numbered = [&](const Station& s) {
    return std::to_string(s.id.value) == message->station;
  };
  auto found = std::find_if(stations->begin(), stations->end(), named);
  if (found == stations->end()) found = std::find_if(stations->begin(), stations->end(), numbered);
  if (found == stations->end()) {
    return reply_error(request,
                       {ErrorCode::not_found,
                        fmt::format("There is no station '{}'. 'meetpoint-hub station list' shows "
                                    "them.",
                                    message->station)});
  }
  if (const Status done = store_.revoke(event, found->id); !done) {
    return reply_error(request, done.error());
  }
  spdlog::info("station {} was revoked", found->id.value);
  Response response = reply(request, 200, wire::encode(RevokeReply{found->id, found->name}));
  response.grew = event;  // so that its held question is asked again, and refused
  return response;
}

}  // namespace meetpoint::hub
