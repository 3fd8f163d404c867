// CBOR without a tree: the same bytes and the same values as by the tree, for whatever comes.
#include "sync/wire/cbor.h"

#include <gtest/gtest.h>

#include <random>

#include "sync/wire/messages.h"

namespace meetpoint::wire {
namespace {

// A value of any shape, as it may stand in a body.
Json some_value(std::mt19937& random, int levels) {
  switch (random() % (levels > 0 ? 9 : 7)) {
    case 0: return random() % 30;
    case 1: return static_cast<std::uint64_t>(random()) << (random() % 33);
    case 2:
      return -static_cast<std::int64_t>(static_cast<std::uint64_t>(random()) << (random() % 31));
    case 3: return std::string(random() % 40, 'x');
    case 4: return random() % 2 == 0;
    case 5: return nullptr;
    case 6: return Json::binary({1, 2, static_cast<std::uint8_t>(random())});
    case 7: {
      Json list = Json::array();
      for (auto n = random() % 5; n > 0; --n) list.push_back(some_value(random, levels - 1));
      return list;
    }
    default: {
      Json map = Json::object();
      for (auto n = random() % 5; n > 0; --n) {
        map[std::string(1 + random() % 30, static_cast<char>('a' + random() % 26))] =
            some_value(random, levels - 1);
      }
      return map;
    }
  }
}

TEST(Cbor, ReadsWhatTheTreeWrites) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const std::string bytes = write_cbor(some_value(random, 4));
    cbor::Reader in(bytes);
    std::string_view whole;
    ASSERT_TRUE(in.value(whole, max_depth));
    EXPECT_TRUE(in.at_end());
    EXPECT_EQ(whole, bytes);
  }
}

TEST(Cbor, WritesTheBytesOfTheTree) {
  std::mt19937 random(2);
  const auto text = [&] { return std::string(random() % 300, 'q'); };
  const auto number = [&] { return static_cast<std::uint64_t>(random()) << (random() % 20); };
  for (int i = 0; i < 500; ++i) {
    FeedReply feed{.epoch = number(),
                   .from = number(),
                   .to = random() % 3,
                   .head = number(),
                   .mark = random() % 2 == 0 ? "" : text(),
                   .now = from_ms(-static_cast<std::int64_t>(random()))};
    for (auto n = random() % 4; n > 0; --n) {
      FeedEntry entry{.seq = number()};
      Json body = Json::object();
      body["b"] = some_value(random, 3);
      body["a"] = some_value(random, 3);
      if (random() % 2 == 0) {
        entry.fact = FactRecord{.id = {{static_cast<std::uint32_t>(random())}, 2, number()},
                                .kind = text(),
                                .version = static_cast<std::uint32_t>(random() % 3),
                                .hlc = {number()},
                                .wall = from_ms(static_cast<std::int64_t>(random())),
                                .monotonic_ms = -static_cast<std::int64_t>(random() % 3),
                                .body = write_cbor(body)};
      } else {
        entry.row = RosterRow{.type = "zone", .id = text(), .body = write_cbor(body)};
      }
      feed.entries.push_back(std::move(entry));
    }
    const std::string bytes = to_cbor(feed);
    ASSERT_EQ(bytes, write_cbor(encode(feed)));
    FeedReply read;
    cbor::Reader in(bytes);
    ASSERT_TRUE(cbor::Codec<FeedReply>::read(in, read, max_depth));
    EXPECT_EQ(read.entries, feed.entries);
    EXPECT_EQ(to_cbor(read), bytes);
  }
}

// Whatever is damaged, the answer is the tree's: the same value, or the same sentence.
TEST(Cbor, DamagedBytesAreReadAsByTheTree) {
  PushRequest push{.incarnation = 1, .first = 1, .previous_hash = "0011"};
  push.facts.push_back({.id = {{1}, 1, 1},
                        .kind = "check_in",
                        .hlc = {5},
                        .wall = from_ms(5),
                        .body = write_cbor({{"attendee", "A"}, {"more", {1, {{"x", nullptr}}}}})});
  push.links.push_back({.seq = 1, .chain = "22"});
  const std::string good = to_cbor(push);
  std::mt19937 random(3);
  int read_well = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string bytes = good;
    for (auto n = 1 + random() % 2; n > 0; --n) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    const auto quick = read_cbor<PushRequest>(bytes);
    const auto tree = parse_cbor(bytes);
    const Result<PushRequest> slow = tree ? read<PushRequest>(*tree) : fail(tree);
    ASSERT_EQ(quick.has_value(), slow.has_value()) << i;
    if (!quick) {
      EXPECT_EQ(quick.error().message, slow.error().message);
      continue;
    }
    ++read_well;
    EXPECT_EQ(quick->facts, slow->facts);
    EXPECT_EQ(write_cbor(encode(*quick)), write_cbor(encode(*slow)));
  }
  EXPECT_GT(read_well, 1000);
}

TEST(Cbor, DeepNestingIsLeftToTheTree) {
  const std::string deep = std::string(40, '\x81') + '\x01';
  cbor::Reader in(deep);
  std::string_view whole;
  EXPECT_FALSE(in.value(whole, max_depth));
  cbor::Reader shallow(std::string_view(deep).substr(40 - max_depth));
  EXPECT_TRUE(shallow.value(whole, max_depth));
  EXPECT_EQ(shallow.depth(), max_depth);
}

}  // namespace
}  // namespace meetpoint::wire
