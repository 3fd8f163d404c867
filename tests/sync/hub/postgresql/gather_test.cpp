// Rows that a server writes together are there as if each had been written by itself.
#include "sync/hub/store/postgresql/engine.h"

#include <gtest/gtest.h>

#include "tests/sync/hub/hub_data.h"

namespace meetpoint::hub::testing {
namespace {

constexpr const char* put_mark = "INSERT INTO feed_mark VALUES (?, ?, ?)";

class PostgresGather : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(data_.open()); }

  std::int64_t marks() {
    store::Rows rows = db_.query("SELECT count(*) FROM feed_mark");
    return rows.next() ? rows.integer(0) : -1;
  }
  Result<std::int64_t> marks_in_the_end() {
    return store::in_snapshot(db_, [&]() -> Result<std::int64_t> { return marks(); });
  }
  Status write(const std::function<Status()>& body) { return store::in_transaction(db_, body); }

  PostgresData data_;
  store::Database db_ = *postgresql::database(data_.conninfo());
};

TEST_F(PostgresGather, RowsAreThereForTheNextQuestionAndAtTheCommit) {
  // More than go out at once.
  const int all = 1'300;
  const Status done = write([&]() -> Status {
    for (int i = 1; i <= 700; ++i) db_.gather(put_mark, "e", i, std::to_string(i));
    EXPECT_EQ(marks(), 700);
    for (int i = 701; i <= all; ++i) db_.gather(put_mark, "e", i, std::to_string(i));
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
  const Status read = write([&]() -> Status {
    store::Rows rows = db_.query("SELECT seq, mark FROM feed_mark ORDER BY seq");
    int seen = 0;
    while (rows.next()) EXPECT_EQ(rows.text(1), std::to_string(rows.integer(0))) << ++seen;
    return {};
  });
  ASSERT_TRUE(read);
  EXPECT_EQ(*marks_in_the_end(), all);
}

TEST_F(PostgresGather, EveryByteOfATextArrivesAsItIs) {
  const std::vector<std::string> texts = {
      "", std::string("a\0b", 3), "\xff\xfe", "it's {\"x\", NULL}", "?", "\\x41"};
  const Status done = write([&]() -> Status {
    for (std::size_t i = 0; i < texts.size(); ++i) db_.gather(put_mark, "e?", i, texts[i]);
    store::Rows rows =
        db_.query("SELECT mark FROM feed_mark WHERE event_id = ? ORDER BY seq", "e?");
    for (const std::string& text : texts) {
      EXPECT_TRUE(rows.next());
      EXPECT_EQ(rows.text(0), text);
    }
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
}

TEST_F(PostgresGather, RowsReadWhatWasWrittenBeforeTheLastQuestion) {
  const Status done = write([&]() -> Status {
    for (int i = 1; i <= 600; ++i) db_.gather(put_mark, "e", i, "m");
    EXPECT_EQ(marks(), 600);
    for (int i = 1; i <= 600; ++i) {
      db_.gather(
          "INSERT INTO roster_attendee SELECT f.event_id, f.mark, v.column3, 'x' "
          "FROM (VALUES (?, ?, ?)) v JOIN feed_mark f "
          "ON f.event_id = v.column1 AND f.seq = v.column2",
          "e", i, std::to_string(i));
    }
    store::Rows rows = db_.query("SELECT count(*) FROM roster_attendee");
    EXPECT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 600);
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
}

TEST_F(PostgresGather, NothingStaysOfWhatIsTakenBack) {
  const Status refused = write([&]() -> Status {
    for (int i = 1; i <= 600; ++i) db_.gather(put_mark, "e", i, "m");
    return fail(ErrorCode::invalid_input, "no");
  });
  EXPECT_FALSE(refused);
  const Status done = write([&]() -> Status {
    db_.gather(put_mark, "e", 1, "m");
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*marks_in_the_end(), 1);
}

// A push that is tried again must not find each of its facts twice.
TEST_F(PostgresGather, AQuestionThatFailedLeavesNothingInTheNext) {
  using Pairs = std::vector<std::pair<store::Value, std::int64_t>>;
  constexpr const char* question =
      "SELECT f.seq FROM (VALUES (?, ?)) k JOIN feed_mark f "
      "ON f.event_id = k.column1 AND f.seq = k.column2";
  const Status done = write([&]() -> Status {
    db_.gather(put_mark, "e", 1, "m");
    EXPECT_THROW(db_.ahead_with(question, Pairs{{std::string("e"), 1}, {nullptr, 1}}),
                 store::StoreFailure);
    store::Rows rows = db_.ahead_with(question, Pairs{{std::string("e"), 1}});
    EXPECT_TRUE(rows.next());
    EXPECT_FALSE(rows.next());
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
}

TEST_F(PostgresGather, OneRowThatCantBeWrittenFailsTheCommitOfAll) {
  const Status done = write([&]() -> Status {
    for (int i = 1; i <= 20; ++i) db_.gather(put_mark, "e", i % 20, "m");
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
  const Status twice = write([&]() -> Status {
    for (int i = 15; i <= 30; ++i) db_.gather(put_mark, "e", i, "m");
    return {};
  });
  EXPECT_FALSE(twice);
  EXPECT_EQ(*marks_in_the_end(), 20);
}

}  // namespace
}  // namespace meetpoint::hub::testing
