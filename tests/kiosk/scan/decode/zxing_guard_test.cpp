#include "kiosk/scan/decode/zxing_guard.h"

#include <gtest/gtest.h>

#include <cassert>
#include <stdexcept>
#include <thread>
#include <vector>

#include "kiosk/scan/base/random.h"
#include "kiosk/scan/decode/decoder_zxing.h"
#include "tests/kiosk/scan/decode/ticket_codes.h"

namespace meetpoint::scan {
namespace {

#ifdef __GLIBC__

void fail_an_assertion(void* /*data*/) {
  __assert_fail("it holds", "guard_test", 1, "fail_an_assertion");
}

TEST(ZxingGuard, AFailedAssertionEndsTheCallAndNothingElse) {
  const auto before = guarded_faults();
  EXPECT_FALSE(guarded(fail_an_assertion, nullptr));
  EXPECT_EQ(guarded_faults(), before + 1);
  int ran = 0;
  EXPECT_TRUE(guarded([](void* data) { *static_cast<int*>(data) = 5; }, &ran));
  EXPECT_EQ(ran, 5);
  EXPECT_EQ(guarded_faults(), before + 1);
}

TEST(ZxingGuard, ExceptionsPass) {
  EXPECT_THROW(guarded([](void*) { throw std::runtime_error("as ZXing does"); }, nullptr),
               std::runtime_error);
  EXPECT_FALSE(guarded(fail_an_assertion, nullptr));
}

TEST(ZxingGuard, OnlyTheGuardedCallIsLeftAndOnlyOnItsThread) {
  EXPECT_TRUE(guarded([](void*) {}, nullptr));
  EXPECT_DEATH(fail_an_assertion(nullptr), "it holds");
  EXPECT_THROW(guarded([](void*) { throw 1; }, nullptr), int);
  EXPECT_DEATH(fail_an_assertion(nullptr), "it holds");
  // In the child: another thread's assertion, while this one is inside a guarded call.
  EXPECT_DEATH(guarded([](void*) { std::thread(fail_an_assertion, nullptr).join(); }, nullptr),
               "it holds");
}

#endif

// Torn Micro QR codes and pieces of bar codes: where the ZXing of Debian 12 aborts a few times in
// a thousand, and the others now and then.
TEST(ZxingGuard, TornCodesOfEveryKindEndNoProcess) {
  const Symbology kinds[] = {Symbology::qr_code, Symbology::micro_qr_code, Symbology::data_matrix,
                             Symbology::aztec,   Symbology::pdf417,        Symbology::code_128};
  const std::string text(testing_codes::micro_text);
  for (const Symbology kind : kinds) {
    const GrayImage code = testing_codes::ticket_code(
        kind == Symbology::micro_qr_code ? Symbology::qr_code : kind, text, 3);
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
      Random random(seed);
      GrayImage image(60 + static_cast<int>(random.below(200)),
                      60 + static_cast<int>(random.below(200)), 255);
      for (std::uint64_t part = 1 + random.below(5); part > 0; --part) {
        const int left = static_cast<int>(random.below(200)) - 60;
        const int top = static_cast<int>(random.below(200)) - 60;
        const bool mirrored = random.below(3) == 0;
        for (int y = std::max(0, top); y < std::min(image.height(), top + code.height()); ++y) {
          for (int x = std::max(0, left); x < std::min(image.width(), left + code.width()); ++x)
            image.row(y)[x] = code.row(y - top)[mirrored ? code.width() - 1 - x + left : x - left];
        }
      }
      for (std::uint64_t blot = random.below(40); blot > 0; --blot) {
        const int x = static_cast<int>(random.below(std::uint64_t(image.width())));
        const int y = static_cast<int>(random.below(std::uint64_t(image.height())));
        const auto shade = static_cast<std::uint8_t>(random.below(256));
        for (int j = y; j < std::min(image.height(), y + 9); ++j)
          for (int i = x; i < std::min(image.width(), x + 9); ++i) image.row(j)[i] = shade;
      }
      for (const Decoded& read : read_with_zxing(image.view(), Threshold::local, kind))
        EXPECT_EQ(read.text, text) << name_of(kind) << " " << seed;
    }
  }
}

}  // namespace
}  // namespace meetpoint::scan
