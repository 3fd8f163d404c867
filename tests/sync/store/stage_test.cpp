// The first read of an event by pieces: nothing of it shows before all of it is there, and nothing
// that has come is asked for again.
#include "sync/store/stage.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "sync/store/erasure.h"
#include "sync/store/schema.h"
#include "sync/store/station_store.h"
#include "sync/wire/compress.h"
#include "sync/wire/notice_codec.h"
#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

class StageTest : public ::testing::Test {
 protected:
  StageTest() {
    open();
    EXPECT_TRUE(store_->enrol({.event = EventId("demo"), .station = {7}}));
  }
  void open() {
    store_.reset();
    auto opened = StationStore::open(folder_.path(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  // The entries of `whole` after `from`, at most `count`.
  static wire::FeedReply piece_of(const wire::FeedReply& whole, HubSeq from, std::size_t count) {
    wire::FeedReply piece = whole;
    piece.from = from;
    piece.to = std::min<HubSeq>(whole.head, from + count);
    std::erase_if(piece.entries, [&](const wire::FeedEntry& entry) {
      return entry.seq <= piece.from || entry.seq > piece.to;
    });
    piece.mark = "00000000000000" + std::to_string(10 + piece.to);
    return piece;
  }
  bool knows(const char* attendee) {
    bool known = false;
    EXPECT_TRUE(store_->read([&](EventReader& r) -> Status {
      known = r.attendee(AttendeeId(attendee)).has_value();
      return {};
    }));
    return known;
  }
  std::size_t meetings_of(const char* attendee) {
    std::size_t meetings = 0;
    EXPECT_TRUE(store_->read([&](EventReader& r) -> Status {
      meetings = r.day(AttendeeId(attendee))->meetings.size();
      return {};
    }));
    return meetings;
  }
  bool in_files(const std::string& word) {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all.find(word) != std::string::npos;
  }

  // The pieces as they lie in the database.
  std::vector<std::string> packed() {
    std::vector<std::string> pieces;
    auto db = Database::open(folder_.path() / "station.db", Access::read_only);
    EXPECT_TRUE(db);
    Rows rows = db->query("SELECT piece FROM staged_piece ORDER BY to_seq");
    while (rows.next()) pieces.push_back(rows.text(0));
    return pieces;
  }
  bool is_staged(const std::string& word) {
    std::string all;
    for (const std::string& piece : packed()) all += wire::decompress(piece, 1 << 20).value();
    return all.find(word) != std::string::npos;
  }

  testing::TemporaryFolder folder_;
  ManualClock clock_{testing::nine_o_clock};
  wire::FeedReply whole_ = testing::sample_snapshot();
  std::unique_ptr<StationStore> store_;
};

TEST_F(StageTest, NothingShowsBeforeAllIsThereAndThenAllOfIt) {
  ASSERT_TRUE(store_->stage(piece_of(whole_, 0, 6)));
  EXPECT_FALSE(knows("anna"));
  EXPECT_EQ(store_->position()->epoch, 0U) << "nobody takes half an event for one";
  ASSERT_TRUE(store_->stage(piece_of(whole_, 6, 4)));
  const auto position = store_->position().value();
  EXPECT_EQ(position.cursor, 0U);
  EXPECT_EQ(position.staged, 10U);
  EXPECT_EQ(position.staged_epoch, 1U);
  EXPECT_EQ(position.staged_mark, "0000000000000020");
  ASSERT_TRUE(store_->apply(piece_of(whole_, 10, 100)));
  EXPECT_TRUE(knows("anna"));
  EXPECT_EQ(store_->position()->cursor, whole_.head);
  EXPECT_EQ(store_->position()->staged, 0U);
}

TEST_F(StageTest, ItIsThereAfterARestart) {
  const HubSeq most = whole_.head - 1;
  ASSERT_TRUE(store_->stage(piece_of(whole_, 0, most)));
  open();
  EXPECT_EQ(store_->position()->staged, most);
  ASSERT_TRUE(store_->apply(piece_of(whole_, most, 1)));
  EXPECT_TRUE(knows("anna"));
  EXPECT_EQ(meetings_of("anna"), 1U);
}

TEST_F(StageTest, WhatDoesNotGoOnThereIsRefused) {
  ASSERT_TRUE(store_->stage(piece_of(whole_, 0, 6)));
  EXPECT_EQ(store_->stage(piece_of(whole_, 0, 6)).error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->stage(piece_of(whole_, 7, 2)).error().code, ErrorCode::conflict);
  wire::FeedReply other = piece_of(whole_, 6, 2);
  other.epoch = 2;
  EXPECT_EQ(store_->stage(other).error().code, ErrorCode::conflict);
  wire::FeedReply torn = piece_of(whole_, 6, 3);
  std::swap(torn.entries[0], torn.entries[1]);
  EXPECT_EQ(store_->stage(torn).error().code, ErrorCode::protocol);
  EXPECT_EQ(store_->stage(piece_of(whole_, 6, 100)).error().code, ErrorCode::conflict)
      << "the last is applied";
  EXPECT_EQ(store_->apply(piece_of(whole_, 8, 100)).error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->position()->staged, 6U);
}

TEST_F(StageTest, TheOldRosterServesUntilTheNewOneIsWhole) {
  ASSERT_TRUE(store_->apply(whole_));
  ASSERT_TRUE(store_->reset_to(2));
  Roster without_carl = testing::sample_roster();
  std::erase_if(without_carl.attendees, [](const Attendee& a) { return a.id.value == "carl"; });
  wire::FeedReply next = testing::sample_snapshot(without_carl);
  next.epoch = 2;
  ASSERT_TRUE(store_->stage(piece_of(next, 0, 8)));
  EXPECT_TRUE(knows("anna"));
  EXPECT_TRUE(knows("carl"));
  ASSERT_TRUE(store_->apply(piece_of(next, 8, 100)));
  EXPECT_TRUE(knows("anna"));
  EXPECT_FALSE(knows("carl"));
}

TEST_F(StageTest, ANewEpochOrAnotherHubForgetsIt) {
  ASSERT_TRUE(store_->stage(piece_of(whole_, 0, 6)));
  ASSERT_TRUE(store_->reset_to(0, "http://other"));
  EXPECT_EQ(store_->position()->staged, 0U);
  EXPECT_EQ(store_->position()->epoch, 0U);
  wire::FeedReply other = whole_;
  other.epoch = 9;
  ASSERT_TRUE(store_->stage(piece_of(other, 0, 6)));
  EXPECT_EQ(store_->position()->staged_epoch, 9U);
}

TEST_F(StageTest, AnEventThatDoesNotEndIsRefusedAtABound) {
  auto db = Database::open(folder_.path() / "other.db", Access::read_write);
  ASSERT_TRUE(db);
  ASSERT_TRUE(migrate(*db, station_schema()));
  Status last;
  HubSeq at = 0;
  while (last && at < 10'000) {
    const wire::FeedReply piece{.epoch = 1, .from = at, .to = at + 1, .head = 1'000'000};
    last = in_transaction(
        *db, [&]() -> Status { return stage_piece(*db, EventId("demo"), piece, 100'000); });
    ++at;
  }
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, ErrorCode::too_large);
}

TEST_F(StageTest, APieceThatIsDamagedIsReadAgain) {
  ASSERT_TRUE(store_->stage(piece_of(whole_, 0, 6)));
  store_.reset();
  {
    auto db = Database::open(folder_.path() / "station.db", Access::read_write);
    ASSERT_TRUE(db);
    ASSERT_TRUE(in_transaction(*db, [&]() -> Status {
      db->run("UPDATE staged_piece SET piece = ?", Blob{"not what it was"});
      return {};
    }));
  }
  open();
  EXPECT_EQ(store_->apply(piece_of(whole_, 6, 100)).error().code, ErrorCode::corrupt);
  EXPECT_EQ(store_->position()->cursor, 0U);
  EXPECT_EQ(store_->position()->staged, 0U) << "it goes on from the start";
  ASSERT_TRUE(store_->apply(whole_));
  EXPECT_TRUE(knows("anna"));
}

// ---- who was erased -----------------------------------------------------------------------------

wire::FeedEntry notice_of(const char* person, HubSeq seq) {
  return {.seq = seq,
          .fact = {},
          .row = wire::row_of(Notice{.kind = std::string(notice_erased), .subject = person})};
}

Roster with_a_mark() {
  Roster roster = testing::sample_roster();
  roster.attendees[0].family_name = "QZXJVKWYPFGBMHDRNLTSCU";
  return roster;
}
const std::string mark = "QZXJVKWYPFGBMHDRNLTSCU";

TEST_F(StageTest, WhoIsErasedWhileItIsReadIsGoneWhenItIsTakenOver) {
  const wire::FeedReply marked = testing::sample_snapshot(with_a_mark());
  ASSERT_TRUE(store_->stage(piece_of(marked, 0, marked.head - 1)));
  ASSERT_TRUE(is_staged(mark));
  const std::string piece = packed().at(0);
  ASSERT_TRUE(in_files(piece.substr(100, 60)));
  wire::FeedReply last = piece_of(marked, marked.head - 1, 1);
  last.entries.push_back(
      {.seq = marked.head + 1,
       .fact = {},
       .row = RosterRow{.type = "attendee", .id = "anna", .deleted = true, .body = "\xa0"}});
  last.entries.push_back(notice_of("anna", marked.head + 2));
  last.to = last.head = marked.head + 2;
  ASSERT_TRUE(store_->apply(last));
  EXPECT_FALSE(knows("anna"));
  EXPECT_TRUE(knows("bram"));
  EXPECT_FALSE(in_files(mark));
  EXPECT_FALSE(in_files(piece.substr(100, 60)));
}

// A notice of an earlier release names no codes: they are those that the station knows.
TEST_F(StageTest, WhoIsErasedByAnotherPieceLeavesNoBadge) {
  Roster roster = testing::sample_roster();
  roster.badges[0].code = mark;
  wire::FeedReply whole = testing::sample_snapshot(roster);
  const HubSeq before = whole.head;
  whole.entries.push_back(notice_of("anna", before + 1));
  whole.entries.push_back({.seq = before + 2, .fact = {}, .row = wire::row_of(roster.event)});
  whole.to = whole.head = before + 2;
  ASSERT_TRUE(store_->stage(piece_of(whole, 0, before)));
  ASSERT_TRUE(store_->stage(piece_of(whole, before, 1)));
  ASSERT_TRUE(store_->apply(piece_of(whole, before + 1, 1)));
  EXPECT_FALSE(knows("anna"));
  EXPECT_FALSE(in_files(mark));
}

TEST_F(StageTest, WhoIsKnownToBeErasedIsNotWrittenDownThoughAHubThatWasPutBackSaysThem) {
  wire::FeedReply told = testing::sample_snapshot(with_a_mark());
  told.entries.push_back(notice_of("anna", ++told.to));
  told.head = told.to;
  ASSERT_TRUE(store_->apply(told));
  ASSERT_FALSE(in_files(mark));
  ASSERT_TRUE(store_->reset_to(2));
  wire::FeedReply older = testing::sample_snapshot(with_a_mark());
  older.epoch = 2;
  ASSERT_TRUE(store_->stage(piece_of(older, 0, older.head - 1)));
  EXPECT_TRUE(is_staged("Kringloop"));
  EXPECT_FALSE(is_staged(mark));
  ASSERT_TRUE(store_->apply(piece_of(older, older.head - 1, 1)));
  EXPECT_FALSE(knows("anna"));
  EXPECT_TRUE(knows("bram"));
  EXPECT_FALSE(in_files(mark));
}

TEST_F(StageTest, WhatIsForgottenLeavesTheFilesOnceSomebodyInItIsErased) {
  ASSERT_TRUE(store_->stage(piece_of(testing::sample_snapshot(with_a_mark()), 0, 8)));
  ASSERT_TRUE(is_staged(mark));
  const std::string piece = packed().at(0);
  ASSERT_TRUE(store_->reset_to(0));
  wire::FeedReply told = testing::sample_snapshot(with_a_mark());
  std::erase_if(told.entries, [](const wire::FeedEntry& entry) { return entry.row->id == "anna"; });
  told.entries.push_back(notice_of("anna", ++told.to));
  told.head = told.to;
  ASSERT_TRUE(store_->apply(told));
  EXPECT_FALSE(in_files(piece.substr(100, 60)));
}

}  // namespace
}  // namespace meetpoint::store
