#include "kiosk/scan/camera/v4l2_source.h"

#include <gmock/gmock.h>

#include "tests/kiosk/scan/camera/fake_camera.h"
#include "tests/kiosk/scan/encode_jpeg.h"

namespace meetpoint::scan {
namespace {

using testing::HasSubstr;
using Shot = FakeCameraScript::Shot;

constexpr int width = 64;
constexpr int height = 48;

// A frame of one shade, `bytes_per_pixel` of which the first is luma.
Shot shot(std::uint8_t shade, int bytes_per_pixel = 1, int stride = width) {
  Shot made;
  made.bytes.assign(static_cast<std::size_t>(stride * height * bytes_per_pixel), 1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      made.bytes[static_cast<std::size_t>((y * stride + x) * bytes_per_pixel)] = shade;
  }
  return made;
}

class V4l2SourceTest : public testing::Test {
 protected:
  Result<std::unique_ptr<FrameSource>> open() {
    return open_v4l2("/dev/video7", {}, std::make_unique<FakeCamera>(script_),
                     [this] { return now_; });
  }
  std::unique_ptr<FrameSource> opened() {
    auto source = open();
    EXPECT_TRUE(source) << source.error().message;
    return source ? std::move(*source) : nullptr;
  }
  static FramePtr next(FrameSource& source) {
    auto frame = source.next(Duration{10});
    EXPECT_TRUE(frame) << frame.error().message;
    return frame ? *frame : nullptr;
  }
  void expect_even(const FramePtr& frame, std::uint8_t shade) {
    ASSERT_NE(frame, nullptr);
    ASSERT_EQ(frame->luma.width, width);
    ASSERT_EQ(frame->luma.height, height);
    for (int y = 0; y < height; ++y) {
      const std::vector<std::uint8_t> row(frame->luma.row(y), frame->luma.row(y) + width);
      ASSERT_EQ(row, std::vector<std::uint8_t>(width, shade)) << "row " << y;
    }
  }

