// The same migrations make the same tables on both engines.
#include "sync/hub/store/postgresql/schema.h"

#include <gtest/gtest.h>

#include "sync/store/schema.h"
#include "tests/sync/hub/hub_data.h"

namespace meetpoint::hub::testing {
namespace {

TEST(PostgresSchema, HasTheColumnsOfSqlitesTables) {
  PostgresData data;
  ASSERT_TRUE(data.open());
  auto lite = *store::Database::open_in_memory();
  ASSERT_TRUE(store::migrate(lite, store::hub_schema()));
  std::vector<std::string> expected;
  store::Rows rows = lite.query(
      "SELECT t.name, c.name, c.type, c.\"notnull\" FROM sqlite_schema t, "
      "pragma_table_info(t.name) "
      "c WHERE t.type = 'table' ORDER BY t.name, c.cid");
  while (rows.next()) {
    const std::string type = rows.text(2) == "INTEGER" ? "bigint" : "bytea";
    // A single-row table's key can't be null in either; SQLite does not say so.
    const bool optional = rows.integer(3) == 0 && rows.text(1) != "only_row";
    expected.push_back(rows.text(0) + '.' + rows.text(1) + ' ' + type + (optional ? " null" : ""));
  }
  std::vector<std::string> found;
  const std::string list = data.server().ask(
      data.name(),
      "SELECT string_agg(table_name || '.' || column_name || ' ' || data_type || "
      "CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END, E'\\n' "
      "ORDER BY table_name COLLATE \"C\", ordinal_position) FROM information_schema.columns "
      "WHERE table_schema = 'meetpoint' AND table_name <> 'schema_version'");
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  EXPECT_EQ(found, expected);
}

TEST(PostgresSchema, OfANewerReleaseOrOfOthersIsLeftAsItIs) {
  PostgresData data;
  ASSERT_TRUE(data.open());
  data.server().ask(data.name(), "UPDATE meetpoint.schema_version SET version = 999");
  const auto refused = data.open();
  EXPECT_EQ(refused.error().code, ErrorCode::newer_version);
  EXPECT_NE(refused.error().message.find("newer"), std::string::npos);

  PostgresData other;
  other.server().ask(other.name(), "CREATE SCHEMA meetpoint; CREATE TABLE meetpoint.cake (n int)");
  EXPECT_EQ(other.open().error().code, ErrorCode::foreign);
}

TEST(PostgresSchema, IsMadeOnceByHubsThatStartTogether) {
  PostgresData data;
  std::vector<std::thread> hubs;
  std::vector<std::string> words(6);
  for (std::string& word : words) {
    hubs.emplace_back([&] {
      const auto opened = data.open();
      word = opened ? "open" : opened.error().message;
    });
  }
  for (std::thread& hub : hubs) hub.join();
  for (const std::string& word : words) EXPECT_EQ(word, "open");
}

TEST(PostgresConninfo, IsToldToBeTornWithoutSayingWhatIsInIt) {
  for (const char* torn : {"postgresql://u:se@cret@host/x", "host=a password='secret"}) {
    const auto opened = postgresql::open_store(torn);
    ASSERT_FALSE(opened) << torn;
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_input) << opened.error().message;
    EXPECT_EQ(opened.error().message.find("cret"), std::string::npos) << opened.error().message;
  }
}

TEST(PostgresConninfo, OfAServerThatIsNotThereSaysWhatToDo) {
  const auto opened = postgresql::open_store("host=/nowhere user=u password=secret dbname=d");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::io);
  EXPECT_NE(opened.error().message.find("Check that PostgreSQL runs"), std::string::npos);
  EXPECT_EQ(opened.error().message.find("secret"), std::string::npos) << opened.error().message;
}

TEST(PostgresServer, ThatDoesNotWriteDurablyIsRefused) {
  PostgresData data;
  data.server().ask("postgres", "ALTER SYSTEM SET fsync = off");
  data.server().ask("postgres", "SELECT pg_reload_conf()");
  std::string answer;
  for (int i = 0; i < 50 && answer != "off"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    answer = data.server().ask("postgres", "SHOW fsync");
  }
  const auto opened = data.open();
  data.server().ask("postgres", "ALTER SYSTEM RESET fsync");
  data.server().ask("postgres", "SELECT pg_reload_conf()");
  if (answer != "off") GTEST_SKIP() << "the command line decides";
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("fsync"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::hub::testing
