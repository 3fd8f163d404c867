#include "kiosk/scan/decode/decoder.h"

#include <gmock/gmock.h>

#include <set>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/base/random.h"
#include "kiosk/scan/decode/decoder_zxing.h"
#include "kiosk/scan/decode/qr_code.h"
#include "kiosk/scan/demo/demo_film.h"
#include "tests/kiosk/scan/decode/ticket_codes.h"

namespace meetpoint::scan {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::string code_text = "MP1ABCDEFGHJKMNPQRSTVWXYZ0123";

GrayImage code_image(const std::string& text, int pixels_per_module, int quiet = 4) {
  return draw_qr_code(make_qr_code(text).value(), pixels_per_module, quiet);
}

// A 1280x720 frame with pictures on it.
class Scene {
 public:
  explicit Scene(std::uint8_t shade = 120) : image(1280, 720, shade) {}
  Scene& put(const GrayImage& part, int x, int y) {
    for (int j = 0; j < part.height(); ++j)
      std::copy_n(part.row(j), part.width(), image.row(y + j) + x);
    return *this;
  }
  template <class Shade>
  Scene& each(Shade shade) {
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        const double value = shade(x, y, double(image.row(y)[x]));
        image.row(y)[x] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
      }
    }
    return *this;
  }
  std::vector<std::string> read(std::optional<Duration> budget = {}) const {
    Decoder decoder;
    std::vector<std::string> texts;
    for (const Decoded& code : decoder.decode(image.view(), budget)) texts.push_back(code.text);
    return texts;
  }
  GrayImage image;
};

using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST(Decoder, ReadsTheTextAndTheCorners) {
  Decoder decoder;
  const auto codes = decoder.decode(Scene().put(code_image(code_text, 6), 400, 200).image.view());
  ASSERT_THAT(codes, SizeIs(1));
  EXPECT_EQ(codes[0].text, code_text);
  const int side = make_qr_code(code_text)->size() * 6;
  const Point expected[] = {
      {424, 224}, {424 + side, 224}, {424 + side, 224 + side}, {424, 224 + side}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(codes[0].corners[i].x, expected[i].x, 4) << i;
    EXPECT_NEAR(codes[0].corners[i].y, expected[i].y, 4) << i;
  }
}

TEST(Decoder, ReadsUtf8) {
  EXPECT_THAT(Scene().put(code_image("Zoë van der Élst – 7€", 6), 300, 100).read(),
              ElementsAre("Zoë van der Élst – 7€"));
}

TEST(Decoder, ReadsTheTicketsOfOtherSystemsWhereTheEventHasThem) {
  Scene scene;
  scene.put(code_image("ON-A-BADGE", 5), 60, 240)
      .put(testing_codes::ticket_code(Symbology::data_matrix, "TICKET-42", 6), 560, 250);
  EXPECT_THAT(scene.read(), ElementsAre("ON-A-BADGE"));
  Decoder decoder({.also = {Symbology::aztec, Symbology::data_matrix}});
  EXPECT_THAT(decoder.decode(scene.image.view()), SizeIs(2));
  decoder.set_options({});
  EXPECT_THAT(decoder.decode(scene.image.view()), SizeIs(1));
}

TEST(Decoder, ATicketOfAFilmIsReadWithinATurnOfItsKinds) {
  Scene scene;
  scene.put(testing_codes::ticket_code(Symbology::pdf417, "TICKET-42", 3), 420, 280);
  Decoder decoder({.also = {Symbology::aztec, Symbology::data_matrix, Symbology::pdf417}});
  std::vector<Decoded> codes;
  for (int frame = 0; frame < 3 && codes.empty(); ++frame)
    codes = decoder.decode(scene.image.view(), Duration{30});
  ASSERT_THAT(codes, SizeIs(1));
  EXPECT_EQ(codes[0].text, "TICKET-42");
  EXPECT_EQ(decoder.read_by(), "pdf417");
  EXPECT_THAT(decoder.decode(scene.image.view(), Duration{30}), SizeIs(1)) << "it keeps its turn";
}

TEST(Decoder, ReadsTwoBadgesAndAThird) {
  Scene scene;
  scene.put(code_image("BADGE-A", 5), 100, 100).put(code_image("BADGE-B", 6), 700, 300);
  EXPECT_THAT(scene.read(), UnorderedElementsAre("BADGE-A", "BADGE-B"));
  scene.put(code_image("BADGE-C", 4), 400, 480);
  EXPECT_THAT(scene.read(), UnorderedElementsAre("BADGE-A", "BADGE-B", "BADGE-C"));
}

