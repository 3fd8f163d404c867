// What a central hub answers its relays, and what a relay does otherwise than a hub.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "sync/client/hub_reply.h"
#include "sync/hub/auth.h"
#include "sync/hub/handlers.h"
#include "sync/hub/relay_side.h"
#include "sync/wire/seat_messages.h"

namespace meetpoint::hub {

namespace {

constexpr const char* try_again_s = "2";

Response not_now(const Request& request, std::string message) {
  Response response =
      reply_error(request, 503, {.error = "upstream", .message = std::move(message)});
  response.headers.emplace_back("Retry-After", try_again_s);
  return response;
}

// The central hub's own words, as they are.
Response handed_down(const Request& request, const Result<client::Response>& response) {
  const bool hubs = response && !response->header(wire::protocol_header).empty();
  if (!hubs) {
    return not_now(request,
                   "This is a relay, and the central hub can't be reached at this moment. Try "
                   "again when the internet is back.");
  }
  Response down{.status = response->status, .body = response->body};
  for (const char* name : {"Meetpoint-Protocol", "Content-Type", "Content-Encoding", "Retry-After",
                           "WWW-Authenticate", "Date"}) {
    if (const auto value = response->header(name); !value.empty()) {
      down.headers.emplace_back(name, value);
    }
  }
  return down;
}

client::Request as_it_came(const Request& request, const std::string& base) {
  client::Request up{.method = request.method, .url = base + request.target, .body = request.body};
  up.silence = up.total = Duration(10'000);
  for (const char* name :
       {"Meetpoint-Protocol", "Content-Type", "Content-Encoding", "Accept", "Authorization"}) {
    if (const auto value = header(request.headers, name); !value.empty()) {
      up.headers.push_back({name, std::string(value)});
    }
  }
  return up;
}

Response passing_on(PassOn pass_on) {
  Response response;
  response.pass_on = std::make_shared<const PassOn>(std::move(pass_on));
  return response;
}

}  // namespace

// ---- at the central hub -------------------------------------------------------------------------

tl::expected<Hub::Caller, Response> Hub::on_behalf(const Request& request, Caller relay,
                                                   Instant now) {
  const std::string_view named = header(request.headers, wire::station_header);
  if (named.empty()) return relay;
  if (relay.station.role != role_relay) {
    return tl::unexpected(reply_error(
        request, 403, {.error = "forbidden", .message = "Only a relay speaks for a station."}));
  }
  StationId id;
  const auto [end, problem] = std::from_chars(named.data(), named.data() + named.size(), id.value);
  if (problem != std::errc{} || end != named.data() + named.size()) {
    return tl::unexpected(reply_error(
        request,
        {ErrorCode::protocol, fmt::format("{}: a number is needed.", wire::station_header)}));
  }
  auto station = store_.station(relay.event, id);
  if (!station) return tl::unexpected(reply_error(request, station.error()));
  if (!*station || (*station)->status != status_active) {
    return tl::unexpected(reply_error(
        request, 403,
        {.error = "station",
         .message = fmt::format("Station {} is not enrolled here, or was revoked.", id.value)}));
  }
  store_.saw(relay.event, id, now);
  return Caller{relay.event, std::move(**station)};
}

Response Hub::stations_for_relay(const Request& request, const Caller& who) {
  if (who.station.role != role_relay) {
    return reply_error(
        request, 403,
        {.error = "forbidden",
         .message = "Only a relay is told of the stations. It is made by 'meetpoint-hub station "
                    "add NAME --role relay'."});
  }
  const auto position = store_.position(who.event);
  if (!position) return reply_error(request, position.error());
  auto stations = store_.known_stations(who.event);
  if (!stations) return reply_error(request, stations.error());
  const wire::StationsReply told{.epoch = position->epoch, .stations = std::move(*stations)};
  return reply(request, 200, wire::encode(told));
}

// ---- at a relay ---------------------------------------------------------------------------------

std::optional<wire::RelayState> Hub::relay_state(const Caller& who) {
  if (!relay_) return std::nullopt;
  const relay::Posted posted = relay_->board.read();
  const auto kept = relay_->store.kept_for_upstream(who.event, who.station.id);
  return wire::RelayState{.online = posted.online, .since = posted.since, .kept = kept.value_or(0)};
}

// What a relay does not do by itself; nothing: it goes the way of every hub.
std::optional<Response> Hub::relay_gate(const Request& request, const Target& target, Instant now) {
  if (!relay_) return std::nullopt;
  const auto& path = target.path;
  const relay::Posted posted = relay_->board.read();
  if (path[1] == "enrol") return pass_enrolment(request);
  if (path[1] == "admin" && request.admin) {
    const bool looks =
        request.method == "GET" && path.back().find("contacts.") == std::string::npos;
    if (looks || path.back() == "restored") return std::nullopt;
    return reply_error(
        request,
        {ErrorCode::conflict,
         fmt::format("This is a relay: it hands on, and decides nothing. Do this at the central "
                     "hub, {}.",
                     posted.url)});
  }
  if (path[1] != "events" || path.size() < 4) return std::nullopt;
  if (posted.shut_out) {
    return not_now(request,
                   "The organiser has shut this relay out. Use the central hub's own address.");
  }
  if (!posted.ready) {
    return not_now(request, "This relay has not heard from the central hub yet.");
  }
  if (path[3] == "exports") {
    return reply_error(request, 403,
                       {.error = "forbidden",
                        .message = fmt::format("This is a relay: it has not all contacts. "
                                               "Download them at the central hub, {}.",
                                               posted.url)});
  }
  const EventId event(path[2]);
  const auto who = caller(request, event, now);
  if (!who && who.error().code == ErrorCode::unauthorised && !request.asked_upstream &&
      station_of_token(token_in(request))) {
    PassOn pass_on;
    pass_on.answer = [request](const Result<client::Response>&) {
      return not_now(request,
                     "This relay does not know the token, and can't ask the central hub at this "
                     "moment. Enrolled stations are known as soon as the internet is back.");
    };
    return passing_on(std::move(pass_on));
  }
  if (!who) return reply_error(request, who.error());
  if (path[3] == "key" && request.method == "POST") {
    PassOn pass_on{.request = as_it_came(request, relay_->access.base), .joins = true};
    pass_on.answer = [request](const Result<client::Response>& response) {
      return handed_down(request, response);
    };
    return passing_on(std::move(pass_on));
  }
  if (path[3] == "grants" && request.method == "POST") return pass_grants(request, *who);
  return std::nullopt;
}

Response Hub::pass_enrolment(const Request& request) {
  if (request.method != "POST") return reply_error(request, 405, {.error = "method"});
  PassOn pass_on{
      .request = as_it_came(request, relay_->access.base), .anyway = true, .joins = true};
  pass_on.answer = [this, request](const Result<client::Response>& response) {
    const auto enrolled = client::read_enrol_reply(response, Instant{});
    if (!enrolled) return handed_down(request, response);
    wire::EnrolReply told = *enrolled;
    // Journals of this station may be here of which the central hub has not heard.
    const auto next = relay_->store.next_incarnation_here(told.event, told.station);
    if (next) told.incarnation = std::max(told.incarnation, *next);
    return reply(request, 200, wire::encode(told));
  };
  return passing_on(std::move(pass_on));
}

Response Hub::pass_grants(const Request& request, const Caller& who) {
  if (who.station.role != role_kiosk) {
    return reply_error(request, 403,
                       {.error = "forbidden", .message = "Only a kiosk lets people into zones."});
  }
  auto message = read_message<wire::GrantsRequest>(request, max_grants_bytes);
  if (!message) return reply_error(request, message.error());
  const auto view = relay_->store.relay_view();
  if (!view) return reply_error(request, view.error());
  // The station speaks in this relay's epoch, this relay in the central hub's.
  if (message->epoch != view->position.own_epoch) {
    return reply_error(request,
                       {ErrorCode::conflict, "The relay was restored: read its feed first."});
  }
  message->epoch = view->position.epoch;
  client::HubAccess access = relay_->access;
  access.on_behalf = who.station.id;
  PassOn pass_on{.request = client::grants_request(access, *message)};
  pass_on.request.silence = pass_on.request.total = Duration(10'000);
  pass_on.answer = [request, epoch = view->position.own_epoch,
                    central = view->position.epoch](const Result<client::Response>& response) {
    auto granted = client::read_grants_reply(response, Instant{});
    if (!granted || granted->epoch != central) {
      return not_now(request,
                     "Seats come from the central hub, which can't be asked at this moment. Go on "
                     "with those that you hold.");
    }
    granted->epoch = epoch;
    return reply(request, 200, wire::encode(*granted));
  };
  return passing_on(std::move(pass_on));
}

}  // namespace meetpoint::hub
