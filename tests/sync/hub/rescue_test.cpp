// What a kiosk recorded, brought to the hub in a file.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "sync/base/shifted_clock.h"
#include "sync/hub/commands.h"
#include "sync/hub/data_folder.h"
#include "sync/model/signature.h"
#include "sync/store/station_archive.h"
#include "sync/wire/journal_proof.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Rescue : public HubTest {
 protected:
  fs::path station_folder() const { return folder.path() / "kiosk"; }
  fs::path file() const { return folder.path() / "rescued"; }

  void SetUp() override {
    HubTest::SetUp();
    hub.reset();
    store.reset();
    fs::create_directories(folder.path() / "data");
    fs::rename(folder.path() / "hub.db", folder.path() / "data/hub.db");
    open_hub();
    keys_ = make_key_pair();
    const auto reply = read<wire::EnrolReply>(ask(
        post("/v1/enrol",
             wire::write_json({{"code", new_code("Hall")}, {"public_key", keys_.public_key}}))));
    auto opened = store::StationStore::open(station_folder(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    station_ = std::move(*opened);
    ASSERT_TRUE(station_->enrol({.event = fair,
                                 .station = reply.station,
                                 .station_name = "Hall",
                                 .hub_url = "http://hub.example",
                                 .token = reply.token,
                                 .incarnation = reply.incarnation,
                                 .key = keys_,
                                 .hub_key = reply.hub_key}));
    login_ = {reply.station, reply.token};
    for (int i = 0; i < 3; ++i) record(check_in("A-" + std::to_string(i)));
  }

  void open_hub() {
    auto opened = SqlHubStore::open(folder.path() / "data/hub.db");
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
    hub = std::make_unique<Hub>(*store);
  }

  void record(const FactBody& body) {
    ASSERT_TRUE(station_->write([&](store::StationWrite& write) -> Status {
      write.append(body);
      return {};
    }));
  }

  wire::RescueFile rescued() {
    auto archive = store::StationArchive::open(station_folder());
    EXPECT_TRUE(archive) << archive.error().message;
    auto made = archive->rescue("meetpoint-kiosk test", noon);
    EXPECT_TRUE(made) << made.error().message;
    return made.value_or(wire::RescueFile{});
  }
  void write(const std::string& bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }

  // The command, without a hub that serves.
  int bring(bool approved = false) {
    hub.reset();
    store.reset();
    out_.str({});
    err_.str({});
    const int code = rescue({folder.path() / "data", "", clock_, out_, err_}, file(), approved);
    open_hub();
    return code;
  }
  std::string hash() { return store->state_hash(fair, false).value(); }
  std::uint64_t facts() { return store->stations(fair)->at(0).facts; }

  // What the command says to a file that must be refused; nothing of it may be there afterwards.
  std::string refusal(const std::string& bytes) {
    write(bytes);
    const std::string before = hash();
    EXPECT_EQ(bring(), exit_failed) << out_.str();
    EXPECT_EQ(hash(), before);
    EXPECT_EQ(facts(), 0U);
    return err_.str();
  }

  ShiftedClock clock_{noon};
  KeyPair keys_;
  Login login_;
  std::unique_ptr<store::StationStore> station_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Rescue, TakesAllInOnceHoweverOftenItIsBrought) {
  write(wire::write_rescue(rescued()));
  ASSERT_EQ(bring(), exit_done) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("Station 1 'Hall' at 'fair': 3 records"));
  EXPECT_THAT(out_.str(), HasSubstr("3 new, 0 were here already, 0 of them set aside."));
  const std::string once = hash();
  EXPECT_EQ(once, station_->state_hash(false).value());
  ASSERT_EQ(bring(), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("0 new, 3 were here already"));
  EXPECT_EQ(hash(), once);
  EXPECT_EQ(facts(), 3U);
}

