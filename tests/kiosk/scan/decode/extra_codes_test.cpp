#include "kiosk/scan/decode/extra_codes.h"

#include <gmock/gmock.h>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/decode/qr_code.h"
#include "tests/kiosk/scan/decode/ticket_codes.h"

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using testing_codes::ticket_code;

const std::vector<Symbology> all_kinds = {Symbology::micro_qr_code, Symbology::data_matrix,
                                          Symbology::aztec, Symbology::pdf417, Symbology::code_128};

void put(GrayImage& frame, const GrayImage& code, int x, int y) {
  for (int row = 0; row < code.height(); ++row)
    std::copy_n(code.row(row), code.width(), frame.row(y + row) + x);
}

// Held where the screen shows the middle of the picture.
GrayImage frame_with(const GrayImage& code) {
  GrayImage frame(800, 480, 130);
  put(frame, code, (800 - code.width()) / 2 + 7, (480 - code.height()) / 2 - 5);
  return frame;
}

std::vector<std::string> texts(const std::vector<Decoded>& codes) {
  std::vector<std::string> all;
  for (const Decoded& code : codes) all.push_back(code.text);
  return all;
}

TEST(ExtraCodes, NothingIsLookedForUnlessTheEventHasIt) {
  ExtraCodes extra;
  const GrayImage frame = frame_with(ticket_code(Symbology::aztec, "TICKET-42", 4));
  EXPECT_TRUE(extra.none());
  EXPECT_THAT(extra.read_all(frame.view()), IsEmpty());
  EXPECT_THAT(extra.read_next(frame.view()), IsEmpty());
  EXPECT_TRUE(extra.exhausted());
  extra.look_for({Symbology::qr_code});
  EXPECT_TRUE(extra.none());
  extra.look_for({Symbology::data_matrix});
  EXPECT_THAT(extra.read_all(frame.view()), IsEmpty());
  extra.look_for({Symbology::data_matrix, Symbology::aztec});
  EXPECT_THAT(texts(extra.read_all(frame.view())), ElementsAre("TICKET-42"));
}

TEST(ExtraCodes, InAFilmEachKindHasItsTurnAndWhatIsReadKeepsIt) {
  for (const Symbology kind : all_kinds) {
    ExtraCodes extra;
    extra.look_for(all_kinds);
    const GrayImage frame =
        frame_with(ticket_code(kind, std::string(testing_codes::micro_text), 4));
    int frames = 0;
    while (!extra.exhausted() && extra.read_next(frame.view()).empty()) frames += 1;
    EXPECT_LT(frames, 20) << name_of(kind);
    EXPECT_EQ(extra.read_as(), name_of(kind));
    EXPECT_FALSE(extra.read_next(frame.view()).empty()) << name_of(kind);
  }
}

TEST(ExtraCodes, ATicketBesideTheMiddleIsReadWhereItIs) {
  // 1.4 finds Aztec codes in the middle of a picture only.
  for (const Symbology kind : {Symbology::data_matrix, Symbology::pdf417, Symbology::code_128}) {
    const int pixels = kind == Symbology::data_matrix ? 5 : 3;
    const GrayImage code = ticket_code(kind, "TICKET-42", pixels);
    GrayImage frame(800, 480, 130);
    put(frame, code, 120, 40);
    ExtraCodes extra;
    extra.look_for({kind});
    std::vector<Decoded> codes;
    while (!extra.exhausted() && codes.empty()) codes = extra.read_next(frame.view());
    ASSERT_EQ(texts(codes), std::vector<std::string>{"TICKET-42"}) << name_of(kind);
    EXPECT_NEAR(codes[0].corners[0].x, 120 + 6 * pixels, 10) << name_of(kind);
    EXPECT_NEAR(codes[0].corners[0].y, 40 + 6 * pixels, 10) << name_of(kind);
  }
}

TEST(ExtraCodes, DarkTicketsOnTelephonesAreReadToo) {
  GrayImage dark;
  invert(ticket_code(Symbology::data_matrix, "TICKET-42", 8).view(), dark);
  ExtraCodes extra;
  extra.look_for({Symbology::data_matrix});
  const GrayImage frame = frame_with(dark);
  std::vector<Decoded> codes;
  while (!extra.exhausted() && codes.empty()) codes = extra.read_next(frame.view());
  ASSERT_EQ(texts(codes), std::vector<std::string>{"TICKET-42"});
  const int side = dark.width() - 2 * 48;
  EXPECT_NEAR(codes[0].corners[2].x - codes[0].corners[0].x, side, 10);
  EXPECT_NEAR(codes[0].corners[0].x, 400 + 7 - side / 2, 8);
}

TEST(ExtraCodes, WhenEachHadItsTurnInVainThereIsNoMoreToTry) {
  ExtraCodes extra;
  extra.look_for({Symbology::code_128, Symbology::pdf417});
  const GrayImage empty(320, 240, 90);
  EXPECT_FALSE(extra.exhausted());
  int frames = 0;
  for (; !extra.exhausted() && frames < 20; ++frames) extra.read_next(empty.view());
  EXPECT_EQ(frames, 6);
  extra.restart();
  EXPECT_FALSE(extra.exhausted());
}

}  // namespace
}  // namespace meetpoint::scan
