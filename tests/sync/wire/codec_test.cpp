#include "sync/wire/codec.h"

#include <gtest/gtest.h>

#include "sync/wire/compress.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/messages.h"
#include "sync/wire/roster_codec.h"
#include "tests/sync/model/facts_for_tests.h"

namespace meetpoint::wire {
namespace {

FactRecord record_of(const Fact& fact) {
  return {.id = fact.id,
          .kind = std::string(kind_of(fact.body)),
          .hlc = fact.hlc,
          .wall = fact.wall,
          .monotonic_ms = 7,
          .body = write_body(fact.body)};
}

TEST(Codec, EveryKindOfFactComesBackFromBothForms) {
  for (const Fact& fact : testing::RandomDay(7).make(300)) {
    const FactRecord record = record_of(fact);
    EXPECT_EQ(read_fact(record), fact) << record.kind;
    const auto from_json = read<FactRecord>(parse_json(write_json(encode(record))).value());
    const auto from_cbor = read_cbor<FactRecord>(to_cbor(record));
    ASSERT_TRUE(from_json && from_cbor);
    EXPECT_EQ(*from_json, record);
    EXPECT_EQ(*from_cbor, record);
  }
}

TEST(Codec, AFactOfANewerProgramIsKeptAsItCame) {
  FactRecord record{.kind = "hovercraft_docked",
                    .body = write_cbor(Json{{"eels", 3}, {"deck", {{"wet", true}}}})};
  record.id = {.station = {3}, .incarnation = 1, .seq = 9};
  std::string problem;
  EXPECT_TRUE(std::holds_alternative<UnknownFact>(read_fact(record, &problem).body));
  EXPECT_EQ(problem, "");
  EXPECT_EQ(read_cbor<FactRecord>(to_cbor(record)).value(), record);
}

TEST(Codec, AFieldOfANewerProgramDoesNotDisturb) {
  FactRecord record{.kind = "check_in",
                    .body = write_cbor(Json{{"attendee", "B-1"}, {"mood", "cheerful"}})};
  EXPECT_EQ(read_fact(record).body, (FactBody{CheckIn{AttendeeId("B-1"), ""}}));
}

TEST(Codec, ABodyWithoutItsFieldsSaysWhichOne) {
  std::string problem;
  const FactRecord record{.kind = "check_in", .body = write_cbor(Json{{"badge", "x"}})};
  EXPECT_TRUE(std::holds_alternative<UnknownFact>(read_fact(record, &problem).body));
  EXPECT_EQ(problem, "attendee: is missing");
}

TEST(Codec, AnErrorNamesThePathToTheValue) {
  const Json json = {{"incarnation", 1},
                     {"first", 1},
                     {"previous_hash", ""},
                     {"facts", {{{"id", {1, 1, 1}}, {"kind", 5}}}}};
  const auto push = read<PushRequest>(json);
  ASSERT_FALSE(push);
  EXPECT_EQ(push.error().message, "facts[0].kind: a text is needed");
}

TEST(Codec, NumbersThatDoNotFitAreRefused) {
  const auto refused = [](const char* text) {
    return !read<PushResult>(parse_json(text).value()).has_value();
  };
  EXPECT_TRUE(refused(R"({"seq": -1, "flag": ""})"));
  EXPECT_TRUE(refused(R"({"seq": 1.5, "flag": ""})"));
  EXPECT_TRUE(refused(R"({"seq": 1e30, "flag": ""})"));
  EXPECT_FALSE(refused(R"({"seq": 18446744073709551615, "flag": ""})"));
}

TEST(Codec, DeepNestingIsRefusedInBothForms) {
  const std::string json = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_FALSE(parse_json(json));
  EXPECT_FALSE(parse_cbor(std::string(1'000'000, '\x81') + "\x01"));
}

TEST(Codec, TornBytesAreRefused) {
  const std::string whole = to_cbor(record_of(testing::RandomDay(3).make(1).front()));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_cbor<FactRecord>(whole.substr(0, size))) << size;
  }
}