  Moment now_ = moment_from_ms(500000);
  std::shared_ptr<FakeCameraScript> script_ = std::make_shared<FakeCameraScript>();
};

TEST_F(V4l2SourceTest, FilmsGrey) {
  auto source = opened();
  script_->shots = {shot(90)};
  expect_even(next(*source), 90);
  EXPECT_EQ(next(*source), nullptr);
  EXPECT_THAT(source->description(), HasSubstr("/dev/video7, 64x48 GREY"));
}

TEST_F(V4l2SourceTest, FilmsYuyvAndNv12AndPaddedRows) {
  script_->formats = {{V4L2_PIX_FMT_YUYV, 30}};
  auto yuyv = opened();
  script_->shots = {shot(70, 2)};
  expect_even(next(*yuyv), 70);

  script_->formats = {{V4L2_PIX_FMT_NV12, 30}};
  script_->bytes_per_line = 80;
  auto nv12 = opened();
  script_->shots = {shot(60, 1, 80)};
  expect_even(next(*nv12), 60);
}

TEST_F(V4l2SourceTest, FilmsMjpegAndPassesOverTornPictures) {
  script_->formats = {{V4L2_PIX_FMT_MJPEG, 30}};
  auto source = opened();
  const auto whole = encode_jpeg(GrayImage(width, height, 120));
  auto torn = encode_jpeg(GrayImage(width, height, 50));
  torn.resize(torn.size() - 30);
  script_->shots = {{torn}};
  EXPECT_EQ(next(*source), nullptr);
  script_->shots = {{whole}};
  const FramePtr frame = next(*source);
  ASSERT_NE(frame, nullptr);
  EXPECT_NEAR(frame->luma.row(9)[9], 120, 2);
}

TEST_F(V4l2SourceTest, GivesTheNewestFrameAndDropsTheOthers) {
  auto source = opened();
  script_->shots = {shot(81), shot(82), shot(83)};
  const FramePtr frame = next(*source);
  expect_even(frame, 83);
  EXPECT_EQ(frame->sequence, 3U);
  // All buffers went back: a camera with four of them goes on for ever.
  for (std::uint8_t i = 60; i < 80; ++i) {
    script_->shots = {shot(i)};
    expect_even(next(*source), i);
  }
}

TEST_F(V4l2SourceTest, PrefersWhatNeedsNoDecodingWhereItIsFast) {
  script_->formats = {{V4L2_PIX_FMT_MJPEG, 30}, {V4L2_PIX_FMT_YUYV, 10}};
  opened();
  EXPECT_EQ(script_->set_fourcc, V4L2_PIX_FMT_MJPEG);
  script_->formats = {{V4L2_PIX_FMT_MJPEG, 30}, {V4L2_PIX_FMT_YUYV, 30}};
  opened();
  EXPECT_EQ(script_->set_fourcc, V4L2_PIX_FMT_YUYV);
  script_->formats = {{V4L2_PIX_FMT_MJPEG, 0}, {V4L2_PIX_FMT_YUYV, 0}, {V4L2_PIX_FMT_GREY, 0}};
  opened();
  EXPECT_EQ(script_->set_fourcc, V4L2_PIX_FMT_GREY);
}

TEST_F(V4l2SourceTest, TriesTheNextFormatWhenOneThatIsOfferedIsRefused) {
  script_->formats = {{V4L2_PIX_FMT_GREY, 30}, {V4L2_PIX_FMT_MJPEG, 30}};
  script_->refuses = {V4L2_PIX_FMT_GREY};
  opened();
  EXPECT_EQ(script_->set_fourcc, V4L2_PIX_FMT_MJPEG);
}

TEST_F(V4l2SourceTest, ACameraThatSetsAnotherFormatThanAskedForIsTakenAtItsWord) {
  script_->formats = {{V4L2_PIX_FMT_GREY, 30}};
  script_->answers_fourcc = V4L2_PIX_FMT_YUYV;
  auto source = opened();
  script_->shots = {shot(33, 2)};
  expect_even(next(*source), 33);
}

TEST_F(V4l2SourceTest, RefusesFormatsThatCanNotBe) {
  script_->answers_fourcc = V4L2_PIX_FMT_RGB24;
  EXPECT_EQ(open().error().code, ErrorCode::io);
  script_->answers_fourcc = 0;
  script_->width = 3000000000U;
  EXPECT_EQ(open().error().code, ErrorCode::io);
  script_->width = 0;
  EXPECT_EQ(open().error().code, ErrorCode::io);
  script_->width = width;
  script_->formats = {{V4L2_PIX_FMT_H264, 30}};
  EXPECT_THAT(open().error().message, HasSubstr("none of GREY, NV12, YUYV and MJPEG"));
}

TEST_F(V4l2SourceTest, DoesNotReadBeyondWhatTheCameraGave) {
  script_->bytes_per_line = 7;  // too few for a row: not believed
  auto source = opened();
  script_->shots = {shot(44)};
  expect_even(next(*source), 44);

  script_->bytes_per_line = 4096;  // more than the buffers hold: every frame is torn
  auto lying = opened();
  script_->shots = {shot(44)};
  script_->shots.front().says_used = 0xFFFFFFF0U;
  EXPECT_EQ(next(*lying), nullptr);
}

TEST_F(V4l2SourceTest, TornFramesArePassedOver) {
  auto source = opened();
  Shot half = shot(10);
  half.bytes.resize(half.bytes.size() / 2);
  script_->shots = {half};
  EXPECT_EQ(next(*source), nullptr);
  Shot marked = shot(11);
  marked.flags = V4L2_BUF_FLAG_ERROR;
  script_->shots = {marked};
  EXPECT_EQ(next(*source), nullptr);
  script_->shots = {shot(62)};
  expect_even(next(*source), 62);
}

TEST_F(V4l2SourceTest, AFrameThatDoesNotExistIsAnError) {
  auto source = opened();
  script_->shots = {shot(10)};
  script_->shots.front().says_index = 99;
  EXPECT_FALSE(source->next(Duration{10}));
}

TEST_F(V4l2SourceTest, SaysThatItWasUnpluggedAndGivesEverythingBack) {
  auto source = opened();
  EXPECT_EQ(script_->mapped, 4);
  script_->unplugged = true;
  const auto frame = source->next(Duration{10});
  ASSERT_FALSE(frame);
  EXPECT_THAT(frame.error().message, HasSubstr("was unplugged; plug it in again"));
  source = nullptr;
  EXPECT_EQ(script_->mapped, 0);
}

TEST_F(V4l2SourceTest, AHiccupIsForgivenAndABrokenCameraIsNot) {
  auto source = opened();
  script_->read_error = EIO;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(next(*source), nullptr);
  script_->read_error = 0;
  script_->shots = {shot(55)};
  expect_even(next(*source), 55);
  script_->read_error = EIO;
  int tries = 0;
  while (tries < 100 && source->next(Duration{10})) tries += 1;
  EXPECT_LT(tries, 100);
}

TEST_F(V4l2SourceTest, SaysWhyItCanNotBeOpened) {
  const auto message_of = [&](int error) {
    script_->open_error = error;
    return open().error().message;
  };
  EXPECT_THAT(message_of(ENOENT), HasSubstr("plug it in"));
  EXPECT_THAT(message_of(EACCES), HasSubstr("group \"video\""));
  EXPECT_THAT(message_of(EBUSY), HasSubstr("in use by another program"));
  script_->open_error = 0;
  script_->capabilities = V4L2_CAP_META_CAPTURE;
  EXPECT_THAT(open().error().message, HasSubstr("films nothing"));
  script_->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  script_->refuses = {V4L2_PIX_FMT_GREY};
  script_->set_format_error = EBUSY;
  EXPECT_THAT(open().error().message, HasSubstr("in use by another program"));
}

TEST_F(V4l2SourceTest, AClosedCameraStopsFilmingAndLeavesNothingMapped) {
  {
    auto source = opened();
  }
  EXPECT_FALSE(script_->streaming);
  EXPECT_EQ(script_->mapped, 0);
  script_->buffers = 1;
  EXPECT_FALSE(open());
  EXPECT_EQ(script_->mapped, 0);
}

TEST_F(V4l2SourceTest, FilmsEveryFormatThatHasItsLumaInSomeOrder) {
  const auto films = [&](std::uint32_t fourcc, int bytes_per_pixel) {
    script_->formats = {{fourcc, 30}};
    auto source = opened();
    script_->shots = {shot(77, bytes_per_pixel)};
    expect_even(next(*source), 77);
  };
  for (const std::uint32_t planar :
       {V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_NV21, V4L2_PIX_FMT_NV16, V4L2_PIX_FMT_YUV420,
        V4L2_PIX_FMT_YVU420, V4L2_PIX_FMT_YUV422P}) {
    films(planar, 1);
  }
  films(V4L2_PIX_FMT_YVYU, 2);
  script_->formats = {{V4L2_PIX_FMT_UYVY, 30}};
  auto source = opened();
  Shot swapped = shot(1, 2);
  for (std::size_t i = 1; i < swapped.bytes.size(); i += 2) swapped.bytes[i] = 88;
  script_->shots = {swapped};
  expect_even(next(*source), 88);
}

TEST_F(V4l2SourceTest, LumaIsReadWhereTheCameraPutItAndTheBufferGivenBackAfterwards) {
  script_->buffers = 6;
  auto source = opened();
  std::vector<FramePtr> kept;
  for (int i = 0; i < 4; ++i) {
    script_->shots = {shot(static_cast<std::uint8_t>(100 + i))};
    kept.push_back(next(*source));
    EXPECT_EQ(script_->queued, 5U - static_cast<std::size_t>(i));
  }
  // The frames that were kept never change, whatever is filmed in the meantime.
  for (int i = 0; i < 4; ++i)
    expect_even(kept[static_cast<std::size_t>(i)], static_cast<std::uint8_t>(100 + i));
  kept.clear();
  EXPECT_EQ(next(*source), nullptr);
  EXPECT_EQ(script_->queued, 6U);
}

TEST_F(V4l2SourceTest, ReadersThatHoldTooManyFramesDoNotStopTheCamera) {
  auto source = opened();
  std::vector<FramePtr> kept;
  for (int i = 0; i < 30; ++i) {
    script_->shots = {shot(static_cast<std::uint8_t>(100 + i))};
    kept.push_back(next(*source));
    EXPECT_GE(script_->queued, 2U);
  }
  for (int i = 0; i < 30; ++i)
    expect_even(kept[static_cast<std::size_t>(i)], static_cast<std::uint8_t>(100 + i));
}

TEST_F(V4l2SourceTest, AFrameMayBeKeptLongerThanItsCamera) {
  auto source = opened();
  script_->shots = {shot(123)};
  FramePtr frame = next(*source);
  source = nullptr;
  EXPECT_FALSE(script_->streaming);
  expect_even(frame, 123);
  frame = nullptr;
  EXPECT_EQ(script_->mapped, 0);
}

TEST_F(V4l2SourceTest, ReportsACameraThatSendsOnlyTornFrames) {
  auto source = opened();
  Shot torn = shot(100);
  torn.flags = V4L2_BUF_FLAG_ERROR;
  const auto film = [&](const Shot& what, int seconds) -> std::string {
    for (int i = 0; i < seconds * 30; ++i) {
      now_ += Duration{33};
      script_->shots = {what};
      if (auto frame = source->next(Duration{10}); !frame) return frame.error().message;
    }
    return "";
  };
  EXPECT_EQ(film(torn, 2), "");
  EXPECT_EQ(film(shot(100), 1), "");
  EXPECT_EQ(film(torn, 2), "");
  EXPECT_THAT(film(torn, 3), HasSubstr("sends only broken pictures; try another cable"));
}

TEST_F(V4l2SourceTest, ReportsACameraThatSeesOnlyBlackAndShowsNoneOfItFirst) {
  auto source = opened();
  int shown = 0;
  const auto film = [&](std::uint8_t shade, int seconds) -> std::string {
    for (int i = 0; i < seconds * 30; ++i) {
      now_ += Duration{33};
      script_->shots = {shot(shade)};
      auto frame = source->next(Duration{10});
      if (!frame) return frame.error().message;
      shown += *frame ? 1 : 0;
    }
    return "";
  };
  EXPECT_THAT(film(16, 4), HasSubstr("take the cover off its lens"));
  EXPECT_EQ(shown, 0);
  source = opened();
  EXPECT_EQ(film(16, 1), "");
  EXPECT_EQ(film(90, 1), "");
  EXPECT_EQ(film(16, 4), "");  // somebody's hand before the lens
  EXPECT_GT(shown, 100);
  EXPECT_THAT(film(16, 4), HasSubstr("take the cover off its lens"));
}

}  // namespace
}  // namespace meetpoint::scan