TEST(Decoder, ReadsAPaperBadgeBesideADarkTelephone) {
  GrayImage dark;
  invert(code_image("ON-A-PHONE", 6).view(), dark);
  Scene scene;
  scene.put(code_image("ON-PAPER", 6), 100, 200).put(dark, 700, 200);
  EXPECT_THAT(scene.read(), UnorderedElementsAre("ON-PAPER", "ON-A-PHONE"));
}

TEST(Decoder, TheSecondBadgeOfAFilmIsReadWithinAFewFrames) {
  GrayImage dark;
  invert(code_image("ON-A-PHONE", 6).view(), dark);
  Scene scene;
  scene.put(code_image("ON-PAPER", 6), 100, 200).put(dark, 700, 200);
  Decoder decoder;
  bool both = false;
  for (int frame = 0; frame < 3; ++frame)
    both = both || decoder.decode(scene.image.view(), Duration{2000}).size() == 2;
  EXPECT_TRUE(both);
}

// A glance at the smaller sizes of a frame reads the near badge and cannot see the far one.
TEST(Decoder, ASmallBadgeBesideANearOneIsReadWithinAFewFrames) {
  Scene scene;
  scene.put(code_image("NEAR", 6), 100, 200).put(code_image("FAR-AWAY", 2), 900, 300);
  Decoder decoder;
  bool both = false;
  for (int frame = 0; frame < 6; ++frame)
    both = both || decoder.decode(scene.image.view(), Duration{2000}).size() == 2;
  EXPECT_TRUE(both);
}

// What a plain call misses.
TEST(Decoder, ReadsInvertedCodes) {
  GrayImage dark;
  invert(code_image(code_text, 6).view(), dark);
  const Scene scene = Scene(20).put(dark, 400, 200);
  EXPECT_THAT(read_with_zxing(scene.image.view(), Threshold::local), IsEmpty());
  EXPECT_THAT(scene.read(), ElementsAre(code_text));
}

TEST(Decoder, ReadsAcrossTheEdgeOfAShadow) {
  Scene scene = Scene(200).put(code_image(code_text, 6), 400, 200);
  scene.each([](int x, int y, double value) {
    return 8 + value * (0.1 + 0.85 / (1 + std::exp((x + 0.3 * y - 590) / 5)));
  });
  EXPECT_THAT(scene.read(), ElementsAre(code_text));
}

TEST(Decoder, ReadsThroughNoise) {
  Random random(5);
  Scene scene = Scene().put(code_image(code_text, 5), 400, 200);
  scene.each([&](int, int, double value) { return value * 0.4 + 60 + 34 * random.bell(); });
  EXPECT_THAT(scene.read(), ElementsAre(code_text));
}

TEST(Decoder, ReadsACodeOutOfFocus) {
  Scene scene = Scene().put(code_image(code_text, 4), 400, 200);
  GrayImage soft;
  for (int i = 0; i < 9; ++i) {
    blur(scene.image.view(), soft);
    std::swap(scene.image, soft);
  }
  EXPECT_THAT(scene.read(), ElementsAre(code_text));
}

TEST(Decoder, ReadsACodeThatFillsThePictureToItsEdge) {
  Decoder decoder;
  const GrayImage image = code_image(code_text, 8, 0);
  EXPECT_THAT(decoder.decode(image.view()), SizeIs(1));
}

TEST(Decoder, AViewWithAStrideIsReadInPlace) {
  Scene scene = Scene().put(code_image(code_text, 5), 400, 200);
  Decoder decoder;
  const auto codes = decoder.decode(scene.image.view().crop({380, 180, 300, 300}));
  ASSERT_THAT(codes, SizeIs(1));
  EXPECT_LT(codes[0].corners[0].x, 60);
}

TEST(Decoder, FindsNothingInNoiseStripesAndEmptyPictures) {
  Random random(11);
  for (int kind = 0; kind < 12; ++kind) {
    Scene scene;
    scene.each([&](int x, int y, double) {
      switch (kind % 4) {
        case 0: return double(random.below(256));
        case 1: return (x / (2 + kind)) % 2 ? 220.0 : 30.0;
        case 2: return ((x / (3 + kind)) + (y / (3 + kind))) % 2 ? 220.0 : 30.0;
        default: return 128 + 100 * std::sin(std::hypot(x - 640, y - 360) / (1 + kind));
      }
    });
    EXPECT_THAT(scene.read(), IsEmpty()) << kind;
  }
  Decoder decoder;
  EXPECT_THAT(decoder.decode({}), IsEmpty());
  for (int side = 1; side < 24; ++side)
    EXPECT_THAT(decoder.decode(GrayImage(side, side, 40).view()), IsEmpty());
}

