#include "sync/client/hub_reply.h"

#include <gtest/gtest.h>

#include "sync/wire/compress.h"

namespace meetpoint::client {
namespace {

using namespace std::chrono_literals;

const Instant now = from_ms(784111777000);  // Sun, 06 Nov 1994 08:49:37 GMT

const wire::PushReply accepted{.acked_seq = 7, .epoch = 3, .head = 9, .now = now, .results = {}};

Response message(int status, const std::string& body) {
  return {
      status, {{"meetpoint-protocol", "2"}, {"content-type", std::string(wire::media_cbor)}}, body};
}
Response refusal_with(int status, const wire::ErrorReply& error) {
  return message(status, wire::to_cbor(error));
}
Answer<wire::PushReply> read(const Response& response) { return read_push_reply(response, now); }
Why why(const Response& response) {
  const auto answer = read(response);
  EXPECT_FALSE(answer);
  return answer ? Why::refused : answer.error().why;
}

TEST(HubReply, ReadsCborAndJsonPackedOrNot) {
  EXPECT_EQ(read(message(200, wire::to_cbor(accepted)))->acked_seq, 7u);

  Response packed = message(200, wire::compress(wire::to_cbor(accepted)));
  packed.headers.push_back({"Content-Encoding", "zstd"});
  EXPECT_EQ(read(packed)->acked_seq, 7u);

  Response json = message(200, wire::write_json(wire::encode(accepted)));
  json.headers[1].value = std::string(wire::media_json) + "; charset=utf-8";
  EXPECT_EQ(read(json)->acked_seq, 7u);
}

TEST(HubReply, APageOfAPortalIsNotTheHubs) {
  const Response page{200, {{"Content-Type", "text/html"}}, "<html>Welcome</html>"};
  EXPECT_EQ(why(page), Why::portal);
  EXPECT_NE(read(page).error().error.message.find("browser"), std::string::npos);
}

TEST(HubReply, WithoutOurHeaderOrMediaTypeNothingCounts) {
  for (const int status : {200, 401, 409, 413, 426, 503}) {
    Response bare = message(status, wire::to_cbor(accepted));
    bare.headers.erase(bare.headers.begin());
    EXPECT_EQ(why(bare), Why::portal) << status;

    Response typeless = message(status, wire::to_cbor(accepted));
    typeless.headers.pop_back();
    EXPECT_EQ(why(typeless), Why::portal) << status;

    Response other = message(status, wire::to_cbor(accepted));
    other.headers[1].value = "application/json";
    EXPECT_EQ(why(other), Why::portal) << status;
  }
}

// A portal's 401 and "revoked" in its page must not end a station's day; nor may a proxy keep it
// away with a Retry-After of its own.
TEST(HubReply, APortalCannotRevokeOrPostpone) {
  const Response page{401, {{"Content-Type", "text/html"}, {"Retry-After", "86400"}}, "revoked"};
  const auto answer = read(page);
  EXPECT_EQ(answer.error().why, Why::portal);
  EXPECT_FALSE(answer.error().retry_after);
}

TEST(HubReply, ARedirectIsAPortal) {
  EXPECT_EQ(why({302, {{"Location", "http://portal.example/"}}, ""}), Why::portal);
}

TEST(HubReply, GarbageInAMessageOfOursIsNotBelieved) {
  EXPECT_EQ(why(message(200, "")), Why::portal);
  EXPECT_EQ(why(message(200, "\xff\xff\xff")), Why::portal);
  EXPECT_EQ(why(message(200, wire::to_cbor(accepted).substr(0, 10))), Why::portal);
  EXPECT_EQ(why(message(200, wire::to_cbor(wire::ErrorReply{.error = "x"}))), Why::refused);
  Response torn = message(200, wire::compress(wire::to_cbor(accepted)).substr(0, 12));
  torn.headers.push_back({"Content-Encoding", "zstd"});
  EXPECT_EQ(why(torn), Why::portal);
  Response unknown = message(200, wire::to_cbor(accepted));
  unknown.headers.push_back({"Content-Encoding", "br"});
  EXPECT_EQ(why(unknown), Why::portal);
}

TEST(HubReply, ASmallBodyThatUnpacksToGigabytesIsRefused) {
  Response bomb = message(200, wire::compress(std::string(40 * 1024 * 1024, '\0')));
  bomb.headers.push_back({"Content-Encoding", "zstd"});
  ASSERT_LT(bomb.body.size(), std::size_t{100'000});
  const auto answer = read(bomb);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error.code, ErrorCode::too_large);
}

TEST(HubReply, TellsTheHubsRefusalsApart) {
  EXPECT_EQ(why(refusal_with(409, {.error = "gap", .acked_seq = 4})), Why::gap);
  EXPECT_EQ(why(refusal_with(409, {.error = "fork"})), Why::fork);
  EXPECT_EQ(why(refusal_with(409, {.error = "epoch", .epoch = 4})), Why::epoch);
  EXPECT_EQ(why(refusal_with(401, {.error = "revoked"})), Why::revoked);
  EXPECT_EQ(why(refusal_with(401, {.error = "unauthorised"})), Why::unauthorised);
  EXPECT_EQ(why(refusal_with(403, {.error = "unauthorised"})), Why::unauthorised);
  EXPECT_EQ(why(refusal_with(404, {.error = "not_found"})), Why::foreign);
  EXPECT_EQ(why(refusal_with(413, {.error = "too_large"})), Why::too_large);
  EXPECT_EQ(why(refusal_with(426, {.error = "newer_version"})), Why::too_old);
  EXPECT_EQ(why(refusal_with(429, {.error = "busy"})), Why::busy);
  EXPECT_EQ(why(refusal_with(500, {.error = "internal"})), Why::busy);
  EXPECT_EQ(why(refusal_with(507, {.error = "disk_full"})), Why::busy);
  EXPECT_EQ(why(refusal_with(500, {.error = "foreign"})),
            Why::busy);  // a file of the hub's, not ours
  EXPECT_EQ(why(refusal_with(400, {.error = "protocol"})), Why::refused);
}

TEST(HubReply, CarriesTheNumbersOfARefusal) {
  const auto fork =
      read(refusal_with(409, {.error = "fork", .acked_seq = 41, .next_incarnation = 3}));
  EXPECT_EQ(fork.error().acked_seq, 41u);
  EXPECT_EQ(fork.error().next_incarnation, 3u);
  EXPECT_EQ(read(refusal_with(409, {.error = "epoch", .epoch = 12})).error().epoch, 12u);
}

TEST(HubReply, RetryAfterAsADateIsMeasuredOnTheHubsOwnClock) {
  Response busy = refusal_with(503, {.error = "io"});
  busy.headers.push_back({"Retry-After", "20"});
  EXPECT_EQ(read(busy).error().retry_after, 20s);

  // The hub's clock is a year ahead of ours: only the difference on its own clock counts.
  Response dated = refusal_with(503, {.error = "io"});
  dated.headers.push_back({"Date", "Mon, 06 Nov 1995 10:00:00 GMT"});
  dated.headers.push_back({"Retry-After", "Mon, 06 Nov 1995 10:00:40 GMT"});
  EXPECT_EQ(read(dated).error().retry_after, 40s);
}

TEST(HubReply, AHubOfANewerProtocolIsNamedAsSuch) {
  Response newer = message(200, wire::to_cbor(accepted));
  newer.headers[0].value = "3";
  newer.headers[1].value = "application/vnd.meetpoint.v2+cbor";
  EXPECT_EQ(why(newer), Why::too_old);
  EXPECT_EQ(read(newer).error().error.code, ErrorCode::newer_version);
}

TEST(HubReply, WhatTheTransportCouldNotBringKeepsItsWords) {
  const auto answer =
      read_push_reply(fail(ErrorCode::unreachable, "Nothing answers at hub.example."), now);
  EXPECT_EQ(answer.error().why, Why::unreachable);
  EXPECT_EQ(answer.error().error.message, "Nothing answers at hub.example.");
  EXPECT_EQ(read_push_reply(fail(ErrorCode::protocol, "x"), now).error().why, Why::portal);
}

// Every cut and every flipped byte of a reply: an error or a reply, never a crash.
TEST(HubReply, NoDamagedReplyCrashes) {
  const std::string body = wire::to_cbor(accepted);
  for (std::size_t at = 0; at < body.size(); ++at) {
    static_cast<void>(read(message(200, body.substr(0, at))));
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = body;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      static_cast<void>(read(message(200, damaged)));
      static_cast<void>(read(message(409, damaged)));
    }
  }
}

}  // namespace
}  // namespace meetpoint::client
