#include "kiosk/shell/options.h"

#include <gmock/gmock.h>

#include "kiosk/shell/run.h"
#include "kiosk/shell/station.h"

namespace meetpoint::shell {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::optional<Options> read(std::vector<std::string> words) {
  words.insert(words.begin(), "meetpoint-kiosk");
  std::vector<char*> argv;
  argv.reserve(words.size());
  for (std::string& word : words) argv.push_back(word.data());
  int exit_code = 0;
  return read_options(static_cast<int>(argv.size()), argv.data(), exit_code);
}

TEST(Options, CamerasAndReadersMayBeGivenSeveralTimes) {
  const auto options = read({"--camera", "v4l2:usb-046d_C920", "--camera", "demo:A,B+C?away=900",
                             "--reader", "serial:/dev/ttyACM0?baud=9600&parity=e", "--windowed"});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->cameras, ElementsAre("v4l2:usb-046d_C920", "demo:A,B+C?away=900"));
  EXPECT_THAT(options->readers, ElementsAre("serial:/dev/ttyACM0?baud=9600&parity=e"));
  EXPECT_FALSE(options->fullscreen);
  EXPECT_EQ(sources_of(*options)->size(), 2U);
  EXPECT_EQ(readers_of(*options)->size(), 1U);
}

TEST(Options, APipelineIsOneWord) {
  const auto options = read({"--camera", "gstreamer:videotestsrc pattern=1 ! queue"});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->cameras, ElementsAre("gstreamer:videotestsrc pattern=1 ! queue"));
}

TEST(Options, NoneIsLeftToTheKiosk) {
  const auto options = read({});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->cameras, IsEmpty());
  EXPECT_THAT(*sources_of(*options), IsEmpty());
}

TEST(Options, WhatIsWrongIsNamed) {
  const auto options = read({"--camera", "none", "--camera", "v4l2:x?speed=1", "--reader", "usb"});
  ASSERT_TRUE(options);
  EXPECT_THAT(sources_of(*options).error().message, HasSubstr("speed"));
  EXPECT_THAT(readers_of(*options).error().message, HasSubstr("\"usb\""));
}

TEST(Options, OtherAddressesAndKiosksMayBeGivenSeveralTimes) {
  const auto options =
      read({"--hub-also", "http://relay.venue:8080", "--peer", "192.0.2.1:7000", "--hub-also",
            "https://hub.example", "--peer", "[2001:db8::1]:7000", "--peer-port", "7001"});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->hub_also, ElementsAre("http://relay.venue:8080", "https://hub.example"));
  EXPECT_THAT(options->peer, ElementsAre("192.0.2.1:7000", "[2001:db8::1]:7000"));
  const StationOptions station = station_options(*options);
  EXPECT_EQ(station.listen_to_peers, "[::]:7001");
  EXPECT_EQ(station.hub_also, options->hub_also);
  EXPECT_EQ(station.peers, options->peer);
}

TEST(Options, AKioskMayKeepToItself) {
  const auto options = read({"--no-peers"});
  ASSERT_TRUE(options);
  EXPECT_EQ(station_options(*options).listen_to_peers, std::nullopt);
}

TEST(Options, ListsOfWhatIsThere) {
  EXPECT_EQ(read({"cameras"})->mode, Mode::cameras);
  EXPECT_EQ(read({"readers"})->mode, Mode::readers);
}

}  // namespace
}  // namespace meetpoint::shell
