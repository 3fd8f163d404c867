// Serial readers, played at the other end of pseudo-terminals.
#include "kiosk/scan/reader/serial_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "kiosk/scan/base/film_pace.h"
#include "tests/kiosk/scan/folder.h"

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Duration patience{20000};

// The reader's plug: what is written comes out of the serial port; destroying it pulls it out.
class Plug {
 public:
  Plug() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0)
      ADD_FAILURE() << "no pseudo-terminal";
  }
  ~Plug() { ::close(master_); }
  Plug(const Plug&) = delete;
  Plug& operator=(const Plug&) = delete;
  std::string path() const { return ::ptsname(master_); }
  void send(const std::string& bytes) const {
    ASSERT_EQ(::write(master_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

 private:
  int master_;
};

class SerialReaderTest : public testing::Test {
 protected:
  void listen(const std::string& spec) {
    auto parsed = parse_reader(spec);
    ASSERT_TRUE(parsed) << parsed.error().message;
    SerialReaderOptions options;
    options.first_retry = Duration{1};
    options.longest_retry = Duration{5};
    reader_ = std::make_unique<SerialReader>(parsed->open, options, [this] { wakes_ += 1; });
    reader_->start();
  }
  template <class Condition>
  static void wait_until(Condition condition) {
    const Moment end = monotonic_now() + patience;
    while (!condition() && monotonic_now() < end) std::this_thread::sleep_for(Duration{1});
    EXPECT_TRUE(condition());
  }
  // Until so many codes came in.
  std::vector<std::string> codes(std::size_t count) {
    std::vector<std::string> all;
    wait_until([&] {
      for (const ScanEvent& event : reader_->take_events()) {
        EXPECT_EQ(event.codes.size(), 1U);
        all.push_back(event.codes.front());
      }
      return all.size() >= count;
    });
    return all;
  }

  std::unique_ptr<SerialReader> reader_;
  std::atomic<int> wakes_{0};
};

TEST_F(SerialReaderTest, ReadsCodes) {
  const Plug plug;
  listen("serial:" + plug.path() + "?baud=115200");
  plug.send("MP1ONE\r\nMP1");
  plug.send("TWO\r");
  EXPECT_THAT(codes(2), ElementsAre("MP1ONE", "MP1TWO"));
  plug.send("MP1THREE");  // no ending: silence ends it
  EXPECT_THAT(codes(1), ElementsAre("MP1THREE"));
  EXPECT_GE(wakes_, 2);
}

TEST_F(SerialReaderTest, SaysThatItWasUnpluggedAndGoesOnWhenItIsThereAgain) {
  const Folder folder;
  const std::string link = folder / "reader";
  auto plug = std::make_unique<Plug>();
  std::filesystem::create_symlink(plug->path(), link);
  listen("serial:" + link);
  plug->send("ONE\r");
  EXPECT_THAT(codes(1), ElementsAre("ONE"));

  plug->send("HAL");
  std::filesystem::remove(link);
  plug = nullptr;
  wait_until(
      [&] { return reader_->trouble().find("is not there; plug it in") != std::string::npos; });

  plug = std::make_unique<Plug>();
  std::filesystem::create_symlink(plug->path(), link);
  wait_until([&] { return reader_->trouble().empty(); });
  plug->send("TWO\r");
  const auto after = codes(1);
  EXPECT_EQ(after.back(), "TWO");
}

TEST_F(SerialReaderTest, SeveralReadersAreReadAtOnce) {
  const Plug left;
  const Plug right;
  listen("serial:" + left.path());
  auto spec = parse_reader("serial:" + right.path());
  SerialReader other(spec->open, {});
  other.start();
  left.send("LEFT\r");
  right.send("RIGHT\r");
  EXPECT_THAT(codes(1), ElementsAre("LEFT"));
  std::vector<ScanEvent> events;
  wait_until([&] { return !(events.empty() ? events = other.take_events() : events).empty(); });
  EXPECT_EQ(events.front().codes.front(), "RIGHT");
}

TEST(SerialPort, SaysWhyItCanNotBeOpened) {
  EXPECT_EQ(open_serial_port({.device = "/dev/no-such-port"}).error().code, ErrorCode::not_found);
  EXPECT_THAT(open_serial_port({.device = "usb-no-such-reader"}).error().message,
              HasSubstr("usb-no-such-reader is not there; plug it in"));
  EXPECT_EQ(open_serial_port({.device = "/dev/null"}).error().code, ErrorCode::invalid_input);
}

TEST(SerialPort, ListsPortsOnceEachWithAName) {
  std::set<std::string> paths;
  for (const SerialDevice& device : list_serial_ports()) {
    EXPECT_TRUE(paths.insert(device.path).second) << device.path;
    EXPECT_FALSE(device.name.empty());
  }
}

TEST(ReaderSpec, NamesWhatItDoesNotUnderstand) {
  EXPECT_FALSE(parse_reader("none")->open);
  EXPECT_TRUE(parse_reader("serial:")->open);
  EXPECT_TRUE(parse_reader("serial:/dev/ttyS0?baud=115200&bits=7&parity=e&stop=2")->open);
  EXPECT_THAT(parse_reader("usb:1").error().message, HasSubstr("choose serial:/dev/ttyACM0"));
  EXPECT_THAT(parse_reader("serial:/dev/ttyS0?baud=fast").error().message, HasSubstr("baud"));
  EXPECT_THAT(parse_reader("serial:/dev/ttyS0?parity=x").error().message, HasSubstr("parity"));
  EXPECT_THAT(parse_reader("serial:/dev/ttyS0?speed=1").error().message, HasSubstr("speed"));
}

}  // namespace
}  // namespace meetpoint::scan
