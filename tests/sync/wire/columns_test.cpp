// Facts as columns: every fact comes back byte for byte, whatever it holds, and forged bytes are
// refused with a sentence.
#include "sync/wire/columns.h"

#include <gtest/gtest.h>

#include <random>

#include "sync/wire/compress.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/packed_messages.h"

namespace meetpoint::wire {
namespace {

constexpr std::size_t plenty = 1 << 20;

FactRecord fact_of(std::uint32_t station, std::uint64_t seq, const FactBody& body) {
  const Instant wall = from_ms(1'805'367'600'000 + static_cast<std::int64_t>(seq) * 7'000);
  return {.id = {{station}, 1, seq},
          .kind = std::string(kind_of(body)),
          .hlc = Hlc::of(wall, 0),
          .wall = wall,
          .monotonic_ms = static_cast<std::int64_t>(seq) * 7'000 + station,
          .body = write_body(body)};
}

std::vector<FactRecord> a_day(int count, unsigned seed) {
  std::mt19937 random(seed);
  const auto person = [&] {
    return AttendeeId("B-" + std::to_string(100'000 + random() % 900'000));
  };
  std::vector<FactRecord> facts;
  std::uint64_t seqs[3] = {0, 40, 7};
  for (int i = 0; i < count; ++i) {
    const auto station = random() % 3;
    FactBody body = CheckIn{person(), "badge-" + std::to_string(random())};
    if (random() % 3 == 0) body = Contact{.a = person(), .b = person()};
    if (random() % 4 == 0) body = ZoneEntered{.attendee = person(), .zone = ZoneId("Z-01")};
    if (random() % 9 == 0) body = Undo{{{{1}, 1, random() % 100}}};
    facts.push_back(fact_of(static_cast<std::uint32_t>(station) + 1, ++seqs[station], body));
  }
  return facts;
}

void comes_back(const std::vector<FactRecord>& facts) {
  const auto read = read_columns(write_columns(facts), facts.size(), plenty);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, facts);
}

TEST(Columns, EveryFactOfADayComesBack) {
  comes_back({});
  for (const int count : {1, 2, 7, 8, 9, 300})
    comes_back(a_day(count, static_cast<unsigned>(count)));
}

TEST(Columns, TakeAThirdOfTheBytesOfFactsOneAfterTheOther) {
  const auto facts = a_day(500, 1);
  PushRequest push{.incarnation = 1, .first = 1, .previous_hash = "", .facts = facts};
  EXPECT_LT(write_columns(facts).size() * 2, compress(to_cbor(push)).size());
}

// What is not in the form that we write stays as it is: other kinds, torn bodies, long heads.
TEST(Columns, BodiesThatNobodyKnowsComeBack) {
  std::vector<FactRecord> facts = a_day(20, 5);
  const std::string bodies[] = {
      std::string(),
      std::string("\xff\x00torn", 6),
      std::string("\xa0", 1),                  // {}
      std::string("\xa1\x61\x61\xf5", 4),      // {"a": true}
      std::string("\xa1\x61\x61\xf4", 4),      // {"a": false}
      std::string("\xa1\x61\x61\xf6", 4),      // {"a": null}
      std::string("\xa1\x61\x61\x18\x05", 5),  // a head that is longer than needed
      std::string("\xa1\x61\x61\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 12),
      std::string("\xa1\x61\x61\x3b\x7f\xff\xff\xff\xff\xff\xff\xff", 12),  // the least integer
      std::string("\xa2\x61\x62\x01\x61\x61\x01", 7),                       // keys in another order
      std::string("\xa1\x61\x61\x82\x01\xa1\x61\x62\x43xyz", 11),
      std::string("\xa1\x61\x61\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00", 12),  // 1.0
      std::string("\x82\x01\x02", 3),                                       // no map
      std::string("\xa1\x61\x61\x62"
                  "B1",
                  6),
      std::string("\xa1\x61\x61\x63"
                  "B01",
                  7),
  };
  std::uint64_t seq = 1000;
  for (int again = 0; again < 10; ++again) {
    for (const std::string& body : bodies) {
      FactRecord fact = facts[0];
      fact.id = {{9}, 2, ++seq};
      fact.kind = again % 2 == 0 ? "greeting" : "";
      fact.version = static_cast<std::uint32_t>(again);
      fact.body = body;
      facts.push_back(fact);
    }
  }
  comes_back(facts);
}

TEST(Columns, NumbersAtTheirBoundsComeBack) {
  std::vector<FactRecord> facts;
  const std::int64_t times[] = {earliest_ms, latest_ms, 0, -1, 1};
  const std::int64_t monotonics[] = {INT64_MIN, INT64_MAX, 0, -1, 1};
  const std::uint64_t hlcs[] = {0, UINT64_MAX, 0xffff, 1 << 16, 1};
  const std::uint64_t seqs[] = {0, UINT64_MAX, 1, 2, std::uint64_t{1} << 63};
  for (std::size_t i = 0; i < 5; ++i) {
    facts.push_back({.id = {{i % 2 == 0 ? UINT32_MAX : 0}, i % 3 == 0 ? UINT32_MAX : 0, seqs[i]},
                     .kind = "k",
                     .version = i == 2 ? UINT32_MAX : 0,
                     .hlc = {hlcs[i]},
                     .wall = from_ms(times[i]),
                     .monotonic_ms = monotonics[i],
                     .body = std::string("\xa0", 1)});
  }
  comes_back(facts);
}

// Ids of every make, as many at once as a column has.
TEST(Columns, TextsOfEveryKindComeBack) {
  const std::vector<std::vector<std::string>> columns = {
      {"A-1", "A-2", "A-10", "A-100", "A-7", "A-8", "A-9", "A-11", "A-12"},
      {"A-001", "A-002", "A-010", "A-100", "A-007", "A-008", "A-009", "A-011", "A-012"},
      {"A-001", "A-2", "A-03", "A-100", "A-007", "A-008", "A-009", "A-011", "A-012"},
      {"0", "1", "2", "3", "4", "5", "6", "7", "8"},
      {"00", "01", "2", "3", "4", "5", "6", "7", "8"},
      {"", "", "", "", "", "", "", "", ""},
      {"A", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"},
      {"999999999999999999", "0", "1", "2", "3", "4", "5", "6", "7"},
      {"9999999999999999999", "0", "1", "2", "3", "4", "5", "6", "7"},
      {"x", "y", "x", "y", "x", "y", "x", "y", "x"},
  };
  for (const auto& texts : columns) {
    std::vector<FactRecord> facts;
    for (const std::string& text : texts) {
      facts.push_back(fact_of(1, facts.size() + 1, CheckIn{AttendeeId("a" + text), text}));
    }
    comes_back(facts);
  }
}

TEST(Columns, ForgedBytesAreRefused) {
  const auto facts = a_day(60, 3);
  const std::string good = write_columns(facts);
  EXPECT_EQ(read_columns(good, 59, plenty).error().code, ErrorCode::too_large);
  EXPECT_FALSE(read_columns(good, 60, 100));
  EXPECT_EQ(read_columns("", 60, plenty).error().code, ErrorCode::protocol);
  EXPECT_EQ(read_columns("\x02" + good.substr(1), 60, plenty).error().code, ErrorCode::protocol);
  EXPECT_FALSE(read_columns(good.substr(0, good.size() - 1), 60, plenty));
  const std::string plain = decompress(std::string_view(good).substr(1), plenty).value();
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    std::string forged = plain;
    forged[random() % forged.size()] = static_cast<char>(random());
    if (i % 3 == 0) forged.resize(random() % forged.size());
    const auto read = read_columns('\x01' + compress(forged), 60, plenty);
    // What can be read can be written again.
    if (read) comes_back(*read);
  }
}

// A few bytes that claim a body of megabytes for each of many facts.
TEST(Columns, WhatTheyUnpackToIsBounded) {
  std::vector<FactRecord> facts;
  for (std::uint64_t i = 1; i <= 400; ++i) {
    facts.push_back(fact_of(1, i, CheckIn{AttendeeId("A"), std::string(1000, 'b')}));
  }
  const std::string bytes = write_columns(facts);
  EXPECT_LT(bytes.size(), 1000U);
  EXPECT_FALSE(read_columns(bytes, 500, 256 * 1024));
  EXPECT_TRUE(read_columns(bytes, 500, 512 * 1024));
}

TEST(Columns, APushAndAFeedComeBack) {
  const PushRequest push{.incarnation = 3,
                         .first = 7,
                         .previous_hash = "00",
                         .facts = a_day(10, 2),
                         .links = {{.seq = 8, .chain = "11"}},
                         .signature = "22"};
  const auto pushed = push_of_columns(to_columns(push));
  ASSERT_TRUE(pushed) << pushed.error().message;
  EXPECT_EQ(pushed->facts, push.facts);
  EXPECT_EQ(pushed->links, push.links);
  EXPECT_EQ(pushed->first, 7U);

  FeedReply feed{.epoch = 5, .from = 100, .to = 130, .head = 140, .mark = "m", .now = from_ms(9)};
  HubSeq seq = 100;
  for (const FactRecord& fact : a_day(6, 4)) {
    const std::string id = std::to_string(seq);
    feed.entries.push_back(
        {.seq = ++seq,
         .fact = {},
         .row = RosterRow{.type = "zone", .id = id, .body = std::string("\xa0", 1)}});
    feed.entries.push_back({.seq = seq += 2, .fact = fact, .row = {}});
  }
  feed.entries.push_back(
      {.seq = ++seq,
       .fact = {},
       .row = RosterRow{.type = "zone", .id = "z", .body = std::string("\xa0", 1)}});
  const auto fed = feed_of_columns(to_columns(feed));
  ASSERT_TRUE(fed) << fed.error().message;
  EXPECT_EQ(fed->entries, feed.entries);
  EXPECT_EQ(fed->to, 130U);
  EXPECT_EQ(fed->mark, "m");
}

}  // namespace
}  // namespace meetpoint::wire
