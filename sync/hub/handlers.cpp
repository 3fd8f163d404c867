#include "sync/hub/handlers.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "sync/hub/relay_side.h"

namespace meetpoint::hub {

namespace {

Response no_such_page(const Request& request) {
  return reply_error(request, 404, {.error = "not_found", .message = "There is nothing here."});
}

Response wrong_method(const Request& request, const char* allowed) {
  Response response = reply_error(
      request, 405,
      {.error = "method", .message = fmt::format("Only {} is answered here.", allowed)});
  response.headers.emplace_back("Allow", allowed);
  return response;
}

// The event that the address names; empty where it names none.
std::string event_named(const Request& request) {
  const auto target = read_target(request.target);
  if (!target || target->path.size() < 3 || target->path[0] != "v1") return {};
  const auto& path = target->path;
  if (path[1] == "events") return path[2];
  return path[1] == "admin" && path[2] == "events" && path.size() > 3 ? path[3] : std::string();
}

}  // namespace

bool Hub::may_share_commit(const Request& one, const Request& other) const {
  if (!store_.is_shared()) return true;
  const std::string event = event_named(one);
  return !event.empty() && event == event_named(other);
}

Response Hub::handle(const Request& request, Instant now) {
  // The libraries below may throw; a request that brings that about must not take the hub down.
  try {
    if (!spoken_version(request)) {
      Response response = reply_error(
          request, 426,
          {.error = "newer_version",
           .message = fmt::format("This hub speaks versions {} to {} of the protocol. Use programs "
                                  "of the same release.",
                                  wire::oldest_protocol_version, wire::protocol_version),
           .min = wire::oldest_protocol_version,
           .max = wire::protocol_version});
      response.headers.emplace_back("Upgrade", fmt::format("meetpoint/{}", wire::protocol_version));
      return response;
    }
    const auto target = read_target(request.target);
    if (!target) {
      return reply_error(request, 400, {.error = "protocol", .message = "The address is torn."});
    }
    return route(request, *target, now);
  } catch (const std::exception& problem) {
    spdlog::error("a request to {} failed: {}", request.target.substr(0, request.target.find('?')),
                  problem.what());
    return reply_error(request, {ErrorCode::internal, "The hub failed at this; see its log."});
  }
}

std::vector<Response> Hub::handle_together(std::span<const Request> requests, Instant now) {
  std::vector<Response> responses;
  const Status committed = store_.together([&] {
    responses.clear();
    for (const Request& request : requests) responses.push_back(handle(request, now));
  });
  metrics_.committed(requests.size(), committed.has_value());
  if (committed) {
    for (const Response& response : responses) {
      metrics_.took_facts(response.fresh, response.set_aside);
    }
    return responses;
  }
  spdlog::error("a commit failed ({}): {}", name_of(committed.error().code),
                committed.error().message);
  responses.clear();
  for (const Request& request : requests) {
    responses.push_back(reply_error(request, committed.error()));
  }
  return responses;
}

bool Hub::tidy() {
  const auto more = store_.fold_left();
  if (!more) spdlog::error("facts can't be folded yet: {}", more.error().message);
  return more && *more;
}

Response Hub::route(const Request& request, const Target& target, Instant now) {
  const auto& path = target.path;
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (path.empty()) {
    if (!get) return wrong_method(request, "GET");
    return reply_bytes(request, 200, "text/html; charset=utf-8", std::string(front_page()));
  }
  if (path.size() == 1 && (path[0] == "healthz" || path[0] == "readyz")) {
    return get ? handle_health(request, path[0] == "readyz") : wrong_method(request, "GET");
  }
  if (path.size() == 1 && path[0] == "metrics") {
    return get ? handle_metrics(request) : wrong_method(request, "GET");
  }
  if (path[0] != "v1" || path.size() < 2) return no_such_page(request);
  if (auto decided = relay_gate(request, target, now)) return std::move(*decided);
  if (path[1] == "enrol" && path.size() == 2) {
    return request.method == "POST" ? enrol(request, now) : wrong_method(request, "POST");
  }
  if (path[1] == "admin" && request.admin) return handle_admin(request, target, now);
  if (path[1] == "events" && path.size() == 4 && path[3] == "grants") {
    if (request.method != "POST") return wrong_method(request, "POST");
    auto who = caller(request, EventId(path[2]), now);
    if (!who) return reply_error(request, who.error());
    const auto acting = on_behalf(request, std::move(*who), now);
    return acting ? grants(request, *acting) : acting.error();
  }
  if (path[1] == "events" && path.size() >= 4) return handle_event(request, target, now);
  return no_such_page(request);
}

Response Hub::handle_event(const Request& request, const Target& target, Instant now) {
  const auto& path = target.path;
  const bool is_push = path.size() == 4 && path[3] == "facts";
  const bool is_feed = path.size() == 4 && path[3] == "feed";
  const bool is_snapshot = path.size() == 4 && path[3] == "snapshot";
  const bool is_hash = path.size() == 4 && path[3] == "state-hash";
  const bool is_export = path.size() == 5 && path[3] == "exports";
  const bool is_key = path.size() == 4 && path[3] == "key";
  const bool is_vector = path.size() == 4 && path[3] == "vector";
  const bool is_list = path.size() == 4 && path[3] == "stations";
  const bool is_peers = path.size() == 4 && path[3] == "peers";
  if (!is_push && !is_feed && !is_snapshot && !is_hash && !is_export && !is_key && !is_vector &&
      !is_list && !is_peers) {
    return no_such_page(request);
  }
  const char* method = is_push || is_key || is_vector ? "POST" : "GET";
  if (request.method != method) return wrong_method(request, method);

  const EventId event(path[2]);
  if (is_feed) {
    Response response;
    const Status read = store_.at_one_moment([&] {
      const auto who = caller(request, event, now);
      response = who ? feed(request, target, *who, now) : reply_error(request, who.error());
    });
    return read ? std::move(response) : reply_error(request, read.error());
  }
  const auto who = caller(request, event, now);
  if (!who) return reply_error(request, who.error());
  if (is_push || is_vector) {
    const auto acting = on_behalf(request, *who, now);
    if (!acting) return acting.error();
    return is_push ? push(request, *acting, now) : vector(request, *acting, now);
  }
  if (is_key) return register_key(request, *who);
  if (is_list) return stations_for_relay(request, *who);
  if (is_peers) return peers(request, *who);
  if (is_snapshot) return snapshot(request, *who, now);
  if (is_hash) return state_hash(request, event);
  if (who->station.role != role_organiser) {
    return reply_error(
        request, 403,
        {.error = "forbidden",
         .message = "Only an organiser may download this. A station with that role "
                    "is made by 'meetpoint-hub station add NAME --role organiser'."});
  }
  return export_contacts(request, target, event, path[4], now);
}

Response Hub::handle_health(const Request& request, bool ready) {
  if (ready) {
    if (const Status status = store_.ready(); !status) {
      return reply_error(
          request, 503, {.error = name_of(status.error().code), .message = status.error().message});
    }
  }
  return reply(request, 200, {{"status", "ok"}});
}

Response Hub::handle_metrics(const Request& request) {
  const auto events = store_.events();
  if (relay_) {
    const relay::Posted posted = relay_->board.read();
    metrics_.relay(posted.online, posted.backlog, posted.parted);
  }
  return reply_bytes(
      request, 200, "text/plain; version=0.0.4; charset=utf-8",
      metrics_.text(events ? *events : std::vector<EventSummary>{}, store_.ready().has_value()));
}

}  // namespace meetpoint::hub
