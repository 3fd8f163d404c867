#include "kiosk/scan/scanner.h"

#include <gmock/gmock.h>

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/camera/source_spec.h"
#include "kiosk/scan/decode/qr_code.h"
#include "tests/kiosk/scan/folder.h"

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr Duration patience{60000};  // for a busy machine; nothing waits for it when all is well

// A frame with a code on each given place.
GrayImage frame_with(const std::vector<std::string>& codes) {
  GrayImage frame(640, 360, 110);
  int x = 40;
  for (const std::string& text : codes) {
    const GrayImage code = draw_qr_code(make_qr_code(text).value(), 6);
    for (int y = 0; y < code.height(); ++y)
      std::copy_n(code.row(y), code.width(), frame.row(y + 60) + x);
    x += 320;
  }
  return frame;
}

// Frames that a test puts in, one behind the other; then nothing, an error, or the end.
class StagedSource final : public FrameSource {
 public:
  struct Stage {
    std::mutex mutex;
    std::deque<FramePtr> frames;
    bool broken = false;
    bool refuses_to_open = false;
    int opened = 0;
  };
  explicit StagedSource(std::shared_ptr<Stage> stage) : stage_(std::move(stage)) {}

  Result<FramePtr> next(Duration timeout) override {
    {
      const std::lock_guard lock(stage_->mutex);
      if (!stage_->frames.empty()) {
        auto frame = std::move(stage_->frames.front());
        stage_->frames.pop_front();
        return frame;
      }
      if (stage_->broken) return fail(ErrorCode::io, "The camera was unplugged; plug it in again.");
    }
    std::this_thread::sleep_for(std::min(timeout, Duration{1}));
    return nullptr;
  }
  std::string description() const override { return "stage"; }

 private:
  std::shared_ptr<Stage> stage_;
};

class ScannerTest : public testing::Test {
 protected:
  ScannerTest() {
    options_.budget = Duration{0};
    options_.first_retry = Duration{1};
  }
  ~ScannerTest() override {
    if (scanner_) scanner_->stop();
  }

  void start() {
    scanner_ = std::make_unique<Scanner>(
        [stage = stage_]() -> Result<std::unique_ptr<FrameSource>> {
          const std::lock_guard lock(stage->mutex);
          stage->opened += 1;
          if (stage->refuses_to_open) return fail(ErrorCode::not_found, "There is no camera.");
          return std::make_unique<StagedSource>(stage);
        },
        options_,
        [this] {
          wakes_ += 1;
          if (on_wake_) on_wake_();
        });
    scanner_->start();
  }
  void film(const GrayImage& picture, std::int64_t at_ms) {
    FramePtr frame = make_frame(picture, ++sequence_, moment_from_ms(at_ms));
    const std::lock_guard lock(stage_->mutex);
    stage_->frames.push_back(frame);
  }
  void set_broken(bool broken) {
    const std::lock_guard lock(stage_->mutex);
    stage_->broken = broken;
  }
  void wait_for_frames(std::uint64_t count) {
    wait_until([&] { return scanner_->frames_decoded() >= count; });
  }
  void wait_for(CameraState state) {
    wait_until([&] { return scanner_->camera().state == state; });
  }
  template <class Condition>
  static void wait_until(Condition condition) {
    const Moment end = monotonic_now() + patience;
    while (!condition() && monotonic_now() < end) std::this_thread::sleep_for(Duration{1});
    EXPECT_TRUE(condition());
  }
  std::vector<std::vector<std::string>> events() {
    std::vector<std::vector<std::string>> all;
    for (const ScanEvent& event : scanner_->take_events()) all.push_back(event.codes);
    return all;
  }

  std::shared_ptr<StagedSource::Stage> stage_ = std::make_shared<StagedSource::Stage>();
  ScannerOptions options_;
  std::atomic<int> wakes_{0};
  std::function<void()> on_wake_;  // on the scan thread
  std::uint64_t sequence_ = 0;
  std::unique_ptr<Scanner> scanner_;
};

// Each frame's code is located before it is read; whoever holds the badge sees one steady outline.
TEST_F(ScannerTest, TheOutlineOfABadgeThatIsHeldStays) {
  options_.budget = Duration{2000};
  std::atomic<bool> outlined{false};
  std::atomic<int> flickers{0};
  on_wake_ = [&] {
    const Preview preview = scanner_->preview();
    if (outlined && (preview.outlines.empty() || !preview.located.empty())) flickers += 1;
    if (!preview.outlines.empty()) outlined = true;
  };
  for (int i = 0; i < 8; ++i) film(frame_with({"A"}), 1000 + 33 * i);
  start();
  wait_for_frames(8);
  EXPECT_TRUE(outlined);
  EXPECT_EQ(flickers, 0);
}

TEST_F(ScannerTest, ABadgeIsOneEventAndTwoTogetherAreOneWithBoth) {
  for (int i = 0; i < 5; ++i) film(frame_with({"A"}), 1000 + 33 * i);
  film(frame_with({}), 3000);
  film(frame_with({"B", "C"}), 4000);
  film(frame_with({"B", "C"}), 4033);
  start();
  wait_for_frames(8);
  const auto seen = scanner_->take_events();
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_THAT(seen[0].codes, ElementsAre("A"));
  EXPECT_EQ(seen[0].captured_at, moment_from_ms(1000));
  EXPECT_THAT(seen[1].codes, testing::UnorderedElementsAre("B", "C"));
  EXPECT_THAT(scanner_->take_events(), SizeIs(0));
}

