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
    door = enrol_with_key("Door");
    journal = Journal(door.station);
  }
  std::int64_t count(const std::string& table) {
    store::Database db = data->look();
    store::Rows rows = db.query("SELECT count(*) FROM " + table);
    return rows.next() ? rows.integer(0) : -1;
  }
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
  EXPECT_EQ(count("unfolded"), 0) << "few are folded at once";
  ASSERT_EQ(push(door, journal.push(large)).status, 200);
  EXPECT_EQ(count("unfolded"), 3) << "two people and whom they met";

  const std::string expected = hash_folded_at_once({first, large});
  EXPECT_EQ(*store->state_hash(fair, false), expected);
  ASSERT_EQ(store->contact_material(fair)->contacts.size(), 1U);
  EXPECT_EQ(store->contact_material(fair)->contacts[0].doubles.size(), 1U);
  while (hub->tidy()) {
  }
  EXPECT_EQ(count("unfolded"), 0);
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
  EXPECT_EQ(count("unfolded"), 3);
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
  EXPECT_EQ(count("unfolded"), 1) << "the other person";
  while (hub->tidy()) {
  }
  EXPECT_EQ(count("folded"), 1);
  EXPECT_EQ(count("presence"), 1);
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
