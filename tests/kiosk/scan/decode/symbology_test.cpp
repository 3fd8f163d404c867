#include "kiosk/scan/decode/symbology.h"

#include <gmock/gmock.h>

#include <cmath>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/base/random.h"
#include "kiosk/scan/decode/decoder_zxing.h"
#include "tests/kiosk/scan/decode/ticket_codes.h"

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_codes::ticket_code;

constexpr Symbology others[] = {Symbology::micro_qr_code, Symbology::data_matrix, Symbology::aztec,
                                Symbology::pdf417, Symbology::code_128};

const std::string ticket = std::string(testing_codes::micro_text);

// A grey frame with the code in it, turned by `degrees`.
GrayImage frame_around(const GrayImage& code, double degrees = 0) {
  GrayImage frame(800, 600, 130);
  const double turn = degrees * 3.14159265358979 / 180;
  for (int y = 0; y < frame.height(); ++y) {
    for (int x = 0; x < frame.width(); ++x) {
      const double dx = x - 400.0;
      const double dy = y - 300.0;
      const int u = static_cast<int>(
          std::floor(dx * std::cos(turn) + dy * std::sin(turn) + code.width() / 2.0));
      const int v = static_cast<int>(
          std::floor(dy * std::cos(turn) - dx * std::sin(turn) + code.height() / 2.0));
      if (u >= 0 && v >= 0 && u < code.width() && v < code.height())
        frame.row(y)[x] = code.row(v)[u];
    }
  }
  return frame;
}

std::vector<std::string> read(const GrayImage& frame, Symbology symbology,
                              Threshold threshold = Threshold::local) {
  std::vector<std::string> texts;
  for (const Decoded& code : read_with_zxing(frame.view(), threshold, symbology))
    texts.push_back(code.text);
  return texts;
}

TEST(Symbology, WordsOfTheRosterName) {
  for (const Symbology symbology : others)
    EXPECT_EQ(symbology_named(name_of(symbology)), symbology);
  EXPECT_EQ(symbology_named("ean_13"), std::nullopt);
  EXPECT_EQ(symbology_named(""), std::nullopt);
}

TEST(Symbology, OnlyWhatIsKnownAndAskedForIsExtraAndQrNever) {
  const std::vector<std::string> words = {"aztec", "qr_code", "hologram", "code_128", "aztec"};
  EXPECT_THAT(extra_symbologies(words), ElementsAre(Symbology::aztec, Symbology::code_128));
  EXPECT_THAT(extra_symbologies({}), IsEmpty());
}

TEST(Symbology, EachIsReadWithItsCornersAndNotAsAnotherKind) {
  for (const Symbology symbology : others) {
    const GrayImage code = ticket_code(symbology, ticket, 3);
    ASSERT_FALSE(code.empty()) << name_of(symbology);
    const GrayImage frame = frame_around(code);
    const auto codes = read_with_zxing(frame.view(), Threshold::local, symbology);
    ASSERT_EQ(codes.size(), 1U) << name_of(symbology);
    EXPECT_EQ(codes[0].text, ticket);
    const int left = (frame.width() - code.width()) / 2 + 18;
    const int top = (frame.height() - code.height()) / 2 + 18;
    EXPECT_NEAR(codes[0].corners[0].x, left, 10) << name_of(symbology);
    EXPECT_NEAR(codes[0].corners[0].y, top, 10) << name_of(symbology);
    EXPECT_NEAR(codes[0].corners[2].x, frame.width() - left, 10) << name_of(symbology);
    EXPECT_NEAR(codes[0].corners[2].y, frame.height() - top, 10) << name_of(symbology);
    for (const Symbology other : others) {
      if (other == symbology) continue;
      EXPECT_THAT(read(frame, other), IsEmpty()) << name_of(symbology) << " as " << name_of(other);
    }
    EXPECT_THAT(read(frame, Symbology::qr_code), IsEmpty()) << name_of(symbology);
  }
}

TEST(Symbology, EachIsReadUpsideDownAndOnItsSide) {
  for (const Symbology symbology : others) {
    const GrayImage code = ticket_code(symbology, ticket, 4);
    for (const double degrees : {4.0, 93.0, 178.0, 272.0})
      EXPECT_THAT(read(frame_around(code, degrees), symbology), ElementsAre(ticket))
          << name_of(symbology) << " at " << degrees;
  }
}

// What protects the small kinds is weak: too little of a code is no code.
TEST(Symbology, WhatIsTooShortForATicketIsNotRead) {
  for (const Symbology symbology :
       {Symbology::data_matrix, Symbology::aztec, Symbology::pdf417, Symbology::code_128}) {
    EXPECT_THAT(read(frame_around(ticket_code(symbology, "A42", 4)), symbology), IsEmpty())
        << name_of(symbology);
    EXPECT_THAT(read(frame_around(ticket_code(symbology, "A421", 4)), symbology),
                ElementsAre("A421"))
        << name_of(symbology);
  }
  EXPECT_THAT(read(frame_around(testing_codes::drawn_modules(testing_codes::micro_m1_modules, 6)),
                   Symbology::micro_qr_code),
              IsEmpty());
}

// One line of bars has a right check character by chance too often.
TEST(Symbology, AStripeOfABarCodeIsNotRead) {
  const GrayImage code = ticket_code(Symbology::code_128, ticket, 3);
  const GrayImage whole = frame_around(code);
  ASSERT_THAT(read(whole, Symbology::code_128), ElementsAre(ticket));
  GrayImage stripe(800, 600, 130);
  for (int y = 300; y < 304; ++y) std::copy_n(whole.row(y), 800, stripe.row(y));
  EXPECT_THAT(read(stripe, Symbology::code_128), IsEmpty());
}

TEST(Symbology, StripesAndNoiseAreNoTickets) {
  Random random(17);
  for (int kind = 0; kind < 40; ++kind) {
    GrayImage frame(640, 360);
    const int a = 1 + static_cast<int>(random.below(9));
    const int b = 1 + static_cast<int>(random.below(9));
    std::vector<std::uint8_t> bars(640);
    for (auto& shade : bars) shade = random.below(2) != 0U ? 230 : 20;
    for (int y = 0; y < 360; ++y) {
      for (int x = 0; x < 640; ++x) {
        int shade = 0;
        switch (kind % 4) {
          case 0: shade = static_cast<int>(random.below(256)); break;
          case 1: shade = (x / a) % 2 != 0 ? 220 : 30; break;
          case 2: shade = ((x / a) + (y / b)) % 2 != 0 ? 220 : 30; break;
          default: shade = bars[static_cast<std::size_t>(x / a)];
        }
        frame.row(y)[x] = static_cast<std::uint8_t>(shade);
      }
    }
    for (const Symbology symbology : others) {
      for (const Threshold threshold : {Threshold::local, Threshold::histogram})
        EXPECT_THAT(read(frame, symbology, threshold), IsEmpty())
            << name_of(symbology) << " in kind " << kind;
    }
  }
}

}  // namespace
}  // namespace meetpoint::scan