TEST_F(Rescue, TakesOnlyWhatTheNetworkDidNotBringAndTheOtherWayRound) {
  auto half = station_->outbox(1, 0, 2, 100'000);
  ASSERT_TRUE(half);
  ASSERT_TRUE(station_->sign(*half));
  ASSERT_EQ(push(login_, *half).status, 200);
  write(wire::write_rescue(rescued()));
  ASSERT_EQ(bring(), exit_done) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("1 new, 2 were here already"));
  // The kiosk is back on the network and sends what it believes to be new.
  record(check_in("A-2"));
  auto rest = station_->outbox(1, 2, 100, 100'000);
  ASSERT_TRUE(station_->sign(*rest));
  ASSERT_EQ(push(login_, *rest).status, 200);
  EXPECT_EQ(facts(), 4U);
  EXPECT_EQ(hash(), station_->state_hash(false).value());
}

TEST_F(Rescue, SaysWhatWasSetAside) {
  record(contact("A-1", "A-1"));
  write(wire::write_rescue(rescued()));
  ASSERT_EQ(bring(), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("4 new, 0 were here already, 1 of them set aside."));
  EXPECT_THAT(out_.str(), HasSubstr("1.4: a contact of an attendee with themselves"));
}

TEST_F(Rescue, TakesEveryJournalThatTheStationHad) {
  auto push_one = station_->outbox(1, 0, 1, 100'000);
  ASSERT_TRUE(station_->sign(*push_one));
  ASSERT_EQ(push(login_, *push_one).status, 200);
  ASSERT_TRUE(station_->acknowledge(1, 1, {}));
  ASSERT_TRUE(station_->begin_incarnation({2, 1, 1}));  // facts 2 and 3 move there
  record(check_in("A-9"));
  const wire::RescueFile made = rescued();
  EXPECT_EQ(made.facts, 4U);
  write(wire::write_rescue(made));
  ASSERT_EQ(bring(), exit_done) << err_.str();
  EXPECT_EQ(facts(), 4U);
  EXPECT_EQ(hash(), station_->state_hash(false).value());
}

TEST_F(Rescue, RefusesWhatIsTornForgedOrOfElsewhereAndTakesNothingOfIt) {
  const wire::RescueFile good = rescued();
  const std::string bytes = wire::write_rescue(good);
  for (const std::size_t length : {bytes.size() - 1, bytes.size() / 2, std::size_t{30}}) {
    EXPECT_THAT(refusal(bytes.substr(0, length)), HasSubstr("cut off or damaged"));
  }
  std::string flipped = bytes;
  flipped[bytes.size() / 2] = static_cast<char>(flipped[bytes.size() / 2] ^ 1);
  EXPECT_THAT(refusal(flipped), HasSubstr("cut off or damaged"));
  EXPECT_THAT(refusal("%PDF-1.7"), HasSubstr("no rescue file"));
  EXPECT_THAT(refusal(""), HasSubstr("no rescue file"));
  EXPECT_THAT(refusal("Meetpoint rescue 2\nxyz"), HasSubstr("newer"));

  wire::RescueFile forged = good;
  forged.pushes[0].facts[1].body = wire::write_body(CheckIn{AttendeeId("A-7"), ""});
  EXPECT_THAT(refusal(wire::write_rescue(forged)), HasSubstr("changed after the kiosk signed it"));

  // Signed, but by somebody else's key.
  const KeyPair other = make_key_pair();
  forged.public_key = other.public_key;
  forged.pushes[0].signature =
      sign(*wire::signed_bytes(forged.event, forged.station, forged.pushes[0]), other.secret_key);
  EXPECT_THAT(refusal(wire::write_rescue(forged)), HasSubstr("another key"));
  forged.public_key.clear();
  forged.pushes[0].signature.clear();
  EXPECT_THAT(refusal(wire::write_rescue(forged)), HasSubstr("another key"));

  wire::RescueFile elsewhere = good;
  elsewhere.event = EventId("other");
  EXPECT_THAT(refusal(wire::write_rescue(elsewhere)), HasSubstr("changed after"));
  elsewhere.public_key.clear();
  EXPECT_THAT(refusal(wire::write_rescue(elsewhere)), HasSubstr("not at this hub"));
  wire::RescueFile stranger = good;
  stranger.public_key.clear();
  stranger.station = {77};
  EXPECT_THAT(refusal(wire::write_rescue(stranger)), HasSubstr("no station 77"));
}

TEST_F(Rescue, OfARevokedStationNeedsApproval) {
  write(wire::write_rescue(rescued()));
  ASSERT_TRUE(store->revoke(fair, login_.station));
  EXPECT_EQ(bring(), exit_failed);
  EXPECT_THAT(err_.str(), HasSubstr("add --approve"));
  EXPECT_EQ(facts(), 0U);
  ASSERT_EQ(bring(true), exit_done) << err_.str();
  EXPECT_EQ(facts(), 3U);
  EXPECT_EQ(store->stations(fair)->at(0).status, status_revoked);
}

TEST_F(Rescue, ApprovalDoesNotMakeAForgeryGood) {
  wire::RescueFile forged = rescued();
  forged.public_key.clear();
  forged.pushes[0].signature.clear();
  write(wire::write_rescue(forged));
  EXPECT_EQ(bring(true), exit_failed);
  EXPECT_EQ(facts(), 0U);
}

TEST_F(Rescue, OfACopiedDiskIsToldAndTheRestIsTaken) {
  wire::RescueFile made = rescued();
  // The copy went on by itself and was first.
  wire::PushRequest first = made.pushes[0];
  first.facts[2].body = wire::write_body(CheckIn{AttendeeId("A-5"), ""});
  first.signature = sign(*wire::signed_bytes(made.event, made.station, first), keys_.secret_key);
  ASSERT_EQ(push(login_, first).status, 200);
  write(wire::write_rescue(made));
  EXPECT_EQ(bring(), exit_failed);
  EXPECT_THAT(err_.str(), HasSubstr("copied or put back"));
  EXPECT_EQ(facts(), 3U);
}

TEST_F(Rescue, ReadsADiskThatCanNotBeWritten) {
  // Closed well, and left as by a crash: the log beside the file holds what was recorded.
  const wire::RescueFile live = rescued();
  const fs::path copy = folder.path() / "crashed";
  fs::create_directories(copy);
  for (const char* name : {"station.db", "station.db-wal"})
    fs::copy_file(station_folder() / name, copy / name);
  station_.reset();
  for (const fs::path& at : {station_folder(), copy}) {
    SCOPED_TRACE(at.filename());
    for (const auto& entry : fs::directory_iterator(at)) fs::permissions(entry, fs::perms(0400));
    fs::permissions(at, fs::perms(0500));
    auto archive = store::StationArchive::open(at);
    ASSERT_TRUE(archive) << archive.error().message;
    const auto made = archive->rescue("x", noon);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->facts, live.facts);
    EXPECT_EQ(made->pushes.at(0).signature, live.pushes.at(0).signature);
    fs::permissions(at, fs::perms(0700));
  }
}

TEST_F(Rescue, ManyFactsAreManyPushes) {
  for (int i = 0; i < 1200; ++i) record(check_in("A-" + std::to_string(i)));
  const wire::RescueFile made = rescued();
  EXPECT_EQ(made.pushes.size(), 3U);
  write(wire::write_rescue(made));
  ASSERT_EQ(bring(), exit_done) << err_.str();
  EXPECT_EQ(facts(), 1203U);
}

}  // namespace
}  // namespace meetpoint::hub::testing
