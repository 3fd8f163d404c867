#include "kiosk/scan/decode/drawn_code.h"

#include <gtest/gtest.h>

#include "kiosk/scan/decode/qr_code.h"

namespace meetpoint::scan {
namespace {

TEST(DrawnCode, IsReadInEverySize) {
  for (const std::string& text :
       {std::string("HELLO"), std::string("MP1ABCDEFGHJKMNPQRSTVWXYZ0123"), std::string("Zoë – 7€"),
        std::string(300, 'x')}) {
    for (const int pixels : {2, 3, 6}) {
      const auto read = read_drawn_code(draw_qr_code(*make_qr_code(text), pixels).view());
      ASSERT_TRUE(read) << text << " at " << pixels;
      EXPECT_EQ(*read, text);
    }
  }
}

TEST(DrawnCode, WhatIsNoneIsNotRead) {
  EXPECT_FALSE(read_drawn_code(GrayImage(99, 99, 255).view()));
  EXPECT_FALSE(read_drawn_code(GrayImage(99, 99, 0).view()));
}

}  // namespace
}  // namespace meetpoint::scan
