#include "sync/client/hub_request.h"

#include <fmt/format.h>

#include "sync/client/hub_address.h"
#include "sync/wire/compress.h"
#include "sync/wire/packed_messages.h"

namespace meetpoint::client {

namespace {

constexpr std::size_t compress_from_bytes = 1024;
constexpr std::size_t max_feed_bytes = 64 * 1024 * 1024;

Request plain_request(std::string method, std::string url) {
  Request request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.headers = {
      {std::string(wire::protocol_header), std::to_string(wire::protocol_version)},
      {"Accept", std::string(wire::media_cbor)},
      {"Accept-Encoding", "zstd"},
  };
  return request;
}

Request request_for(std::string method, std::string url, const HubAccess& access) {
  Request request = plain_request(std::move(method), std::move(url));
  request.headers.push_back({"Authorization", "Bearer " + access.token});
  if (access.on_behalf.value != 0) {
    request.headers.push_back(
        {std::string(wire::station_header), std::to_string(access.on_behalf.value)});
  }
  return request;
}

void put_bytes(Request& request, std::string body, std::string_view media_type) {
  request.body = std::move(body);
  request.headers.push_back({"Content-Type", std::string(media_type)});
  if (request.body.size() < compress_from_bytes) return;
  std::string packed = wire::compress(request.body);
  if (packed.empty() || packed.size() >= request.body.size()) return;
  request.body = std::move(packed);
  request.headers.push_back({"Content-Encoding", "zstd"});
}

template <class T>
void put_body(Request& request, const T& message) {
  put_bytes(request, wire::to_cbor(message), wire::media_cbor);
}

// Feeds come as columns from a hub that knows them.
void accept_columns(Request& request) {
  for (auto& [name, value] : request.headers) {
    if (name == "Accept") value = fmt::format("{}, {}", wire::media_columns, wire::media_cbor);
  }
}

std::string event_url(const HubAccess& access, const char* what) {
  return access.base + "/v1/events/" + escape_segment(access.event.value) + what;
}

}  // namespace

Request enrol_request(const std::string& base, const wire::EnrolRequest& message) {
  Request request = plain_request("POST", base + "/v1/enrol");
  put_body(request, message);
  return request;
}

Request key_request(const HubAccess& access, const wire::KeyRequest& message) {
  Request request = request_for("POST", event_url(access, "/key"), access);
  put_body(request, message);
  return request;
}

Request vector_request(const HubAccess& access, const wire::VectorRequest& message) {
  Request request = request_for("POST", event_url(access, "/vector"), access);
  request.max_reply_bytes = wire::max_vector_bytes;
  put_body(request, message);
  return request;
}

Request push_request(const HubAccess& access, const wire::PushRequest& message) {
  Request request = request_for("POST", event_url(access, "/facts"), access);
  put_bytes(request, wire::to_columns(message), wire::media_columns);
  return request;
}

Request feed_request(const HubAccess& access, const FeedFrom& from, int wait_seconds) {
  const auto marked = [](HubSeq seq, const std::string& mark) {
    return std::to_string(seq) + (mark.empty() ? "" : '.' + mark);
  };
  std::string url = event_url(access, "/feed?after=") + std::to_string(from.epoch) + '.' +
                    marked(from.cursor, from.cursor_mark) + "&wait=" + std::to_string(wait_seconds);
  if (!from.seen_mark.empty()) url += "&seen=" + marked(from.seen_seq, from.seen_mark);
  Request request = request_for("GET", std::move(url), access);
  accept_columns(request);
  request.silence = Duration((wait_seconds + 10) * 1000);
  request.total = Duration((wait_seconds + 120) * 1000);
  request.max_reply_bytes = max_feed_bytes;
  return request;
}

Request snapshot_request(const HubAccess& access) {
  Request request = request_for("GET", event_url(access, "/snapshot"), access);
  accept_columns(request);
  request.silence = Duration(30'000);
  request.total = Duration(15 * 60'000);
  request.max_reply_bytes = wire::max_reply_bytes;
  return request;
}

Request epoch_request(const HubAccess& access) {
  return request_for("GET", event_url(access, "/feed?after=0.1&wait=0"), access);
}

Request grants_request(const HubAccess& access, const wire::GrantsRequest& message) {
  Request request = request_for("POST", event_url(access, "/grants"), access);
  put_body(request, message);
  return request;
}

Request peers_request(const HubAccess& access) {
  Request request = request_for("GET", event_url(access, "/peers"), access);
  request.max_reply_bytes = wire::max_vector_bytes;
  return request;
}

Request stations_request(const HubAccess& access) {
  Request request = request_for("GET", event_url(access, "/stations"), access);
  request.max_reply_bytes = wire::max_vector_bytes;
  return request;
}

std::size_t push_bytes(const wire::PushRequest& message) { return wire::to_cbor(message).size(); }

}  // namespace meetpoint::client
