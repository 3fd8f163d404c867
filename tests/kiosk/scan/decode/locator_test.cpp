// What ZXing alone does not read, because it does not find it or samples it beside its modules.
#include "kiosk/scan/decode/locator.h"

#include <gmock/gmock.h>

#include <cmath>

#include "kiosk/scan/base/random.h"
#include "kiosk/scan/base/sampling.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/decode/decoder_zxing.h"
#include "kiosk/scan/decode/qr_code.h"

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string badge_text = "MP1ABCDEFGHJKMNPQRSTVWXYZ0123";

// A code on a card, seen through `from`: where on the card, in modules, a pixel looks.
template <class From>
GrayImage film(From from, Correction correction = Correction::quartile) {
  const auto code = make_qr_code(badge_text, correction);
  const GrayImage card = draw_qr_code(*code, 8);
  GrayImage picture(960, 720, 140);
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      double sum = 0;  // a sensor's pixel is no point
      for (const double dy : {-0.25, 0.25}) {
        for (const double dx : {-0.25, 0.25}) {
          const Point2 at = from(x + dx, y + dy) * 8.0;
          const bool beside = at.x < 0 || at.y < 0 || at.x > card.width() || at.y > card.height();
          sum += beside ? 140 : sample(card.view(), at);
        }
      }
      picture.row(y)[x] = static_cast<std::uint8_t>(sum / 4);
    }
  }
  return picture;
}

std::vector<std::string> texts_of(const std::vector<Decoded>& codes) {
  std::vector<std::string> all;
  for (const Decoded& code : codes) all.push_back(code.text);
  return all;
}

std::vector<std::string> read(const GrayImage& picture) {
  Decoder decoder;
  return texts_of(decoder.decode(picture.view()));
}

std::vector<std::string> read_plainly(const GrayImage& picture) {
  return texts_of(read_with_zxing(picture.view(), Threshold::local));
}

Point2 upright(double x, double y) { return {(x - 300) / 9, (y - 180) / 9}; }

TEST(Locator, TellsWhereTheCodeLiesAndHowManyModulesItHas) {
  const GrayImage picture = film([](double x, double y) {
    const Point2 at = upright(x, y);
    return Point2{0.9 * at.x + 0.35 * at.y, -0.35 * at.x + 0.9 * at.y + 6};
  });
  Locator locator;
  locator.look_at(picture.view());
  locator.search(0, Pyramid::levels - 1);
  const auto codes = locator.codes(4, {});
  ASSERT_EQ(codes.size(), 1u);
  EXPECT_EQ(codes[0].dimension, make_qr_code(badge_text, Correction::quartile)->size());
  EXPECT_GT(codes[0].score, 0.9);
  EXPECT_FALSE(codes[0].inverted);
  EXPECT_NEAR(codes[0].module_px, 9 / std::hypot(0.9, 0.35), 0.2);
}

TEST(Locator, ReadsPrintThatIsHardlyThere) {
  GrayImage picture = film(upright);
  Random random(3);
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      picture.row(y)[x] =
          static_cast<std::uint8_t>(96.5 + picture.row(y)[x] * 0.06 + 0.8 * random.bell());
  EXPECT_THAT(read_plainly(picture), IsEmpty());
  EXPECT_THAT(read(picture), ElementsAre(badge_text));
}

// Each of the three in turn, under a finger.
TEST(Locator, ReadsACodeOfWhichOneFinderIsCovered) {
  const int side = make_qr_code(badge_text, Correction::high)->size();
  const Point2 corners[] = {{4, 4}, {side - 3.0, 4}, {4, side - 3.0}};
  for (const Point2& corner : corners) {
    GrayImage picture = film(upright, Correction::high);
    for (int y = 0; y < picture.height(); ++y) {
      for (int x = 0; x < picture.width(); ++x) {
        const Point2 at = upright(x, y) - corner;
        if (at.x > -5 && at.y > -5 && at.x < 7 && at.y < 7) picture.row(y)[x] = 90;
      }
    }
    EXPECT_THAT(read_plainly(picture), IsEmpty());
    EXPECT_THAT(read(picture), ElementsAre(badge_text)) << corner.x << "," << corner.y;
  }
}

// Around a sleeve, and with a wave in it.
TEST(Locator, ReadsPaperThatIsBent) {
  const GrayImage round = film([](double x, double y) {
    const double angle = std::asin(std::clamp((x - 450) / 170, -0.999, 0.999));
    return Point2{16 + angle * 17, (y - 200 + 60 * std::cos(angle)) / 9};
  });
  EXPECT_THAT(read_plainly(round), IsEmpty());
  EXPECT_THAT(read(round), ElementsAre(badge_text));
  const GrayImage wave = film([](double x, double y) {
    const Point2 at = upright(x, y);
    return Point2{at.x + 1.0 * std::sin(at.y / 5), at.y + 0.8 * std::sin(at.x / 6)};
  });
  EXPECT_THAT(read(wave), ElementsAre(badge_text));
}

// No frame can be read by itself; what several show of one code can.
TEST(Locator, AddsUpWhatSeveralFramesShow) {
  const GrayImage clean = film(
      [](double x, double y) { return upright(x * 2.2 - 300, y * 2.2 - 250); }, Correction::low);
  Decoder live;
  int frames = 0;
  int read_alone = 0;
  bool read_live = false;
  for (; frames < 40 && !read_live; ++frames) {
    Random random(static_cast<std::uint64_t>(100 + frames));
    GrayImage picture = clean;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x)
        picture.row(y)[x] = static_cast<std::uint8_t>(
            std::clamp(picture.row(y)[x] * 0.25 + 90 + 46 * random.bell(), 0.0, 255.0));
    read_alone += read(picture).empty() ? 0 : 1;
    for (const Decoded& code : live.decode(picture.view(), Duration{60'000})) {
      EXPECT_EQ(code.text, badge_text);
      read_live = true;
    }
  }
  EXPECT_TRUE(read_live);
  EXPECT_LT(read_alone, frames / 2) << "too easy to show anything";
  EXPECT_GT(frames, 1);
}

}  // namespace
}  // namespace meetpoint::scan
