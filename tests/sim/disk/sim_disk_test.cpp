// That the disk is a good enough disk for SQLite, and a bad enough one for its users.
#include "tests/sim/disk/sim_disk.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace meetpoint::sim {
namespace {

class Connection {
 public:
  explicit Connection(const std::string& path,
                      int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
    code = sqlite3_open_v2(path.c_str(), &db_, flags | SQLITE_OPEN_EXRESCODE, nullptr);
  }
  Connection(Connection&& other) noexcept
      : code(other.code), db_(std::exchange(other.db_, nullptr)) {}
  ~Connection() { sqlite3_close_v2(db_); }

  int run(const std::string& sql) {
    answer.clear();
    const auto keep = [](void* self, int columns, char** values, char**) {
      auto& text = static_cast<Connection*>(self)->answer;
      for (int i = 0; i < columns; ++i) text += std::string(values[i] ? values[i] : "null") + ";";
      return 0;
    };
    return sqlite3_exec(db_, sql.c_str(), keep, this, nullptr);
  }
  std::string ask(const std::string& sql) {
    const int done = run(sql);
    return done == SQLITE_OK ? answer : sqlite3_errstr(done);
  }

  int code = SQLITE_OK;
  std::string answer;

 private:
  sqlite3* db_ = nullptr;
};

const std::string folder = "/nowhere/machine-1";

Connection open_wal(const std::string& path = folder + "/a.db", const char* synchronous = "FULL") {
  Connection db(path);
  EXPECT_EQ(db.code, SQLITE_OK);
  EXPECT_EQ(db.ask("PRAGMA journal_mode = WAL"), "wal;");
  EXPECT_EQ(db.run(std::string("PRAGMA synchronous = ") + synchronous), SQLITE_OK);
  EXPECT_EQ(db.run("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, text TEXT)"), SQLITE_OK);
  return db;
}

std::string rows_after(SimDisk& disk, Loss loss) {
  disk.power_cut(loss);
  disk.power_on();
  Connection db(folder + "/a.db");
  EXPECT_EQ(db.ask("PRAGMA integrity_check"), "ok;");
  return db.ask("SELECT n FROM t ORDER BY n");
}

TEST(SimDisk, KeepsWhatWasCommitted) {
  for (const Loss loss : every_loss) {
    SimDisk disk(folder, 1);
    Connection db = open_wal();
    ASSERT_EQ(db.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
    ASSERT_EQ(db.run("INSERT INTO t VALUES (2, 'two')"), SQLITE_OK);
    EXPECT_EQ(rows_after(disk, loss), "1;2;") << name_of(loss);
  }
}

TEST(SimDisk, WhatWasOpenWhenThePowerWentIsDead) {
  SimDisk disk(folder, 1);
  Connection db = open_wal();
  disk.power_cut(Loss::kept);
  EXPECT_NE(db.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  EXPECT_NE(Connection(folder + "/a.db").run("SELECT 1 FROM t"), SQLITE_OK);
  disk.power_on();
  EXPECT_NE(db.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  EXPECT_EQ(Connection(folder + "/a.db").ask("SELECT count(*) FROM t"), "0;");
}

// The very point of the disk: a program that commits without a sync of its log loses rows here.
TEST(SimDisk, NoticesSynchronousNormal) {
  SimDisk disk(folder, 1);
  Connection db = open_wal(folder + "/a.db", "NORMAL");
  ASSERT_EQ(db.run("PRAGMA wal_checkpoint(TRUNCATE)"), SQLITE_OK);
  ASSERT_EQ(db.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  EXPECT_EQ(rows_after(disk, Loss::dropped), "");
}

TEST(SimDisk, ADiskThatForgetsASyncIsNoticed) {
  SimDisk disk(folder, 1);
  Connection db = open_wal();
  ASSERT_EQ(db.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  disk.lie_about_syncs(true);
  ASSERT_EQ(db.run("INSERT INTO t VALUES (2, 'two')"), SQLITE_OK);
  EXPECT_EQ(rows_after(disk, Loss::dropped), "1;");
}

// In the order of POSIX: a file whose folder was never synced may be gone, whatever it holds.
TEST(SimDisk, AFileOfAFolderThatWasNotSyncedMayBeGone) {
  SimDisk disk(folder, 1);
  {
    Connection db(folder + "/a.db");
    ASSERT_EQ(db.run("PRAGMA journal_mode = MEMORY"), SQLITE_OK);
    ASSERT_EQ(db.run("CREATE TABLE t (n)"), SQLITE_OK);
  }
  EXPECT_EQ(disk.copy(Bytes::live).count("a.db"), 1U);
  disk.power_cut(Loss::dropped);
  EXPECT_TRUE(disk.copy(Bytes::live).empty());
}

TEST(SimDisk, TwoConnectionsSeeEachOthersCommitsAndOneWrites) {
  SimDisk disk(folder, 1);
  Connection writer = open_wal();
  Connection reader(folder + "/a.db", SQLITE_OPEN_READONLY);
  ASSERT_EQ(reader.ask("BEGIN; SELECT count(*) FROM t"), "0;");
  ASSERT_EQ(writer.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  EXPECT_EQ(reader.ask("SELECT count(*) FROM t"), "0;") << "a snapshot stands still";
  ASSERT_EQ(reader.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(reader.ask("SELECT count(*) FROM t"), "1;");
  Connection other(folder + "/a.db");
  ASSERT_EQ(writer.run("BEGIN IMMEDIATE"), SQLITE_OK);
  EXPECT_EQ(other.run("BEGIN IMMEDIATE"), SQLITE_BUSY);
  ASSERT_EQ(writer.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(other.run("BEGIN IMMEDIATE"), SQLITE_OK);
}

TEST(SimDisk, ACheckpointWaitsForReaders) {
  SimDisk disk(folder, 1);
  Connection writer = open_wal();
  Connection reader(folder + "/a.db", SQLITE_OPEN_READONLY);
  ASSERT_EQ(writer.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  ASSERT_EQ(reader.ask("BEGIN; SELECT count(*) FROM t"), "1;");
  ASSERT_EQ(writer.run("INSERT INTO t VALUES (2, 'two')"), SQLITE_OK);
  EXPECT_EQ(writer.ask("PRAGMA wal_checkpoint(TRUNCATE)").substr(0, 2), "1;");
  ASSERT_EQ(reader.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(writer.ask("PRAGMA wal_checkpoint(TRUNCATE)"), "0;0;0;");
  EXPECT_TRUE(disk.copy(Bytes::live).at("a.db-wal").empty());
}

TEST(SimDisk, APowerCutAtEveryCallLeavesAllOrNothingOfATransaction) {
  int tried = 0;
  for (const Loss loss : every_loss) {
    for (std::uint64_t call = 1;; ++call) {
      SimDisk disk(folder, call);
      disk.cut_after(call, loss);
      int committed = 0;
      {
        Connection db(folder + "/a.db");
        db.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        if (db.run("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)") == SQLITE_OK) ++committed;
        for (int i = 1; i <= 4; ++i) {
          if (db.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (" + std::to_string(2 * i) +
                     ", hex(zeroblob(6000))); INSERT INTO t VALUES (" + std::to_string(2 * i + 1) +
                     ", ''); COMMIT") == SQLITE_OK) {
            ++committed;
          }
          db.run(i == 2 ? "PRAGMA wal_checkpoint(TRUNCATE)" : "");
        }
      }
      const bool was_cut = disk.is_off();
      disk.do_not_cut();
      disk.power_on();
      Connection db(folder + "/a.db");
      EXPECT_EQ(db.ask("PRAGMA integrity_check"), "ok;") << name_of(loss) << " " << call;
      if (committed > 0) {
        ASSERT_EQ(db.run("SELECT count(*) FROM t"), SQLITE_OK) << name_of(loss) << " " << call;
        const int rows = std::stoi(db.answer);
        EXPECT_EQ(rows % 2, 0) << name_of(loss) << " " << call;
        EXPECT_GE(rows, 2 * (committed - 1)) << name_of(loss) << " " << call;
        EXPECT_LE(rows, 2 * committed) << name_of(loss) << " " << call;
      }
      ++tried;
      if (!was_cut) break;
    }
  }
  EXPECT_GT(tried, 200);
}

TEST(SimDisk, AFaultComesAtItsCallOnceOrForGood) {
  SimDisk disk(folder, 1);
  Connection db = open_wal();
  disk.fail(Call::sync, 2, Times::once, SQLITE_IOERR_FSYNC);
  EXPECT_EQ(db.run("INSERT INTO t VALUES (1, '')"), SQLITE_OK);
  EXPECT_EQ(db.run("INSERT INTO t VALUES (2, '')"), SQLITE_IOERR_FSYNC);
  EXPECT_EQ(db.run("INSERT INTO t VALUES (3, '')"), SQLITE_OK);
  EXPECT_EQ(disk.failures(), 1U);
  disk.fail(Call::write, 1, Times::for_good, SQLITE_IOERR_WRITE);
  EXPECT_EQ(db.run("INSERT INTO t VALUES (4, '')"), SQLITE_IOERR_WRITE);
  EXPECT_EQ(db.run("INSERT INTO t VALUES (5, '')"), SQLITE_IOERR_WRITE);
  disk.mend();
  EXPECT_EQ(db.run("INSERT INTO t VALUES (6, '')"), SQLITE_OK);
  EXPECT_EQ(db.ask("SELECT n FROM t"), "1;3;6;");
}

TEST(SimDisk, AFullDiskIsFullUntilThereIsRoom) {
  SimDisk disk(folder, 1);
  Connection db = open_wal();
  disk.set_capacity(disk.used_bytes() + 20'000);
  EXPECT_EQ(db.run("INSERT INTO t VALUES (1, hex(zeroblob(20000)))"), SQLITE_FULL);
  EXPECT_LE(disk.used_bytes(), 20'000U + 200'000U);
  disk.mend();
  EXPECT_EQ(db.run("INSERT INTO t VALUES (2, hex(zeroblob(20000)))"), SQLITE_OK);
  EXPECT_EQ(rows_after(disk, Loss::dropped), "2;");
}

TEST(SimDisk, IsCopiedAndRolledBack) {
  SimDisk disk(folder, 1);
  Connection db = open_wal();
  ASSERT_EQ(db.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  const Image before = disk.copy();
  ASSERT_EQ(db.run("INSERT INTO t VALUES (2, 'two')"), SQLITE_OK);
  SimDisk clone("/nowhere/machine-2", 2);
  clone.restore(disk.copy(Bytes::live));
  EXPECT_EQ(Connection("/nowhere/machine-2/a.db").ask("SELECT n FROM t"), "1;2;");
  disk.restore(before);
  EXPECT_NE(db.run("SELECT n FROM t"), SQLITE_OK) << "what was open is dead";
  EXPECT_EQ(Connection(folder + "/a.db").ask("SELECT n FROM t"), "1;");
}

TEST(SimDisk, FindsBytesInLogsAndInWhatIsNotSynced) {
  SimDisk disk(folder, 1);
  Connection db = open_wal(folder + "/a.db", "OFF");
  EXPECT_FALSE(disk.bytes_contain("needle"));
  ASSERT_EQ(db.run("INSERT INTO t VALUES (1, 'needle')"), SQLITE_OK);
  EXPECT_TRUE(disk.bytes_contain("needle"));
  ASSERT_EQ(db.run("PRAGMA secure_delete = ON; DELETE FROM t"), SQLITE_OK);
  EXPECT_TRUE(disk.bytes_contain("needle")) << "still in the log";
  ASSERT_EQ(db.run("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)"), SQLITE_OK);
  EXPECT_TRUE(disk.bytes_contain("needle")) << "SQLite does not sync the log that it cut off";
  ASSERT_EQ(db.run("INSERT INTO t VALUES (2, '')"), SQLITE_OK);
  EXPECT_FALSE(disk.bytes_contain("needle"));
}

TEST(SimDisk, AKilledProgramLosesNothingAndItsLocks) {
  SimDisk disk(folder, 1);
  disk.as_program(1);
  Connection one = open_wal();
  disk.as_program(2);
  Connection two(folder + "/a.db");
  ASSERT_EQ(one.run("INSERT INTO t VALUES (1, 'one')"), SQLITE_OK);
  ASSERT_EQ(one.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (2, 'two')"), SQLITE_OK);
  ASSERT_EQ(two.run("BEGIN IMMEDIATE"), SQLITE_BUSY);
  disk.kill_program(1);
  EXPECT_EQ(two.run("INSERT INTO t VALUES (3, 'three')"), SQLITE_OK);
  EXPECT_EQ(two.ask("SELECT n FROM t"), "1;3;");
}

TEST(SimDisk, TheSameSeedGivesTheSameBytes) {
  const auto day = [](std::uint64_t seed) {
    SimDisk disk(folder, seed);
    Connection db = open_wal();
    for (int i = 0; i < 20; ++i) db.run("INSERT INTO t VALUES (null, hex(randomblob(100)))");
    disk.cut_after(7, Loss::torn_512);
    for (int i = 0; i < 20; ++i) db.run("INSERT INTO t VALUES (null, datetime('now'))");
    EXPECT_TRUE(disk.is_off());
    return disk.copy();
  };
  const Image first = day(7);
  EXPECT_EQ(first, day(7));
  EXPECT_NE(first, day(8));
}

TEST(SimDisk, LeavesRealFilesAlone) {
  const SimDisk disk(folder, 1);
  const auto path = std::filesystem::temp_directory_path() / "meetpoint-sim-disk-real.db";
  std::filesystem::remove(path);
  EXPECT_EQ(Connection(path.string()).run("CREATE TABLE t (n)"), SQLITE_OK);
  EXPECT_GT(std::filesystem::file_size(path), 0U);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace meetpoint::sim
