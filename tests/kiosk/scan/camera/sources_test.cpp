#include <gmock/gmock.h>

#include "kiosk/scan/camera/folder_source.h"
#include "kiosk/scan/camera/mjpeg_source.h"
#include "kiosk/scan/camera/source_spec.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/demo/demo_film.h"
#include "tests/kiosk/scan/encode_jpeg.h"
#include "tests/kiosk/scan/folder.h"

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

GrayImage shade(std::uint8_t value) { return GrayImage(64, 48, value); }

// The shades of all frames until the source ends, and the gaps between them in ms.
struct Played {
  std::vector<int> shades;
  std::vector<std::int64_t> gaps;
};

Played play(FrameSource& source) {
  Played played;
  FramePtr before;
  while (!source.ended()) {
    const auto frame = source.next(Duration{1000});
    if (!frame) {
      ADD_FAILURE() << frame.error().message;
      break;
    }
    if (!*frame) continue;
    played.shades.push_back((*frame)->luma.row(24)[32]);
    if (before) played.gaps.push_back(((*frame)->captured_at - before->captured_at).count());
    before = *frame;
  }
  return played;
}

TEST(FolderSource, PlaysThePicturesInTheOrderOfTheirNamesAndEnds) {
  const Folder folder;
  folder.write("c.pgm", shade(30));
  folder.write("a.pgm", shade(10));
  folder.write("b.pgm", shade(20));
  folder.write("notes.txt", std::vector<std::uint8_t>{'x'});
  auto source = open_folder(folder.string(), {.frames_per_second = 20, .paced = false});
  ASSERT_TRUE(source);
  const Played played = play(**source);
  EXPECT_THAT(played.shades, ElementsAre(10, 20, 30));
  EXPECT_THAT(played.gaps, ElementsAre(50, 50));
  EXPECT_EQ((*source)->next(Duration{10}).value(), nullptr);
}

TEST(FolderSource, LoopsAndPassesOverAPictureThatCanNotBeRead) {
  const Folder folder;
  folder.write("a.pgm", shade(10));
  folder.write("b.png", std::vector<std::uint8_t>{'x'});
  auto source = open_folder(folder.string(), {.loop = true, .paced = false});
  ASSERT_TRUE(source);
  int frames = 0;
  for (int i = 0; i < 10; ++i) frames += (*source)->next(Duration{10}).value() ? 1 : 0;
  EXPECT_EQ(frames, 5);
  EXPECT_FALSE((*source)->ended());
}

TEST(FolderSource, SaysWhenNoPictureAtAllCanBeRead) {
  const Folder folder;
  folder.write("a.png", std::vector<std::uint8_t>{'x'});
  auto source = open_folder(folder.string(), {.paced = false});
  ASSERT_TRUE(source);
  EXPECT_FALSE((*source)->next(Duration{10}));
}

TEST(FolderSource, SaysWhatIsTheMatterWithTheFolder) {
  const Folder folder;
  EXPECT_EQ(open_folder(folder / "no", {}).error().code, ErrorCode::not_found);
  EXPECT_EQ(open_folder(folder.string(), {}).error().code, ErrorCode::invalid_input);
}

TEST(FolderSource, APacedFilmGivesNoFrameBeforeItIsDue) {
  const Folder folder;
  folder.write("a.pgm", shade(10));
  folder.write("b.pgm", shade(20));
  auto source = open_folder(folder.string(), {.frames_per_second = 0.1});
  ASSERT_TRUE(source);
  EXPECT_NE((*source)->next(Duration{10}).value(), nullptr);
  EXPECT_EQ((*source)->next(Duration{10}).value(), nullptr);
  EXPECT_FALSE((*source)->ended());
}

TEST(MjpegSource, PlaysTheWholePicturesOfATornFile) {
  const Folder folder;
  std::vector<std::uint8_t> film;
  for (const int value : {40, 80, 120}) {
    const auto bytes = encode_jpeg(shade(static_cast<std::uint8_t>(value)), 100);
    film.insert(film.end(), bytes.begin(), bytes.end());
  }
  film.resize(film.size() - 40);
  folder.write("film.mjpeg", film);
  auto source = open_mjpeg(folder / "film.mjpeg", {.frames_per_second = 25, .paced = false});
  ASSERT_TRUE(source);
  const Played played = play(**source);
  EXPECT_THAT(played.shades, ElementsAre(40, 80));
  EXPECT_THAT(played.gaps, ElementsAre(40));
}

