#include "kiosk/scan/decode/qr_code.h"

#include <gtest/gtest.h>

namespace meetpoint::scan {
namespace {

TEST(QrCode, HasFinderPatternsAndAStandardSize) {
  const auto code = make_qr_code("MP1ABCDEFGHJKMNPQRSTVWXYZ0123");
  ASSERT_TRUE(code);
  EXPECT_EQ((code->size() - 21) % 4, 0);
  const int far = code->size() - 7;
  const Point corners[] = {{0, 0}, {far, 0}, {0, far}};
  for (const Point& corner : corners) {
    EXPECT_TRUE(code->dark(corner.x, corner.y));
    EXPECT_FALSE(code->dark(corner.x + 1, corner.y + 1));
    EXPECT_TRUE(code->dark(corner.x + 3, corner.y + 3));
  }
}

TEST(QrCode, MoreCorrectionNeedsNoSmallerCode) {
  const std::string text(60, 'x');
  EXPECT_LT(make_qr_code(text, Correction::low)->size(),
            make_qr_code(text, Correction::high)->size());
}

TEST(QrCode, SaysWhatIsWrongWithATextItCanNotHold) {
  EXPECT_EQ(make_qr_code("").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(make_qr_code(std::string(1001, 'x')).error().code, ErrorCode::too_large);
  EXPECT_TRUE(make_qr_code(std::string(1000, 'x'), Correction::high));
}

TEST(QrCode, IsDrawnWithItsQuietZone) {
  const auto code = make_qr_code("A");
  const GrayImage image = draw_qr_code(*code, 3, 4);
  EXPECT_EQ(image.width(), (code->size() + 8) * 3);
  EXPECT_EQ(image.row(11)[11], 255);
  EXPECT_EQ(image.row(12)[12], 0);
}

}  // namespace
}  // namespace meetpoint::scan
