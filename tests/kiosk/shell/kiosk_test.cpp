// The whole kiosk without its window: cameras and readers on one side, the screen on the other.
#include "kiosk/shell/kiosk.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "kiosk/scan/base/image_file.h"
#include "kiosk/shell/screen_name.h"
#include "tests/kiosk/scan/decode/ticket_codes.h"
#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::shell {
namespace {

class KioskTest : public ::testing::Test {
 protected:
  explicit KioskTest(std::vector<std::string> ticket_codes = {}) {
    auto store = store::StationStore::open(folder_.path(), clock_);
    EXPECT_TRUE(store);
    EXPECT_TRUE((*store)->enrol(
        {.event = EventId("demo"), .station = {7}, .hub_url = "http://127.0.0.1:9", .token = "t"}));
    Roster roster = meetpoint::testing::sample_roster();
    roster.event.ticket_codes = std::move(ticket_codes);
    roster.badges.push_back({.code = anna_, .attendee = AttendeeId("anna")});
    roster.badges.push_back({.code = "T-Q7", .attendee = AttendeeId("bram")});
    EXPECT_TRUE((*store)->apply(meetpoint::testing::sample_snapshot(roster)));
  }

  void start(const std::vector<std::string>& cameras,
             const std::vector<std::string>& readers = {}) {
    KioskSetup setup{.clock = clock_, .station = {.folder = folder_.path()}};
    for (const std::string& camera : cameras) setup.sources.push_back(*scan::parse_source(camera));
    for (const std::string& reader : readers) setup.readers.push_back(*scan::parse_reader(reader));
    setup.log = [this](const std::string& words) { log_ += words + "\n"; };
    kiosk_ = std::make_unique<Kiosk>(std::move(setup));
    kiosk_->start();
  }
  std::string screen() const { return name_of(kiosk_->model()); }
  template <class Condition>
  void turn_until(Condition condition) {
    const std::int64_t end = clock_.monotonic_ms() + 20000;
    while (!condition() && clock_.monotonic_ms() < end) {
      kiosk_->turn();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_TRUE(condition());
  }
  std::uint64_t facts() const {
    return kiosk_->station() ? kiosk_->station()->store().position()->last_seq : 0;
  }

  const std::string anna_ = "MP1" + std::string(10, 'Z') + std::string(16, '4');
  meetpoint::testing::TemporaryFolder folder_;
  SystemClock clock_;
  std::string log_;
  std::unique_ptr<Kiosk> kiosk_;
};

TEST_F(KioskTest, TheCameraThatSeesABadgeIsShown) {
  start({"demo:?size=640x360", "demo:A?size=640x360&show=4000&away=300&loop=0&seed=3",
         "demo:A?size=640x360&show=4000&away=600&loop=0&seed=4"});
  turn_until([&] { return screen() == "welcome"; });
  EXPECT_EQ(facts(), 1U);
  EXPECT_FALSE(kiosk_->preview().outlines.empty());
}

// A ticket of another system before the camera: the badge T-Q7 as a bar code.
class TicketTest : public KioskTest {
 protected:
  explicit TicketTest(std::vector<std::string> ticket_codes = {})
      : KioskTest(std::move(ticket_codes)) {
    scan::GrayImage frame(640, 480, 130);
    const auto code = scan::testing_codes::ticket_code(scan::Symbology::code_128, "T-Q7", 3);
    for (int y = 0; y < code.height(); ++y)
      std::copy_n(code.row(y), code.width(), frame.row(y + 200) + 100);
    EXPECT_TRUE(scan::save_pgm(frame.view(), pictures_.path() / "ticket.pgm"));
  }
  std::string film() const { return "folder:" + pictures_.path().string() + "?fps=30"; }
  meetpoint::testing::TemporaryFolder pictures_;
};
class BarCodeTicketTest : public TicketTest {
 protected:
  BarCodeTicketTest() : TicketTest({"hologram", "code_128"}) {}
};

TEST_F(TicketTest, ATicketThatTheRosterDoesNotNameIsNotLookedFor) {
  start({film() + "&loop=0"});
  turn_until([&] { return kiosk_->state().camera == core::CameraState::running; });
  turn_until([&] { return kiosk_->state().camera == core::CameraState::none; });
  EXPECT_EQ(screen(), "waiting");
}

TEST_F(BarCodeTicketTest, ATicketOfAnotherSystemIsReadWhereTheRosterSaysSo) {
  start({film()});
  turn_until([&] { return screen() == "welcome"; });
}

TEST_F(KioskTest, InADarkRoomTheScreenGivesLight) {
  meetpoint::testing::TemporaryFolder pictures;
  const scan::GrayImage dark(320, 240, 12);
  ASSERT_TRUE(scan::save_pgm(dark.view(), pictures.path() / "dark.pgm"));
  start({"folder:" + pictures.path().string() + "?fps=30"});
  const auto waiting = [&] { return std::get<core::WaitingModel>(kiosk_->model().body); };
  turn_until([&] { return waiting().lamp; });
  EXPECT_EQ(waiting().hint, core::AimHint::none) << "nobody is there to be told";
}

TEST(CamerasTest, ABadgeBeforeTwoCamerasIsOneScan) {
  Cameras cameras({});
  const std::string film = "demo:A?size=640x360&show=2500&away=300&loop=0&fps=15&seed=";
  cameras.use({*scan::parse_source(film + "3"), *scan::parse_source(film + "4")});
  std::vector<scan::ScanEvent> events;
  const SystemClock clock;
  const std::int64_t end = clock.monotonic_ms() + 20000;
  while (cameras.status().state != scan::CameraState::ended && clock.monotonic_ms() < end) {
    for (scan::ScanEvent& event : cameras.take_events()) events.push_back(std::move(event));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].codes, std::vector<std::string>{"A"});
}

TEST_F(KioskTest, OneCameraThatIsLostIsReportedAndTheOtherFilms) {
  start({"v4l2:/dev/no-such-camera", "demo:?size=640x360"});
  turn_until([&] { return kiosk_->preview().frame != nullptr && !log_.empty(); });
  turn_until([&] { return kiosk_->state().camera == core::CameraState::running; });
  turn_until(
      [&] { return log_.find("no-such-camera is not there; plug it in") != std::string::npos; });
}

TEST_F(KioskTest, ASerialReaderScans) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_TRUE(master >= 0 && ::grantpt(master) == 0 && ::unlockpt(master) == 0);
  start({}, {std::string("serial:") + ::ptsname(master)});
  ASSERT_EQ(::write(master, "]Q1B\r\n", 6), 6);
  turn_until([&] { return screen() == "welcome"; });
  EXPECT_EQ(facts(), 1U);
  ::close(master);
  turn_until([&] { return log_.find("plug it in") != std::string::npos; });
}