// A hub that knows ticket codes beside one that doesn't: neither sees anything odd.
TEST(RosterCodec, AnEventWithTicketCodesComesBackAndOneWithoutIsWrittenAsEver) {
  Event event{.id = EventId("e"), .name = "A day", .ticket_codes = {"aztec", "hologram"}};
  EXPECT_EQ(read_row<Event>(row_of(event)).value(), event);
  event.ticket_codes.clear();
  EXPECT_EQ(row_of(event).body.find("ticket_codes"), std::string::npos);
  EXPECT_EQ(read_row<Event>(row_of(event)).value(), event);
}

TEST(RosterCodec, EveryTypeComesBack) {
  Attendee attendee{
      .id = AttendeeId("B-1"), .given_name = "Anaïs", .family_name = "van der Meersch"};
  attendee.interests = {"catering"};
  attendee.email = "a@example.org";
  const Meeting meeting{.id = MeetingId("M-1"),
                        .place = PlaceId("T-4"),
                        .starts_at = from_ms(1000),
                        .ends_at = from_ms(2000),
                        .attendees = {AttendeeId("B-1"), AttendeeId("S-1")},
                        .moved_from = MovedFrom{PlaceId("T-3"), from_ms(500)}};
  EXPECT_EQ(read_row<Attendee>(row_of(attendee)).value(), attendee);
  EXPECT_EQ(read_row<Meeting>(row_of(meeting)).value(), meeting);
  EXPECT_EQ(attendees_of(row_of(meeting)).size(), 2u);
  EXPECT_FALSE(read_row<Attendee>(row_of(meeting)));
}

TEST(RosterCodec, StationsGetNoAddresses) {
  const Attendee attendee{.id = AttendeeId("B-1"),
                          .family_name = "Peeters",
                          .email = "p@example.org",
                          .telephone = "+32 2 000 00 00"};
  const RosterRow row = for_stations(row_of(attendee));
  EXPECT_EQ(row.body.find("example.org"), std::string::npos);
  EXPECT_EQ(row.body.find("+32"), std::string::npos);
  EXPECT_EQ(read_row<Attendee>(row)->family_name, "Peeters");
}

TEST(Compress, ComesBackAndIsBounded) {
  const std::string zeros(5'000'000, '0');
  const std::string packed = compress(zeros);
  EXPECT_LT(packed.size(), 1000u);
  EXPECT_EQ(decompress(packed, zeros.size()).value(), zeros);
  EXPECT_EQ(decompress(packed, zeros.size() - 1).error().code, ErrorCode::too_large);
  EXPECT_EQ(decompress(packed.substr(0, packed.size() - 3), 1 << 30).error().code,
            ErrorCode::protocol);
  EXPECT_EQ(decompress("<html>", 1000).error().code, ErrorCode::protocol);
  EXPECT_FALSE(decompress("", 1000));
}

TEST(Compress, ASmallMessageIsAsCarefullyRead) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += std::to_string(i * i);
  const std::string packed = compress(text);
  EXPECT_EQ(decompress(packed, text.size()).value(), text);
  EXPECT_EQ(decompress(packed, text.size() - 1).error().code, ErrorCode::too_large);
  for (std::size_t length = 0; length < packed.size(); ++length) {
    EXPECT_FALSE(decompress(packed.substr(0, length), 1 << 20)) << length;
  }
  // Two frames one after the other are one message, as the format has it, and bounded as one.
  EXPECT_EQ(decompress(packed + packed, 1 << 20).value(), text + text);
  EXPECT_EQ(decompress(packed + packed, text.size()).error().code, ErrorCode::too_large);
  EXPECT_EQ(decompress(packed + "<html>", 1 << 20).error().code, ErrorCode::protocol);
  // A frame whose header says another size than it holds.
  const std::string other = compress(text.substr(0, text.size() - 1));
  std::string lies = packed;
  for (std::size_t at = 4; at < 8; ++at) lies[at] = other[at];
  EXPECT_FALSE(decompress(lies, 1 << 20).value_or("") == text);
}

}  // namespace
}  // namespace meetpoint::wire
