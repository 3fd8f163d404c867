// A hub and its kiosks of an older release, with facts that were not sent yet, go on with the
// programs of now: nothing is lost, nothing is there twice, and the state is what their own
// programs made of it.
#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <thread>

#include "sync/base/shifted_clock.h"
#include "sync/client/transport_curl.h"
#include "sync/client/worker.h"
#include "sync/hub/auth.h"
#include "sync/hub/commands.h"
#include "sync/hub/http_server.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/store/station_archive.h"
#include "tests/sync/store/temporary_folder.h"
#include "tests/sync/upgrade/left_behind.h"

namespace meetpoint::upgrade {
namespace {

namespace fs = std::filesystem;

class Day : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(hub::init_crypto());
    left_ = folder_of(GetParam()) / "day";
    expected_ = read_json(left_ / "expected.json");
    clock_ = std::make_unique<ShiftedClock>(
        parse_utc(expected_.at("at").get<std::string>()).value() + std::chrono::minutes(20));
  }

  std::unique_ptr<store::StationStore> open_station(const std::string& name) {
    const fs::path folder = root_.path() / name;
    if (!fs::exists(folder)) unpack(left_ / (name + ".db"), folder / "station.db");
    auto store = store::StationStore::open(folder, *clock_);
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
  }

  void open_hub() {
    const fs::path file = root_.path() / "hub/hub.db";
    if (!fs::exists(file)) unpack(left_ / "hub.db", file);
    auto store = hub::SqlHubStore::open(file);
    ASSERT_TRUE(store) << store.error().message;
    hub_store_ = std::move(*store);
    event_ = hub_store_->events().value().at(0).id;
  }

  // Until this station has sent all it has and read all there is.
  void sync(store::StationStore& store, const std::string& url) {
    store::Enrolment enrolment = **store.enrolment();
    enrolment.hub_url = url;
    auto worker = client::Worker::make({.store = store,
                                        .clock = *clock_,
                                        .enrolment = enrolment,
                                        .transport = client::make_curl_transport().value(),
                                        .on_change = {},
                                        .seed = 1});
    ASSERT_TRUE(worker) << worker.error().message;
    (*worker)->start();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
      const auto position = store.position();
      ASSERT_TRUE(position);
      const auto hub = hub_store_->position(event_);
      ASSERT_TRUE(hub);
      if (position->waiting() == 0 && position->cursor == hub->head) break;
      ASSERT_LT(std::chrono::steady_clock::now(), end)
          << position->waiting() << " wait; " << position->cursor << " of " << hub->head << "; "
          << (*worker)->status().problem.value_or(Error{}).message;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  testing::TemporaryFolder root_;
  fs::path left_;
  wire::Json expected_;
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<hub::SqlHubStore> hub_store_;
  EventId event_;
};

TEST_P(Day, IsReadAsItWas) {
  for (const auto& [name, as_it_was] : expected_.at("stations").items()) {
    SCOPED_TRACE(name);
    const auto store = open_station(name);
    ASSERT_TRUE(store);
    const auto position = store->position();
    ASSERT_TRUE(position);
    EXPECT_EQ(position->last_seq, as_it_was.at("last_seq").get<std::uint64_t>());
    EXPECT_EQ(position->acked_seq, as_it_was.at("acked_seq").get<std::uint64_t>());
    EXPECT_GT(position->waiting(), 0U);
    EXPECT_EQ(store->state_hash(true).value(), as_it_was.at("shared").get<std::string>());
    EXPECT_EQ((*store->enrolment())->station.value, as_it_was.at("station").get<std::uint32_t>());
  }
  open_hub();
  const wire::Json& as_it_was = expected_.at("hub");
  EXPECT_EQ(hub_store_->state_hash(event_, true).value(),
            as_it_was.at("shared").get<std::string>());
  EXPECT_EQ(hub_store_->state_hash(event_, false).value(), as_it_was.at("all").get<std::string>());
  EXPECT_EQ(hub_store_->position(event_)->epoch, as_it_was.at("epoch").get<std::uint64_t>());
  EXPECT_EQ(hub_store_->position(event_)->head, as_it_was.at("head").get<std::uint64_t>());
}

TEST_P(Day, IsMadeWholeOnceAndAsItsOwnProgramsMadeIt) {
  open_hub();
  hub::Hub hub(*hub_store_);
  auto server = hub::HttpServer::start(hub, *clock_, {});
  ASSERT_TRUE(server) << server.error().message;
  const wire::Json& together = expected_.at("together");
  for (const auto& round : {"first", "again"}) {  // the second time nothing may come anew
    SCOPED_TRACE(round);
    for (const auto& [name, as_it_was] : expected_.at("stations").items()) {
      SCOPED_TRACE(name);
      const auto store = open_station(name);
      ASSERT_TRUE(store);
      ASSERT_NO_FATAL_FAILURE(sync(*store, (*server)->url()));
    }
  }
  EXPECT_EQ(hub_store_->state_hash(event_, true).value(), together.at("shared").get<std::string>());
  EXPECT_EQ(hub_store_->state_hash(event_, false).value(), together.at("all").get<std::string>());
  std::uint64_t facts = 0;
  const auto stations = hub_store_->stations(event_).value();
  for (const hub::Station& station : stations) facts += station.facts;
  EXPECT_EQ(facts, together.at("facts").get<std::uint64_t>());
  for (const auto& [name, as_it_was] : expected_.at("stations").items()) {
    const auto store = open_station(name);
    ASSERT_TRUE(store);
    ASSERT_NO_FATAL_FAILURE(sync(*store, (*server)->url()));
    EXPECT_EQ(store->state_hash(true).value(), together.at("shared").get<std::string>()) << name;
  }
  (*server)->stop();
}

// A kiosk whose database nobody can bring up to date any more (its disk is read-only, its screen
// broken).
TEST_P(Day, IsRescuedFromDatabasesAsTheyLie) {
  const fs::path hub_folder = root_.path() / "hub";
  unpack(left_ / "hub.db", hub_folder / "hub.db");
  const wire::Json& together = expected_.at("together");
  for (const auto& [name, as_it_was] : expected_.at("stations").items()) {
    SCOPED_TRACE(name);
    const fs::path folder = root_.path() / name;
    unpack(left_ / (name + ".db"), folder / "station.db");
    const std::string before = bytes_of(folder / "station.db");
    auto archive = store::StationArchive::open(folder);
    ASSERT_TRUE(archive) << archive.error().message;
    const auto made = archive->rescue("meetpoint-kiosk", clock_->now());
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->facts, as_it_was.at("last_seq").get<std::uint64_t>());
    EXPECT_TRUE(bytes_of(folder / "station.db") == before);

    const fs::path file = root_.path() / "file.rescue";
    write_bytes(file, wire::write_rescue(*made));
    std::ostringstream out;
    std::ostringstream err;
    const hub::CommandContext context{hub_folder, "", *clock_, out, err};
    // Nothing of that release is signed.
    EXPECT_EQ(hub::rescue(context, file, false), hub::exit_failed);
    EXPECT_NE(err.str().find("--approve"), std::string::npos) << err.str();
    EXPECT_EQ(hub::rescue(context, file, true), hub::exit_done) << err.str();
  }
  open_hub();
  EXPECT_EQ(hub_store_->state_hash(event_, false).value(), together.at("all").get<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Of, Day, ::testing::ValuesIn(releases()), name_of_release);

}  // namespace
}  // namespace meetpoint::upgrade