TEST_F(ScannerTest, PublishesTheNewestFrameWithTheOutlinesInIt) {
  film(frame_with({"A"}), 0);
  start();
  wait_for_frames(1);
  Preview preview = scanner_->preview();
  ASSERT_NE(preview.frame, nullptr);
  EXPECT_EQ(preview.frame->sequence, 1U);
  ASSERT_THAT(preview.outlines, SizeIs(1));
  EXPECT_NEAR(preview.outlines[0][0].x, 64, 4);
  EXPECT_GT(wakes_, 0);
  film(frame_with({}), 33);
  wait_for_frames(2);
  EXPECT_THAT(scanner_->preview().outlines, SizeIs(0));
}

TEST_F(ScannerTest, ALostCameraIsSaidAndOpenedAgain) {
  film(frame_with({"A"}), 0);
  start();
  wait_for_frames(1);
  EXPECT_EQ(scanner_->camera().state, CameraState::running);
  EXPECT_EQ(scanner_->camera().detail, "stage");
  set_broken(true);
  wait_for(CameraState::lost);
  EXPECT_THAT(scanner_->camera().detail, HasSubstr("was unplugged; plug it in again"));
  EXPECT_EQ(scanner_->preview().frame, nullptr);
  set_broken(false);
  film(frame_with({"B"}), 9000);
  wait_for(CameraState::running);
  wait_for_frames(2);
  EXPECT_THAT(events(), ElementsAre(ElementsAre("A"), ElementsAre("B")));
}

TEST_F(ScannerTest, ACameraThatIsNotThereAtFirstIsFoundLater) {
  stage_->refuses_to_open = true;
  start();
  wait_for(CameraState::lost);
  EXPECT_EQ(scanner_->camera().detail, "There is no camera.");
  {
    const std::lock_guard lock(stage_->mutex);
    stage_->refuses_to_open = false;
  }
  film(frame_with({"A"}), 0);
  wait_for(CameraState::running);
}

TEST_F(ScannerTest, ACameraThatStopsDeliveringIsOpenedAgain) {
  options_.stalled = Duration{20};
  film(frame_with({}), 0);
  start();
  wait_for_frames(1);
  wait_for(CameraState::lost);
  EXPECT_THAT(scanner_->camera().detail, HasSubstr("No picture comes from the stage"));
  wait_until([&] {
    const std::lock_guard lock(stage_->mutex);
    return stage_->opened >= 3;
  });
}

TEST_F(ScannerTest, EventsThatNobodyTakesAreBoundedAndTheNewestKept) {
  options_.most_events = 3;
  for (int i = 0; i < 8; ++i) film(frame_with({"CODE" + std::to_string(i)}), i * 2000);
  start();
  wait_for_frames(8);
  EXPECT_EQ(scanner_->events_dropped(), 5U);
  EXPECT_THAT(events(),
              ElementsAre(ElementsAre("CODE5"), ElementsAre("CODE6"), ElementsAre("CODE7")));
}

TEST_F(ScannerTest, WithTimeForItInvertedBadgesAreReadToo) {
  options_.budget = patience;
  GrayImage frame = frame_with({"ON-A-PHONE"});
  for (int i = 0; i < frame.width() * frame.height(); ++i)
    frame.data()[i] = static_cast<std::uint8_t>(255 - frame.data()[i]);
  film(frame, 0);
  start();
  wait_for_frames(1);
  EXPECT_THAT(events(), ElementsAre(ElementsAre("ON-A-PHONE")));
}

TEST_F(ScannerTest, NoSourceIsNoCamera) {
  Scanner scanner({}, {});
  scanner.start();
  EXPECT_EQ(scanner.camera().state, CameraState::none);
  scanner.stop();
}

TEST_F(ScannerTest, StopsWhileACameraDeliversNothingAndTwiceIsFine) {
  start();
  scanner_->stop();
  scanner_->stop();
}

// End to end: pictures in a folder, through the thread, to scans.
TEST_F(ScannerTest, ScansAFolderPlayedAsACamera) {
  const Folder folder;
  folder.write("1.pgm", frame_with({"FIRST"}));
  folder.write("2.pgm", frame_with({"FIRST"}));
  folder.write("3.pgm", frame_with({}));
  folder.write("4.pgm", frame_with({"SECOND", "THIRD"}));
  auto spec = parse_source("folder:" + folder.string() + "?fps=1&pace=0");
  ASSERT_TRUE(spec);
  scanner_ = std::make_unique<Scanner>(spec->open, options_);
  scanner_->start();
  wait_for(CameraState::ended);
  const auto seen = events();
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_THAT(seen[0], ElementsAre("FIRST"));
  EXPECT_THAT(seen[1], testing::UnorderedElementsAre("SECOND", "THIRD"));
}

}  // namespace
}  // namespace meetpoint::scan
