// A kiosk without network and without a USB port: what it recorded goes from its screen to another
// kiosk's camera, and from there by a file to the hub. Real programs and a real window; a third of
// the pictures is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "kiosk/scan/base/image_file.h"
#include "tests/e2e/event_hub.h"
#include "tests/e2e/x_display.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path event_folder = fs::path(MEETPOINT_SOURCE_DIR) / "tests/e2e/event";

std::string visit(const std::string& code) {
  return "scan " + code + "\nwait welcome\ntouch Done\nwait waiting\n";
}

class RescueByCamera : public ::testing::Test {
 protected:
  fs::path data() const { return root_.path() / "kiosk"; }

  void play(const std::string& script, const std::vector<std::string>& more = {}) {
    write_file(root_.path() / "script", script);
    std::vector<std::string> command = {MEETPOINT_KIOSK, "--data",
                                        data().string(), "--headless",
                                        "--camera",      "none",
                                        "--size",        "1024x768",
                                        "--rehearse-at", "2027-03-18T09:05:00Z",
                                        "--script",      (root_.path() / "script").string()};
    command.insert(command.end(), more.begin(), more.end());
    run(command, root_.path() / "play.log", Seconds(120));
  }
  std::string kiosk_hash() {
    const std::string said =
        run({MEETPOINT_KIOSK, "--data", data().string(), "state-hash"}, root_.path() / "hash.log");
    return said.substr(0, said.find('\n'));
  }

  testing::TemporaryFolder root_;
};

// What is on the glass, again and again, as a camera's pictures; every third is lost.
void film(const XDisplay& display, const fs::path& folder, int pictures) {
  fs::create_directories(folder);
  for (int number = 0; number < pictures; ++number) {
    const Picture seen = display.look();
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    if (number % 3 == 0) continue;
    scan::GrayImage gray(seen.width, seen.height, 0);
    for (int y = 0; y < seen.height; ++y) {
      for (int x = 0; x < seen.width; ++x) {
        const std::uint32_t rgb =
            seen.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(seen.width) +
                        static_cast<std::size_t>(x)];
        gray.row(y)[x] = static_cast<std::uint8_t>(
            ((rgb >> 16 & 255) * 30 + (rgb >> 8 & 255) * 59 + (rgb & 255) * 11) / 100);
      }
    }
    ASSERT_TRUE(scan::save_pgm(gray.view(), folder / (std::to_string(1000 + number) + ".pgm")));
  }
}

TEST_F(RescueByCamera, BringsEverythingToTheHubOnce) {
  EventHub hub(MEETPOINT_HUB, root_.path() / "hub", event_folder);
  play("wait online\nwait waiting\n" + visit("E2E-BADGE-01-00013") + "wait sent 60\n",
       {"--hub", hub.url(), "--enrol", hub.add_station("Door")});
  hub.kill_now();
  std::string offline = "wait waiting\n";
  for (const char* code :
       {"E2E-BADGE-02-07932", "E2E-BADGE-03-15851", "E2E-BADGE-04-23770", "E2E-BADGE-05-31689",
        "E2E-BADGE-06-39608", "E2E-BADGE-07-47527", "E2E-BADGE-08-55446", "E2E-BADGE-09-63365"}) {
    offline += visit(code);
  }
  play(offline);

  const fs::path pictures = root_.path() / "pictures";
  {
    XDisplay display(root_.path(), 1280, 800);
    ASSERT_TRUE(display.started());
    Process screen(display.here({MEETPOINT_KIOSK, "--data", data().string(), "rescue", "--show"}),
                   root_.path() / "show.log");
    ASSERT_TRUE(screen.line("Showing ", Seconds(30))) << screen.output();
    film(display, pictures, 60);
    screen.signal(SIGTERM);
    const auto ending = screen.wait(Seconds(30));
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->exit_code, 0) << screen.output();
  }
  const fs::path file = root_.path() / "door.rescue";
  const std::string filmed = run({MEETPOINT_KIOSK, "rescue", "--film",
                                  "folder:" + pictures.string() + "?loop=0&pace=0", file.string()},
                                 root_.path() / "film.log");
  EXPECT_THAT(filmed, HasSubstr("9 records of 'Door'"));

  hub.start();
  EXPECT_THAT(hub.command({"rescue", file.string()}), HasSubstr("8 new, 1 were here already"));
  EXPECT_THAT(hub.command({"rescue", file.string()}), HasSubstr("0 new, 9 were here already"));
  EXPECT_EQ(hub.shared_hash(), kiosk_hash());
  // Back on the network, the kiosk sends what it believes to be unsent: nothing is there twice.
  play("wait sent 90\npause 1\n");
  EXPECT_EQ(hub.shared_hash(), kiosk_hash());
  EXPECT_THAT(hub.command({"station", "list"}), HasSubstr("      9  "));
}

// The disk went read-only under a kiosk that was at work, as Linux does with a disk that fails.
TEST_F(RescueByCamera, ReadsADiskThatCanNotBeWritten) {
  EventHub hub(MEETPOINT_HUB, root_.path() / "hub", event_folder);
  play("wait online\nwait waiting\n" + visit("E2E-BADGE-01-00013"),
       {"--hub", hub.url(), "--enrol", hub.add_station("Door")});
  hub.kill_now();
  write_file(root_.path() / "script",
             "wait waiting\n" + visit("E2E-BADGE-02-07932") + "shot now\npause 60\n");
  {
    Process kiosk({MEETPOINT_KIOSK, "--data", data().string(), "--headless", "--camera", "none",
                   "--rehearse-at", "2027-03-18T09:05:00Z", "--shots", root_.path().string(),
                   "--script", (root_.path() / "script").string()},
                  root_.path() / "crash.log");
    for (int i = 0; i < 600 && !fs::exists(root_.path() / "now.png"); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    kiosk.kill_now();
  }
  ASSERT_TRUE(fs::exists(data() / "station.db-wal"));
  fs::remove(data() / "station.db-shm");
  const std::string mount = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\"";
  Process may({"unshare", "-m", "sh", "-c", mount, "sh", data().string()},
              root_.path() / "may.log");
  const auto mounted = may.wait(Seconds(20));
  if (!mounted || mounted->exit_code != 0) GTEST_SKIP() << "only root may mount: " << may.output();
  const fs::path file = root_.path() / "door.rescue";
  const std::string said =
      run({"unshare", "-m", "sh", "-c", mount + " && exec \"$2\" --data \"$1\" rescue \"$3\"", "sh",
           data().string(), MEETPOINT_KIOSK, file.string()},
          root_.path() / "rescue.log");
  EXPECT_THAT(said, HasSubstr("2 records of 'Door'"));
  hub.start();
  EXPECT_THAT(hub.command({"rescue", file.string()}), HasSubstr("2 records"));
}

}  // namespace
}  // namespace meetpoint::e2e
