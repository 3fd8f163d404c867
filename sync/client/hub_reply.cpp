#include "sync/client/hub_reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "sync/client/backoff.h"
#include "sync/wire/compress.h"
#include "sync/wire/packed_messages.h"

namespace meetpoint::client {

namespace {

constexpr std::size_t max_small_reply_bytes = 1024 * 1024;  // unpacked

tl::unexpected<Refusal> refuse(Why why, ErrorCode code, std::string message) {
  return tl::unexpected(Refusal{why, Error{code, std::move(message)}});
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

tl::unexpected<Refusal> not_the_hubs(const Response& response) {
  const int status = response.status;
  if (status == 407) {
    return refuse(Why::portal, ErrorCode::protocol,
                  "A proxy on this network asks for a name and a password (407). Set them in "
                  "https_proxy, or use another network.");
  }
  if (status == 502 || status == 503 || status == 504) {
    return refuse(
        Why::portal, ErrorCode::protocol,
        fmt::format("A proxy in front of the hub answers that it can't reach it ({}). See "
                    "that the hub runs.",
                    status));
  }
  return refuse(
      Why::portal, ErrorCode::protocol,
      fmt::format("A Wi-Fi portal or a proxy answers instead of the hub (status {}). Open "
                  "a browser and accept the network's conditions, or check the hub's "
                  "address.",
                  status));
}

std::string_view media_type(const Response& response) {
  std::string_view type = response.header("Content-Type");
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  return type;
}

// The unpacked body of a message of our protocol, and its form.
enum class Form { cbor, json, columns };
struct Body {
  Form form = Form::cbor;
  std::string bytes;
};
Answer<Body> read_body(const Response& response, std::size_t max_bytes) {
  const std::string_view version = response.header(wire::protocol_header);
  int spoken = 0;
  const auto parsed = std::from_chars(version.data(), version.data() + version.size(), spoken);
  if (version.empty() || parsed.ec != std::errc() ||
      parsed.ptr != version.data() + version.size()) {
    return not_the_hubs(response);
  }
  if (spoken != wire::protocol_version && response.status != 426) {
    return refuse(Why::too_old, ErrorCode::newer_version,
                  fmt::format("The hub speaks version {} of the protocol and this station version "
                              "{}. Install the Meetpoint of the hub here.",
                              spoken, wire::protocol_version));
  }
  const std::string_view type = media_type(response);
  Body body;
  if (same(type, wire::media_json)) {
    body.form = Form::json;
  } else if (same(type, wire::media_columns)) {
    body.form = Form::columns;
  } else if (!same(type, wire::media_cbor)) {
    return not_the_hubs(response);
  }
  const std::string_view encoding = response.header("Content-Encoding");
  if (same(encoding, "zstd")) {
    auto result = wire::decompress(response.body, max_bytes);
    if (!result) {
      return refuse(result.error().code == ErrorCode::too_large ? Why::refused : Why::portal,
                    result.error().code, result.error().message);
    }
    body.bytes = std::move(*result);
  } else if (encoding.empty() || same(encoding, "identity")) {
    body.bytes = response.body;
  } else {
    return not_the_hubs(response);
  }
  return body;
}

// What is no CBOR or JSON at all is a portal's; what is, and lacks something, the hub's own fault.
template <class T>
Answer<T> read_as(const Body& body) {
  const auto lacking = [](const Error& error) {
    return refuse(Why::refused, ErrorCode::protocol,
                  "The hub's answer lacks something: " + error.message);
  };
  if constexpr (std::is_same_v<T, wire::FeedReply>) {
    if (body.form == Form::columns) {
      auto feed = wire::feed_of_columns(body.bytes);
      if (!feed) return lacking(feed.error());
      return std::move(*feed);
    }
  }
  if (body.form == Form::json) {
    const auto tree = wire::parse_json(body.bytes);
    if (!tree) return refuse(Why::portal, ErrorCode::protocol, tree.error().message);
    auto message = wire::read<T>(*tree);
    if (!message) return lacking(message.error());
    return std::move(*message);
  }
  auto message = wire::read_cbor<T>(body.bytes);
  if (message) return std::move(*message);
  const auto tree = wire::parse_cbor(body.bytes);
  if (!tree) return refuse(Why::portal, ErrorCode::protocol, tree.error().message);
  return lacking(message.error());
}

Why why_of(int status, const std::string& name) {
  switch (status) {
    case 401: return name == "revoked" ? Why::revoked : Why::unauthorised;
    case 403:
      if (name == "key_unknown") return Why::key_unknown;
      return name == "signature" ? Why::signature : Why::unauthorised;
    case 404: return Why::foreign;
    case 409:
      if (name == "gap") return Why::gap;
      if (name == "fork") return Why::fork;
      if (name == "epoch") return Why::epoch;
      return Why::refused;
    case 413: return Why::too_large;
    case 426: return Why::too_old;
    case 429: return Why::busy;
    default: return status >= 500 ? Why::busy : Why::refused;
  }
}

ErrorCode code_of(Why why, int status) {
  switch (why) {
    case Why::revoked: return ErrorCode::revoked;
    case Why::unauthorised:
    case Why::key_unknown:
    case Why::signature: return ErrorCode::unauthorised;
    case Why::foreign: return ErrorCode::foreign;
    case Why::too_old: return ErrorCode::newer_version;
    case Why::too_large: return ErrorCode::too_large;
    case Why::gap:
    case Why::fork:
    case Why::epoch: return ErrorCode::conflict;
    case Why::busy: return status == 507 ? ErrorCode::disk_full : ErrorCode::unreachable;
    default: return status == 409 || status == 410 ? ErrorCode::conflict : ErrorCode::protocol;
  }
}

// What a person at the station can do about it. The hub's own words follow where there are any.
std::string words_of(Why why, int status) {
  switch (why) {
    case Why::revoked:
      return "The organiser has revoked this station. It records on, but nothing is sent; ask for "
             "a "
             "new enrolment code.";
    case Why::unauthorised:
      return "The hub does not know this station. Ask the organiser for a new enrolment code.";
    case Why::key_unknown: return "The hub has no key of this station.";
    case Why::signature:
      return "The hub does not take what this station signs: its key is another than at its "
             "enrolment. It records on, but nothing is sent; ask for a new enrolment code.";
    case Why::foreign:
      return "The hub does not have this station's event. Check the hub's address, or enrol this "
             "station anew.";
    case Why::too_old:
      return "The hub and this station speak different versions of the protocol. Update the older "
             "of "
             "them, a hub before its stations; what is recorded here meanwhile is kept.";
    case Why::busy:
      if (status == 507) return "The disk of the hub is full. Free space there.";
      if (status == 429) return "The hub asks this station to wait.";
      return "The hub can't serve at this moment.";
    default: return "The hub refused a message.";
  }
}

Refusal refusal_of(const Response& response, const wire::ErrorReply& reply, Instant now) {
  Refusal refusal;
  refusal.why = why_of(response.status, reply.error);
  refusal.error = {code_of(refusal.why, response.status), words_of(refusal.why, response.status)};
  if (!reply.message.empty()) {
    refusal.error.message += fmt::format(" (The hub says: {})", reply.message);
  }
  refusal.name = reply.error;
  refusal.acked_seq = reply.acked_seq;
  refusal.next_incarnation = reply.next_incarnation;
  refusal.agreed_seq = reply.agreed_seq;
  refusal.known = reply.known;
  refusal.epoch = reply.epoch;
  const Instant sent = parse_http_date(response.header("Date")).value_or(now);
  refusal.retry_after = parse_retry_after(response.header("Retry-After"), sent);
  return refusal;
}

template <class T>
Answer<T> read_reply(const Result<Response>& response, Instant now, std::size_t max_bytes) {
  if (!response) {
    const Error& error = response.error();
    const Why why = error.code == ErrorCode::unreachable ? Why::unreachable
                    : error.code == ErrorCode::protocol  ? Why::portal
                                                         : Why::refused;
    return refuse(why, error.code, error.message);
  }
  auto body = read_body(*response, max_bytes);
  if (!body) return tl::unexpected(std::move(body.error()));
  if (response->status == 200 || response->status == 201) return read_as<T>(*body);
  auto error = read_as<wire::ErrorReply>(*body);
  if (!error) {
    return error.error().why == Why::portal ? tl::unexpected(std::move(error.error()))
                                            : not_the_hubs(*response);
  }
  return tl::unexpected(refusal_of(*response, *error, now));
}

}  // namespace

Answer<wire::EnrolReply> read_enrol_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::EnrolReply>(response, now, max_small_reply_bytes);
}
Answer<wire::KeyReply> read_key_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::KeyReply>(response, now, max_small_reply_bytes);
}
Answer<wire::VectorReply> read_vector_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::VectorReply>(response, now, wire::max_vector_bytes);
}
Answer<wire::PushReply> read_push_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::PushReply>(response, now, max_small_reply_bytes);
}
Answer<wire::GrantsReply> read_grants_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::GrantsReply>(response, now, max_small_reply_bytes);
}
Answer<wire::StationsReply> read_stations_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::StationsReply>(response, now, wire::max_vector_bytes);
}
Answer<wire::PeersReply> read_peers_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::PeersReply>(response, now, wire::max_vector_bytes);
}
Answer<wire::FeedReply> read_feed_reply(const Result<Response>& response, Instant now) {
  return read_reply<wire::FeedReply>(response, now, wire::max_reply_bytes);
}

}  // namespace meetpoint::client
