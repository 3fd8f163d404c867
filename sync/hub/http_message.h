// A request and a response as values, without sockets; and how a body is read and written in the
// forms that both sides speak (JSON or CBOR, plain or zstd).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/base/result.h"
#include "sync/wire/codec.h"
#include "sync/wire/messages.h"

namespace meetpoint::hub {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The value of a header, by its name in any case; empty: not there.
std::string_view header(const Headers&, std::string_view name);

struct ReadPush;  // read_ahead.h

struct Request {
  std::string method;
  std::string target;  // "/v1/events/…/feed?after=3.88&wait=25"
  Headers headers;
  std::string body;
  std::string address;  // of the peer, for limits
  bool admin = false;   // came by the hub's own socket or from the program itself

  // Set by the server when it asks a held question again.
  struct Held {
    HubSeq seen = 0;
    bool time_is_up = false;
  };
  std::optional<Held> held;
  std::uint64_t round =
      0;  // of answers to held questions, counted by the server; 0: there are none
  std::shared_ptr<const ReadPush> read;  // of a push that was read before its turn; or null
  bool asked_upstream = false;  // of a relay: the central hub's list of stations was just read
};

// Nothing new yet: ask again when the event's feed grows, or when the time is up. `next_round`:
// there is something, and it is to be told together with what others are told next.
struct Hold {
  EventId event;
  HubSeq seen = 0;
  int seconds = 0;
  bool next_round = false;
};

struct PassOn;  // relay_side.h

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  // The body where it is that of other responses, too: then `body` is empty.
  std::shared_ptr<const std::string> shared;
  std::optional<Hold> hold;  // then the rest is not to be sent
  EventId grew;              // the event whose feed has something new for stations; or empty
  std::shared_ptr<const PassOn> pass_on;  // then only the central hub can answer this
  bool to_forward = false;                // something is here that a relay's upstream is to hear
  std::size_t fresh = 0;                  // facts that came for the first time,
  std::size_t set_aside = 0;              // and those of them that can't count

  const std::string& bytes() const { return shared ? *shared : body; }
};
// The same response, of which copies have one body together: who reads slowly keeps no other alive.
Response with_shared_body(Response);

// The parts of a target. Names and values are percent-decoded.
struct Target {
  std::vector<std::string> path;
  std::vector<std::pair<std::string, std::string>> query;

  const std::string* find(std::string_view name) const;
};
// Nothing where the percent-encoding is torn.
std::optional<Target> read_target(std::string_view target);
std::string percent_encode(std::string_view);

// The bearer token of a request; empty: none.
std::string_view token_in(const Request&);

// The version of the protocol that a request is of; it is answered in the same. Nothing where this
// hub does not speak it.
std::optional<int> spoken_version(const Request&);

// Whether its Content-Type, or what it accepts, is or names this media type.
bool has_form(const Request&, std::string_view media_type);
bool accepts(const Request&, std::string_view media_type);

// CBOR or JSON, by its Content-Type. Fails with protocol, which names the media types that are
// understood.
enum class Form { cbor, json };
Result<Form> form_of_body(const Request&);
// Whether CBOR is wanted for the answer, else JSON.
bool wants_cbor(const Request&);

// The body, unpacked. Fails with protocol, too_large.
Result<std::string> read_bytes(const Request&, std::size_t max_bytes);

// In the form that the request asks for, packed where it allows and that pays.
Response reply(const Request&, int status, const wire::Json& body);
Response reply_error(const Request&, int status, const wire::ErrorReply&);
Response reply_error(const Request&, const Error&);
// Bytes as they are.
Response reply_bytes(const Request&, int status, std::string media_type, std::string body);

int status_of(ErrorCode);

template <class T>
Result<T> read_message(const Request& request, std::size_t max_bytes) {
  const auto form = form_of_body(request);
  if (!form) return fail(form);
  const auto bytes = read_bytes(request, max_bytes);
  if (!bytes) return fail(bytes);
  if (*form == Form::cbor) return wire::read_cbor<T>(*bytes);
  const auto json = wire::parse_json(*bytes);
  if (!json) return fail(json);
  return wire::read<T>(*json);
}

// The same as reply() with its tree, without one where the answer is CBOR.
template <class T>
Response reply_message(const Request& request, int status, const T& message) {
  if (!wants_cbor(request)) return reply(request, status, wire::encode(message));
  return reply_bytes(request, status, std::string(wire::media_cbor), wire::to_cbor(message));
}

}  // namespace meetpoint::hub
