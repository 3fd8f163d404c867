// The log moves into the file while commits go on, and can't begin anew under whoever moves it.
#include "sync/store/log_mover.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

class LogMoverTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Database::open(file_, Access::read_write);
    ASSERT_TRUE(opened) << opened.error().message;
    writer_.emplace(std::move(*opened));
    writer_->script("CREATE TABLE line (number INTEGER PRIMARY KEY, text TEXT)");
  }
  void open_mover(std::size_t most_pages = LogMover::too_many) {
    auto mover = LogMover::open(file_, *writer_, most_pages);
    ASSERT_TRUE(mover) << mover.error().message;
    mover_ = std::move(*mover);
  }
  void write(int lines) {
    for (int i = 0; i < lines; ++i) {
      ASSERT_TRUE(in_transaction(*writer_, [&]() -> Status {
        writer_->run("INSERT INTO line VALUES (?, ?)", ++written_, std::string(3000, 'x'));
        return {};
      }));
    }
  }
  std::uintmax_t log_bytes() const { return std::filesystem::file_size(log_); }
  // Another one each time that the log begins anew.
  std::string salt() const {
    std::ifstream in(log_, std::ios::binary);
    std::string header(32, '\0');
    in.read(header.data(), 32);
    return header.substr(16, 8);
  }
  // Whether all of it was.
  bool move_by_the_writer(const char* how = "PASSIVE") {
    Rows rows = writer_->query(std::string("PRAGMA wal_checkpoint(") + how + ")");
    return rows.next() && rows.integer(0) == 0;
  }
  // What a copy of the files has: of both, as after a crash, or of the database's alone.
  std::int64_t lines_in_copy(bool with_log) const {
    const testing::TemporaryFolder copy;
    std::filesystem::copy_file(file_, copy.path() / "a.db");
    if (with_log) std::filesystem::copy_file(log_, copy.path() / "a.db-wal");
    auto db = Database::open(copy.path() / "a.db", Access::read_write);
    EXPECT_TRUE(db) << db.error().message;
    EXPECT_TRUE(db->check_integrity());
    const auto count = guarded([&]() -> Result<std::int64_t> {
      Rows rows = db->query("SELECT count(*) FROM line");
      return rows.next() ? rows.integer(0) : -1;
    });
    EXPECT_TRUE(count) << count.error().message;
    return count.value_or(-1);
  }

  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "a.db";
  std::filesystem::path log_ = folder_.path() / "a.db-wal";
  std::optional<Database> writer_;
  std::unique_ptr<LogMover> mover_;
  std::int64_t written_ = 0;
};

TEST_F(LogMoverTest, WhatIsCommittedMeanwhileStaysAndGoesNextTime) {
  open_mover();
  write(10);
  ASSERT_TRUE(*mover_->begin(1));
  write(5);
  ASSERT_TRUE(mover_->move());
  EXPECT_EQ(lines_in_copy(true), 15);
  write(5);
  ASSERT_TRUE(*mover_->begin(1));
  ASSERT_TRUE(mover_->move());
  EXPECT_EQ(lines_in_copy(true), 20);
  EXPECT_EQ(lines_in_copy(false), 20);
  write(1);
  EXPECT_EQ(lines_in_copy(true), 21);
  ASSERT_TRUE(mover_->finish());
  EXPECT_EQ(lines_in_copy(false), 21);
  write(1);  // into a log that begins anew
  EXPECT_EQ(lines_in_copy(true), 22);
}

// The "WAL-reset bug" of SQLite before 3.51.3 needs a log that begins anew during a move.
TEST_F(LogMoverTest, TheLogBeginsAnewAfterAMoveAndNeverDuringOne) {
  open_mover();
  write(10);
  ASSERT_TRUE(*mover_->begin(1));
  ASSERT_TRUE(mover_->move());
  ASSERT_TRUE(mover_->finish());
  const auto at_most = log_bytes();
  write(1);  // all was moved: it begins anew with this
  std::string before = salt();
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(*mover_->begin(1));
    move_by_the_writer();
    write(3);  // now it would begin anew
    EXPECT_EQ(salt(), before) << "whoever moves it counts on its pages";
    ASSERT_TRUE(mover_->move());
    ASSERT_TRUE(mover_->finish());
    write(1);
    EXPECT_NE(salt(), before);
    before = salt();
  }
  EXPECT_EQ(log_bytes(), at_most) << "it does not grow for ever";
}

TEST_F(LogMoverTest, IsNotBegunWhereNothingIsLeftToMove) {
  open_mover();
  write(3);
  EXPECT_FALSE(*mover_->begin(1000));
  ASSERT_TRUE(*mover_->begin(1));
  ASSERT_TRUE(mover_->move());
  EXPECT_FALSE(*mover_->begin(1));
  ASSERT_TRUE(mover_->finish());
  EXPECT_FALSE(*mover_->begin(0)) << "nobody who comes now could keep the log from beginning anew";
  // A log that was cut off meanwhile.
  write(3);
  ASSERT_TRUE(move_by_the_writer("TRUNCATE"));
  EXPECT_FALSE(*mover_->begin(1));
}

// Else the erasure of somebody waited for it, and the move for the writer.
TEST_F(LogMoverTest, AfterAMoveTheWriterCanCutTheLogOff) {
  open_mover();
  write(3);
  ASSERT_TRUE(*mover_->begin(1));
  ASSERT_TRUE(mover_->move());
  EXPECT_TRUE(move_by_the_writer("TRUNCATE"));
  EXPECT_EQ(log_bytes(), 0u);
  write(1);
  ASSERT_TRUE(*mover_->begin(1));
  ASSERT_TRUE(mover_->move());
  ASSERT_TRUE(mover_->finish());
  EXPECT_EQ(lines_in_copy(false), 4);
}

TEST_F(LogMoverTest, ALogThatNobodyMovesIsMovedByACommit) {
  open_mover(50);
  write(40);
  const auto bytes = log_bytes();
  write(400);
  EXPECT_LT(log_bytes(), 3 * bytes);
  EXPECT_EQ(lines_in_copy(true), 440);
}

TEST_F(LogMoverTest, WhoReadsMeanwhileSeesOneMoment) {
  open_mover();
  write(10);
  auto reader = Database::open(file_, Access::read_only);
  ASSERT_TRUE(reader);
  ASSERT_TRUE(in_snapshot(*reader, [&]() -> Status {
    const auto count = [&] {
      Rows rows = reader->query("SELECT count(*) FROM line");
      return rows.next() ? rows.integer(0) : -1;
    };
    EXPECT_EQ(count(), 10);
    const std::string before = salt();
    write(5);
    EXPECT_TRUE(*mover_->begin(1));
    EXPECT_TRUE(mover_->move());
    EXPECT_TRUE(mover_->finish());
    write(5);
    EXPECT_EQ(count(), 10);
    EXPECT_EQ(salt(), before) << "somebody still reads from it";
    return {};
  }));
  EXPECT_EQ(lines_in_copy(true), 20);
  ASSERT_TRUE(mover_->finish());
  EXPECT_EQ(lines_in_copy(false), 20);
}

}  // namespace
}  // namespace meetpoint::store
