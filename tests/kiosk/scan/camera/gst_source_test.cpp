#include "kiosk/scan/camera/gst_source.h"

#include <gmock/gmock.h>

#include "kiosk/scan/camera/source_spec.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/decode/qr_code.h"
#include "tests/kiosk/scan/encode_jpeg.h"
#include "tests/kiosk/scan/folder.h"

namespace meetpoint::scan {
namespace {

using testing::HasSubstr;

#ifndef MEETPOINT_GSTREAMER

TEST(GstSource, IsNotInThisBuildAndSaysSo) {
  const auto spec = parse_source("gstreamer:videotestsrc");
  ASSERT_TRUE(spec);
  EXPECT_THAT(spec->open().error().message, HasSubstr("MEETPOINT_GSTREAMER=ON"));
}

#else

std::string problem_of(const std::string& pipeline) {
  auto source = parse_source("gstreamer:" + pipeline)->open();
  if (!source) return source.error().message;
  for (int i = 0; i < 100 && !(*source)->ended(); ++i) {
    if (auto frame = (*source)->next(Duration{100}); !frame) return frame.error().message;
  }
  return "";
}

TEST(GstSource, FilmsAPipelineToItsEnd) {
  auto source = open_gstreamer(
      "videotestsrc num-buffers=5 pattern=solid-color foreground-color=0xff808080 ! "
      "video/x-raw,format=I420,width=70,height=48,framerate=60/1");
  ASSERT_TRUE(source) << source.error().message;
  std::vector<FramePtr> frames;
  for (int i = 0; i < 300 && !(*source)->ended(); ++i) {
    auto frame = (*source)->next(Duration{100});
    ASSERT_TRUE(frame) << frame.error().message;
    if (*frame) frames.push_back(*frame);
  }
  EXPECT_TRUE((*source)->ended());
  source->reset();  // the frames outlive it
  ASSERT_FALSE(frames.empty());
  std::uint64_t sequence = 0;
  for (const FramePtr& frame : frames) {
    EXPECT_EQ(frame->luma.width, 70);
    EXPECT_EQ(frame->luma.height, 48);
    EXPECT_NEAR(frame->luma.row(47)[69], 128, 6);
    EXPECT_GT(frame->sequence, sequence);
    sequence = frame->sequence;
  }
}

TEST(GstSource, ReadsABadgeInAFile) {
  const Folder folder;
  const auto code = make_qr_code("MP1GST");
  ASSERT_TRUE(code);
  GrayImage picture(640, 480, 230);
  for (int y = 0; y < code->size() * 8; ++y) {
    for (int x = 0; x < code->size() * 8; ++x)
      picture.row(y + 100)[x + 200] = code->dark(x / 8, y / 8) ? 20 : 230;
  }
  folder.write("badge.jpg", encode_jpeg(picture));
  auto source = open_gstreamer("filesrc location=" + folder.string() +
                               "/badge.jpg ! jpegdec ! imagefreeze num-buffers=3");
  ASSERT_TRUE(source) << source.error().message;
  Decoder decoder;
  std::string text;
  for (int i = 0; i < 100 && text.empty() && !(*source)->ended(); ++i) {
    const auto frame = (*source)->next(Duration{100});
    ASSERT_TRUE(frame) << frame.error().message;
    if (!*frame) continue;
    for (const Decoded& read : decoder.decode((*frame)->luma)) text = read.text;
  }
  EXPECT_EQ(text, "MP1GST");
}

TEST(GstSource, SaysWhatIsTheMatter) {
  EXPECT_THAT(problem_of("nosuchelement"), HasSubstr("nosuchelement"));
  EXPECT_THAT(problem_of("!!"), HasSubstr("can't be made"));
  EXPECT_THAT(problem_of("filesrc location=/no/such/file.jpg ! jpegdec"), HasSubstr("stopped"));
  EXPECT_THAT(problem_of("fakesink"), HasSubstr("can't be made"));
}

TEST(GstSource, ACameraThatIsClosedInTheMiddleStops) {
  auto source = open_gstreamer("videotestsrc is-live=true");
  ASSERT_TRUE(source) << source.error().message;
  FramePtr frame;
  for (int i = 0; i < 100 && !frame; ++i) frame = (*source)->next(Duration{100}).value();
  ASSERT_TRUE(frame);
  EXPECT_FALSE((*source)->ended());
}

#endif

}  // namespace
}  // namespace meetpoint::scan