// As a window hears a reader of the United States on a computer set to Belgium.
TEST_F(KioskTest, AReaderSetToAnotherCountryScans) {
  start({});
  const auto type = [&](const std::string& code) {
    for (const char c : code) {
      const bool upper = c >= 'A' && c <= 'Z';
      const scan::KeyPress press{upper ? c - 'A' + 'a' : c, upper};
      kiosk_->press(press);
      const auto typed = scan::type_keys(std::span(&press, 1), "be");
      ASSERT_TRUE(typed);
      // Belgian keys type letters of Latin-1: two bytes of UTF-8 at most.
      const auto first = static_cast<unsigned char>(typed->at(0));
      kiosk_->key(typed->size() == 1
                      ? first
                      : static_cast<char32_t>(((first & 0x1F) << 6) |
                                              (static_cast<unsigned char>(typed->at(1)) & 0x3F)));
    }
    kiosk_->enter();
  };
  type(anna_);
  EXPECT_EQ(screen(), "welcome");
  EXPECT_EQ(facts(), 1U);
  type("T-Q7");  // a ticket of another system, known by the roster alone
  EXPECT_EQ(facts(), 2U);
}

TEST_F(KioskTest, ACameraThatIsPluggedInLaterIsFound) {
  KioskSetup setup{.clock = clock_, .station = {.folder = folder_.path()}};
  int asked = 0;
  setup.find_camera = [&](Remembered&) -> std::optional<scan::SourceSpec> {
    asked += 1;
    return *scan::parse_source("demo:?size=640x360");
  };
  kiosk_ = std::make_unique<Kiosk>(std::move(setup));
  kiosk_->start();
  turn_until([&] { return kiosk_->preview().frame != nullptr; });
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace meetpoint::shell
