// A camera from its system calls to the scan, with readers of its frames on another thread.
#include <gmock/gmock.h>

#include <thread>

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/camera/v4l2_source.h"
#include "kiosk/scan/decode/qr_code.h"
#include "kiosk/scan/scanner.h"
#include "tests/kiosk/scan/camera/fake_camera.h"

namespace meetpoint::scan {
namespace {

constexpr int width = 320;
constexpr int height = 240;
constexpr Duration camera_patience{20000};

GrayImage badge() {
  GrayImage picture(width, height, 200);
  const GrayImage code = draw_qr_code(make_qr_code("MP1INPLACE").value(), 5);
  for (int y = 0; y < code.height(); ++y)
    std::copy_n(code.row(y), code.width(), picture.row(y + 20) + 60);
  return picture;
}

TEST(V4l2Scanner, ReadsBadgesInTheCamerasOwnBuffersWhileTheScreenShowsThem) {
  const auto script = std::make_shared<FakeCameraScript>();
  script->width = width;
  script->height = height;
  script->buffers = 6;
  script->buffer_length = width * height;
  const GrayImage picture = badge();
  // It films for ever, and not faster than a fast camera does.
  script->shots.resize(2);
  script->expose = [picture](FakeCameraScript& self, FakeCameraScript::Shot& shot) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    shot.bytes.assign(picture.data(), picture.data() + width * height);
    self.shots.resize(2);
  };
  auto scanner = std::make_unique<Scanner>(
      [script] { return open_v4l2("/dev/video7", {}, std::make_unique<FakeCamera>(script)); },
      ScannerOptions{});
  scanner->start();

  std::vector<std::string> codes;
  std::deque<FramePtr> held;  // as a screen that is slow to let go
  std::uint64_t compared = 0;
  const Moment end = monotonic_now() + camera_patience;
  while (monotonic_now() < end && (codes.empty() || scanner->frames_decoded() < 60)) {
    const Preview preview = scanner->preview();
    if (preview.frame) held.push_back(preview.frame);
    if (held.size() > 9) {
      const FramePtr old = held.front();
      held.pop_front();
      for (int y = 0; y < height; y += 7)
        compared += std::equal(old->luma.row(y), old->luma.row(y) + width, picture.row(y)) ? 1 : 0;
    }
    for (const ScanEvent& event : scanner->take_events())
      codes.insert(codes.end(), event.codes.begin(), event.codes.end());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_THAT(codes, testing::ElementsAre("MP1INPLACE"));
  EXPECT_GE(scanner->frames_decoded(), 60U);
  EXPECT_GT(compared, 0U);
  EXPECT_EQ(compared % ((height + 6) / 7), 0U);  // every frame whole
  scanner->stop();
  EXPECT_FALSE(script->streaming);
  EXPECT_GT(script->mapped, 0);  // the frames that are held are still there
  held.clear();
  scanner = nullptr;
  EXPECT_EQ(script->mapped, 0);
}

}  // namespace
}  // namespace meetpoint::scan
