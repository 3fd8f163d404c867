// A kiosk behind a relay at the venue, while the central hub is cut off: its screen tells what is
// kept at the venue from what is at the central hub, and both from being offline.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <thread>

#include "tests/e2e/event_hub.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

const char* const at_nine = "2027-03-18T09:05:00Z";

class BehindARelay : public ::testing::Test {
 protected:
  void SetUp() override {
    central_.emplace(MEETPOINT_HUB, root_.path() / "central",
                     fs::path(MEETPOINT_SOURCE_DIR) / "tests/e2e/event");
    const std::string code = central_->add_station("Hall", {"--role", "relay"});
    const std::string folder = (root_.path() / "relay").string();
    run({MEETPOINT_HUB, "join", central_->url(), code, "--data", folder},
        root_.path() / "join.log");
    relay_.emplace(std::vector<std::string>{MEETPOINT_HUB, "serve", "--data", folder, "--listen",
                                            "127.0.0.1:0", "--rehearse-at", at_nine},
                   root_.path() / "relay.log");
    const auto url = relay_->line("listening on ", Seconds(30));
    ASSERT_TRUE(url) << relay_->output();
    relay_url_ = *url;
  }

  std::vector<std::string> kiosk(const std::string& script) {
    const fs::path file = root_.path() / "script";
    write_file(file, script);
    return {MEETPOINT_KIOSK, "--headless", "--script",
            file.string(),   "--shots",    root_.path().string(),
            "--size",        "1024x768",   "--trace",
            trace_.string(), "--data",     (root_.path() / "kiosk").string(),
            "--rehearse-at", at_nine,      "--no-peers"};
  }
  // Through the relay, which has to have read the event first.
  void enrol() {
    const std::string code = central_->add_station("Door");
    std::vector<std::string> command = kiosk("wait sent 60\n");
    command.insert(command.end(), {"--hub", relay_url_, "--enrol", code});
    const auto end = std::chrono::steady_clock::now() + Seconds(60);
    for (;;) {
      Process process(command, root_.path() / "enrol.log");
      const auto ending = process.wait(Seconds(120));
      ASSERT_TRUE(ending) << process.output();
      if (ending->exit_code == 0) return;
      ASSERT_LT(std::chrono::steady_clock::now(), end) << process.output();
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
  }
  // Until the script has taken this picture.
  void await_shot(Process& process, const std::string& name) {
    const auto end = std::chrono::steady_clock::now() + Seconds(180);
    while (!fs::exists(root_.path() / (name + ".png"))) {
      ASSERT_TRUE(process.running()) << process.output();
      ASSERT_LT(std::chrono::steady_clock::now(), end) << process.output();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  std::vector<std::string> traced() const {
    std::vector<std::string> lines;
    std::istringstream text(read_file(trace_));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  testing::TemporaryFolder root_;
  const fs::path trace_ = root_.path() / "trace.jsonl";
  std::optional<EventHub> central_;
  std::optional<Process> relay_;
  std::string relay_url_;
};

TEST_F(BehindARelay, TheScreenTellsWhatIsKeptAtTheVenueOnly) {
  ASSERT_NO_FATAL_FAILURE(enrol());
  Process process(kiosk("wait sent 60\nshot in-touch\n"
                        "wait at-venue 120\nscan E2E-BADGE-01-00013\nwait welcome\n"
                        "shot at-venue\ntouch Done\nwait waiting\nshot cut-off\n"
                        "wait sent 120\nshot back\n"
                        "wait offline 120\nshot offline\n"),
                  root_.path() / "kiosk.log");
  ASSERT_NO_FATAL_FAILURE(await_shot(process, "in-touch"));
  central_->kill_now();
  ASSERT_NO_FATAL_FAILURE(await_shot(process, "cut-off"));
  central_->start();
  ASSERT_NO_FATAL_FAILURE(await_shot(process, "back"));
  relay_->kill_now();
  const auto ending = process.wait(Seconds(180));
  ASSERT_TRUE(ending) << process.output();
  EXPECT_EQ(ending->exit_code, 0) << process.output();

  const std::vector<std::string> lines = traced();
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(R"("screen":"welcome")"),
                                    HasSubstr(R"("online":true,"at_venue":true,"waiting":1,)"))));
  ASSERT_GE(lines.size(), 2U);  // the last line is the end
  EXPECT_THAT(lines[lines.size() - 2],
              HasSubstr(R"("online":false,"at_venue":false,"waiting":0,)"));
  EXPECT_THAT(lines, Contains(HasSubstr(R"("online":true,"at_venue":false,"waiting":0,)")));
}

}  // namespace
}  // namespace meetpoint::e2e