// Damaged codes may be unreadable, but never read as something else.
TEST(Decoder, NoWrongTextsFromDamagedCodes) {
  Random random(23);
  const GrayImage code = code_image(code_text, 5);
  int read = 0;
  for (int round = 0; round < 60; ++round) {
    GrayImage image(320, 240, 150);
    for (int y = 0; y < code.height(); ++y)
      std::copy_n(code.row(y), code.width(), image.row(y + 20) + 40);
    const auto blots = 1 + random.below(40);
    for (std::uint64_t i = 0; i < blots; ++i) {
      const int x = 40 + static_cast<int>(random.below(160));
      const int y = 20 + static_cast<int>(random.below(160));
      const Point blot[4] = {{x, y}, {x + 9, y + 2}, {x + 8, y + 11}, {x - 2, y + 9}};
      fill_quad(image, blot, 0, random.below(2) != 0U ? 255 : 0);
    }
    Decoder decoder;
    for (const Decoded& found : decoder.decode(image.view())) {
      EXPECT_EQ(found.text, code_text);
      read += 1;
    }
  }
  EXPECT_GT(read, 10);
}

TEST(Decoder, LatePassesTakeTurnsUntilEachWasTried) {
  const GrayImage empty(640, 360, 100);
  Decoder decoder;
  decoder.decode(empty.view(), Duration{0});
  EXPECT_FALSE(decoder.exhausted());
  int frames = 0;
  while (!decoder.exhausted() && frames < 100) {
    decoder.decode(empty.view(), Duration{1});
    frames += 1;
  }
  EXPECT_TRUE(decoder.exhausted());
  decoder.restart();
  EXPECT_FALSE(decoder.exhausted());
}

// With little time a frame, a hard code is read after some frames of it.
TEST(Decoder, AHardCodeOfAFilmIsReadWithinATurnOfThePasses) {
  GrayImage dark;
  invert(code_image(code_text, 6).view(), dark);
  const Scene scene = Scene(20).put(dark, 400, 200);
  Decoder decoder;
  int frames = 0;
  while (frames < 40 && decoder.decode(scene.image.view(), Duration{12}).empty()) frames += 1;
  EXPECT_LT(frames, 40);
}

// The demonstration's badges, which come in from below, held at an angle in uneven light.
TEST(Decoder, ReadsTheDemonstrationFilm) {
  DemoOptions options;
  options.seed = 4711;
  for (int i = 0; i < 4; ++i) {
    const std::string number = std::to_string(i);
    options.scenes.push_back({{"MP1SINGLE" + number + "ABCDEFGHJKMNPQRS"}, Duration{2000}});
    options.scenes.push_back({{"MP1LEFT" + number, "MP1RIGHT" + number}, Duration{2000}});
    options.scenes.push_back({{}, Duration{400}});
  }
  std::set<std::string> all_codes;
  for (const DemoScene& scene : options.scenes)
    all_codes.insert(scene.codes.begin(), scene.codes.end());
  const auto film = DemoFilm::make(options);
  ASSERT_TRUE(film);
  Decoder decoder;
  int shown = 0;
  int read = 0;
  int wrong = 0;
  for (Duration at{0}; at < film->length(); at += Duration{100}) {
    GrayImage frame;
    std::vector<Decoded> truth;
    film->render(at, frame, &truth);
    shown += static_cast<int>(truth.size());
    for (const Decoded& code : decoder.decode(frame.view())) {
      if (!all_codes.contains(code.text)) wrong += 1;
      const auto known = std::find_if(truth.begin(), truth.end(), [&](const Decoded& other) {
        return other.text == code.text;
      });
      if (known == truth.end()) continue;  // a corner of it is outside the picture
      read += 1;
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(code.corners[i].x, known->corners[i].x, 16);
        EXPECT_NEAR(code.corners[i].y, known->corners[i].y, 16);
      }
    }
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(shown, 120);
  EXPECT_GE(read, shown * 95 / 100) << read << " of " << shown;
}

}  // namespace
}  // namespace meetpoint::scan
