#include "kiosk/scan/reader/serial_lines.h"

#include <gmock/gmock.h>

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SerialLinesTest : public testing::Test {
 protected:
  std::vector<std::string> feed(std::string_view bytes, int at_ms = 0) {
    return lines_.feed({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
                       moment_from_ms(1000 + at_ms));
  }
  std::optional<std::string> flush(int at_ms) { return lines_.flush(moment_from_ms(1000 + at_ms)); }
  SerialLines lines_;
};

TEST_F(SerialLinesTest, EveryEndingThatReadersHaveEndsACodeOnce) {
  EXPECT_THAT(feed("A1\r"), ElementsAre("A1"));
  EXPECT_THAT(feed("A2\n"), ElementsAre("A2"));
  EXPECT_THAT(feed("A3\r\n"), ElementsAre("A3"));
  EXPECT_THAT(feed("\x02"
                   "A4\x03"),
              ElementsAre("A4"));
  EXPECT_THAT(feed(std::string_view("A5\0", 3)), ElementsAre("A5"));
  EXPECT_THAT(feed("A6\rA7\r\n\r\n"), ElementsAre("A6", "A7"));
  EXPECT_THAT(feed("  \r\n"), IsEmpty());
}

TEST_F(SerialLinesTest, ACodeMayComeInPieces) {
  EXPECT_THAT(feed("MP1AB", 0), IsEmpty());
  EXPECT_EQ(flush(50), std::nullopt);
  EXPECT_THAT(feed("CD\r", 60), ElementsAre("MP1ABCD"));
}

TEST_F(SerialLinesTest, SilenceEndsACodeThatNothingElseEnds) {
  EXPECT_THAT(feed("MP1ABCD", 0), IsEmpty());
  EXPECT_EQ(flush(119), std::nullopt);
  EXPECT_EQ(flush(120), "MP1ABCD");
  EXPECT_EQ(flush(500), std::nullopt);
  EXPECT_THAT(feed("ONE", 1000), IsEmpty());
  EXPECT_THAT(feed("TWO\r", 2000), ElementsAre("ONE", "TWO"));
}

TEST_F(SerialLinesTest, StartOfTextEndsWhatWasBegun) {
  EXPECT_THAT(feed("A1\x02"
                   "A2\x03"),
              ElementsAre("A1", "A2"));
}

TEST_F(SerialLinesTest, ControlCharactersAreLeftOutAndLatin1IsUnderstood) {
  EXPECT_THAT(feed("A\x1D\x07\x7F"
                   "B\r"),
              ElementsAre("AB"));
  EXPECT_THAT(feed("caf\xC3\xA9 \xE2\x82\xAC\r"), ElementsAre("café €"));
  EXPECT_THAT(feed("caf\xE9\r"), ElementsAre("café"));
  EXPECT_THAT(feed("\xC3\r"), ElementsAre("Ã"));
  EXPECT_THAT(feed("\xED\xA0\x80\r"), ElementsAre("í\u00A0\u0080"));
}

TEST_F(SerialLinesTest, ALineWithoutEndIsBoundedAndHalfACodeIsNone) {
  for (int i = 0; i < 500; ++i) EXPECT_THAT(feed("0123456789", i), IsEmpty());
  EXPECT_THAT(feed("\rNEXT\r", 500), ElementsAre("NEXT"));
}

TEST_F(SerialLinesTest, WhatWasBegunBeforeTheLineWasLostIsForgotten) {
  feed("HALF");
  lines_.reset();
  EXPECT_THAT(feed("WHOLE\r"), ElementsAre("WHOLE"));
}

}  // namespace
}  // namespace meetpoint::scan
