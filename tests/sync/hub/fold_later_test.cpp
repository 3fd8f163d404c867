// What a station brings at once is folded afterwards, and nobody is told anything else meanwhile.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class FoldLater : public HubTest {
 protected:
  void SetUp() override {
    if (on_postgresql()) GTEST_SKIP() << "hubs that share a database fold at once";
    HubTest::SetUp();
    store->fold_at_once(2);
    store->sort_by({.facts = 3, .read = 1, .written = 1});
    door = enrol_with_key("Door");
    journal = Journal(door.station);
  }
  std::int64_t count(const std::string& table) {
    store::Database db = data->look();
    store::Rows rows = db.query("SELECT count(*) FROM " + table);
    return rows.next() ? rows.integer(0) : -1;
  }
  std::uint64_t to_fold() { return store->events()->at(0).to_fold; }
  // What the facts fold to, one after the other, at a hub of its own.
  std::string hash_folded_at_once(const std::vector<std::vector<FactBody>>& pushes) {
    const TempFolder other;
    auto at_once = *SqlHubStore::open(other.path() / "hub.db");
    EXPECT_TRUE(at_once->import_roster(fair, wire::rows_of(small_roster())));
    EXPECT_TRUE(at_once->add_station(fair, {.name = "Door", .role = "kiosk"}, now));
    Hub its_hub(*at_once);
    {
      auto db = *store::Database::open(other.path() / "hub.db", store::Access::read_write);
      db.run("UPDATE station SET status = 'active', public_key = ?", door.key.public_key);
    }
    Journal again(door.station);
    for (const auto& bodies : pushes) {
      EXPECT_TRUE(at_once->push(fair, door.station, signed_by(door, again.push(bodies)), now));
    }
    return at_once->state_hash(fair, false).value_or("");
  }

  Login door;
  Journal journal{StationId{1}};
};

TEST_F(FoldLater, TheStateTellsAllFactsBeforeAndAfter) {
  const std::vector<FactBody> first = {check_in("A-1"), contact("A-1", "A-2")};
  const std::vector<FactBody> large = {check_in("A-1"), check_in("A-2"), contact("A-2", "A-1"),
                                       Undo{{{door.station, 1, 1}}}};
  ASSERT_EQ(push(door, journal.push(first)).status, 200);
  EXPECT_EQ(to_fold(), 0U) << "few are folded at once";
  ASSERT_EQ(push(door, journal.push(large)).status, 200);
  EXPECT_EQ(to_fold(), 5U) << "four facts, and what the undo is about";

  const std::string expected = hash_folded_at_once({first, large});
  EXPECT_EQ(*store->state_hash(fair, false), expected);
  ASSERT_EQ(store->contact_material(fair)->contacts.size(), 1U);
  EXPECT_EQ(store->contact_material(fair)->contacts[0].doubles.size(), 1U);
  while (hub->tidy()) {
  }
  EXPECT_EQ(to_fold(), 0U);
  EXPECT_EQ(count("presence"), 2);
  EXPECT_EQ(*store->state_hash(fair, false), expected);
  EXPECT_EQ(store->contact_material(fair)->contacts[0].doubles.size(), 1U);
}

TEST_F(FoldLater, WhatIsLeftIsFoldedAfterARestart) {
  ASSERT_EQ(
      push(door, journal.push({check_in("A-1"), check_in("A-2"), contact("A-1", "A-2")})).status,
      200);
  const std::string expected = *store->state_hash(fair, false);
  open();
  EXPECT_EQ(to_fold(), 3U);
  EXPECT_EQ(*store->state_hash(fair, false), expected);
  while (hub->tidy()) {
  }
  EXPECT_EQ(count("folded"), 3);
  EXPECT_EQ(*store->state_hash(fair, false), expected);
}

TEST_F(FoldLater, WhoIsErasedMeanwhileIsGoneFromWhatIsLeft) {
  ASSERT_EQ(
      push(door, journal.push({check_in("A-1"), check_in("A-2"), contact("A-1", "A-2")})).status,
      200);
  ASSERT_TRUE(store->erase(fair, AttendeeId("A-1")));
  while (hub->tidy()) {
  }
  EXPECT_EQ(count("folded"), 1);
  EXPECT_EQ(count("presence"), 1);
}

TEST_F(FoldLater, WhoIsNamedByALargePushAloneCanBeErased) {
  ASSERT_EQ(push(door, journal.push({WalkIn{.attendee = AttendeeId("W-9"), .given_name = "Wim"},
                                     check_in("A-1"), contact("W-9", "A-1")}))
                .status,
            200);
  const auto erased = store->erase(fair, AttendeeId("W-9"));
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->facts, 2U);
  while (hub->tidy()) {
  }
  EXPECT_EQ(count("folded"), 1);
}

TEST_F(FoldLater, WhatIsUndoneMeanwhileDoesNotCountAfterwards) {
  ASSERT_EQ(
      push(door, journal.push({check_in("A-1"), check_in("A-2"), contact("A-1", "A-2")})).status,
      200);
  ASSERT_EQ(push(door, journal.push({Undo{{{door.station, 1, 3}}}})).status, 200);
  const std::string hash = *store->state_hash(fair, false);
  while (hub->tidy()) {
  }
  EXPECT_EQ(*store->state_hash(fair, false), hash);
  EXPECT_TRUE(store->contact_material(fair)->contacts.empty());
}

TEST_F(FoldLater, AStepThatFailsIsDoneAgain) {
  ASSERT_EQ(
      push(door, journal.push({check_in("A-1"), check_in("A-2"), contact("A-1", "A-2")})).status,
      200);
  const std::string hash = *store->state_hash(fair, false);
  auto beside = *store::Database::open(folder.path() / "hub.db", store::Access::read_write);
  beside.script(
      "CREATE TRIGGER full BEFORE INSERT ON unfolded BEGIN SELECT RAISE(ABORT, 'full'); END");
  for (int steps = 0; steps < 10; ++steps) hub->tidy();
  EXPECT_EQ(to_fold(), 3U);
  EXPECT_EQ(*store->state_hash(fair, false), hash);
  beside.script("DROP TRIGGER full");
  for (int steps = 0; steps < 100; ++steps) hub->tidy();
  EXPECT_EQ(to_fold(), 0U);
  EXPECT_EQ(count("folded"), 3);
  EXPECT_EQ(*store->state_hash(fair, false), hash);
}

TEST_F(FoldLater, TheMetricsTellHowMuchIsLeft) {
  ASSERT_EQ(
      push(door, journal.push({check_in("A-1"), check_in("A-2"), contact("A-1", "A-2")})).status,
      200);
  const std::string line = "meetpoint_keys_to_fold{event=\"fair\"} ";
  EXPECT_NE(ask(get("/metrics")).body.find(line + "3\n"), std::string::npos);
  while (hub->tidy()) {
  }
  EXPECT_NE(ask(get("/metrics")).body.find(line + "0\n"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::hub::testing