TEST(MjpegSource, SaysWhatIsTheMatterWithTheFile) {
  const Folder folder;
  folder.write("film.mjpeg", std::vector<std::uint8_t>(1000, 0xFF));
  EXPECT_EQ(open_mjpeg(folder / "film.mjpeg", {}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(open_mjpeg(folder / "no.mjpeg", {}).error().code, ErrorCode::not_found);
}

TEST(DemoFilm, IsTheSameForTheSameSeedAndAnotherForAnother) {
  DemoOptions options;
  options.width = 640;
  options.height = 360;
  options.scenes = {{{"A"}, Duration{1000}}};
  GrayImage first;
  GrayImage again;
  GrayImage other;
  DemoFilm::make(options)->render(Duration{500}, first);
  DemoFilm::make(options)->render(Duration{500}, again);
  options.seed = 2;
  DemoFilm::make(options)->render(Duration{500}, other);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
}

TEST(DemoFilm, SaysWhatItCanNotFilm) {
  EXPECT_FALSE(DemoFilm::make({}));
  EXPECT_FALSE(DemoFilm::make({.scenes = {{{"A", "B", "C"}, Duration{1000}}}}));
  EXPECT_FALSE(DemoFilm::make({.scenes = {{{std::string(2000, 'x')}, Duration{1000}}}}));
  EXPECT_FALSE(DemoFilm::make({.width = 20, .scenes = {{{"A"}, Duration{1000}}}}));
}

// Which codes a spec's film shows, one line a change.
std::vector<std::string> shown_by(const std::string& spec) {
  auto parsed = parse_source(spec);
  if (!parsed) return {parsed.error().message};
  auto source = parsed->open();
  if (!source) return {source.error().message};
  Decoder decoder;
  std::vector<std::string> shown;
  std::string before;
  while (!(*source)->ended()) {
    const auto frame = (*source)->next(Duration{100});
    if (!frame || !*frame) continue;
    std::string codes;
    for (const Decoded& code : decoder.decode((*frame)->luma, Duration{0}))
      codes += codes.empty() ? code.text : " " + code.text;
    if (codes != before && !codes.empty()) shown.push_back(codes);
    before = codes;
  }
  return shown;
}

TEST(SourceSpec, TheDemonstrationShowsTheBadgesThatAreAskedFor) {
  const auto shown = shown_by("demo:ONE,-,A%2CB?loop=0&pace=0&fps=4&show=2000&away=500");
  EXPECT_THAT(shown, ElementsAre("ONE", "A,B"));
}

TEST(SourceSpec, TheDemonstrationShowsTwoBadgesTogether) {
  const auto shown = shown_by("demo:LEFT+RIGHT?loop=0&pace=0&fps=4&show=3000");
  EXPECT_THAT(shown, testing::Contains(testing::AnyOf("LEFT RIGHT", "RIGHT LEFT")));
}

TEST(SourceSpec, NoneIsNoSource) {
  const auto spec = parse_source("none");
  ASSERT_TRUE(spec);
  EXPECT_FALSE(spec->open);
}

TEST(SourceSpec, OpensWhatItNames) {
  const Folder folder;
  folder.write("a.pgm", shade(10));
  auto spec = parse_source("folder:" + folder.string() + "?fps=5&loop=1&pace=0");
  ASSERT_TRUE(spec);
  EXPECT_TRUE(spec->open());
  EXPECT_EQ(parse_source("v4l2:/dev/no-such-camera")->open().error().code, ErrorCode::not_found);
  EXPECT_EQ(parse_source("v4l2:/dev/null")->open().error().code, ErrorCode::invalid_input);
}

TEST(SourceSpec, NamesWhatItDoesNotUnderstand) {
  for (const char* wrong :
       {"", "camera", "v4l2", "v4l2:%Z", "folder:?fps=1", "demo:A+", "demo:%Z0", "demo"})
    EXPECT_EQ(parse_source(wrong).error().code, ErrorCode::invalid_input) << wrong;
  EXPECT_THAT(parse_source("folder:x?fps=fast").error().message, HasSubstr("fps"));
  EXPECT_THAT(parse_source("folder:x?speed=1").error().message, HasSubstr("speed"));
  EXPECT_THAT(parse_source("v4l2:/dev/video0?shutter=900").error().message, HasSubstr("shutter"));
  EXPECT_TRUE(parse_source("v4l2:/dev/video0?shutter=4&hz=60&lamp=0&focus=30&auto=0&copy=1"));
  EXPECT_THAT(parse_source("demo:A?size=big").error().message, HasSubstr("size"));
  EXPECT_THAT(parse_source("demo:A?seed=-1").error().message, HasSubstr("seed"));
}

}  // namespace
}  // namespace meetpoint::scan
