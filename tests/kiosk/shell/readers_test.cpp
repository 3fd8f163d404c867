#include "kiosk/shell/readers.h"

#include <gmock/gmock.h>

#include <fstream>

#include "kiosk/shell/default_camera.h"
#include "sync/model/badge.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::shell {
namespace {

using scan::KeyPress;
using ::testing::HasSubstr;

// The keys of a code on a keyboard of the United States.
std::vector<KeyPress> us_keys(std::string_view code) {
  std::vector<KeyPress> keys;
  for (const char c : code) {
    const bool upper = c >= 'A' && c <= 'Z';
    keys.push_back({upper ? c - 'A' + 'a' : c, upper});
  }
  return keys;
}

bool nobody(const std::string&) { return false; }

class ReadersTest : public ::testing::Test {
 protected:
  // What the kiosk takes a burst for that a reader of the United States sent to a computer of
  // `computer`.
  std::string read(std::string_view code, std::string_view computer,
                   const std::function<bool(const std::string&)>& known = nobody) {
    Remembered remembered(folder_.path());
    Readers readers(remembered, {});
    const auto keys = us_keys(code);
    return readers.badge_of(scan::type_keys(keys, computer).value_or(""), keys, known);
  }
  std::string layout() const { return Remembered(folder_.path()).value("reader-layout"); }

  meetpoint::testing::TemporaryFolder folder_;
  const unsigned char random_[16] = {7,  250, 33,  4,  190, 61,  17, 128,
                                     99, 5,   201, 77, 3,   240, 8,  91};
  const std::string badge_ = badge_code(random_);
};

TEST_F(ReadersTest, ABadgeIsReadWhateverTheComputerIsSetTo) {
  for (const char* computer : {"us", "be", "fr", "de", "ch", "nl", "gb", "es", "it"}) {
    const std::string read_code =
        read(badge_, computer, [&](const std::string& code) { return code == badge_; });
    EXPECT_EQ(read_code, badge_) << computer;
  }
}

TEST_F(ReadersTest, ABadgeThatNobodyHoldsIsReadByItsForm) { EXPECT_EQ(read(badge_, "be"), badge_); }

TEST_F(ReadersTest, TheLayoutIsRememberedForTheNextStart) {
  EXPECT_EQ(layout(), "");
  read(badge_, "fr");
  EXPECT_EQ(layout(), "us");
  // A ticket of which nothing is known is now read as that reader means it.
  EXPECT_EQ(read("ticket-42", "fr"), "ticket-42");
}

TEST_F(ReadersTest, ALayoutThatIsNoMoreRightIsForgotten) {
  read(badge_, "fr");
  // Another reader, set as the computer is: the roster knows what was typed.
  const auto keys = us_keys("qa1");
  Remembered remembered(folder_.path());
  Readers readers(remembered, {});
  const auto known = [](const std::string& code) { return code == "aq&"; };
  EXPECT_EQ(readers.badge_of("aq&", keys, known), "aq&");
  EXPECT_NE(layout(), "us");
}

TEST_F(ReadersTest, CodesOfSerialReadersLoseTheirIdentifier) {
  Remembered remembered(folder_.path());
  Readers readers(remembered, {});
  EXPECT_EQ(readers.badge_of("]Q1TICKET", {}, nobody), "TICKET");
  EXPECT_EQ(readers.badge_of("]Q1", {}, nobody), "]Q1");
  EXPECT_EQ(layout(), "");
}

TEST(BadgeForm, IsThatOfMeetpointsOwnBadges) {
  for (unsigned char i = 0; i < 200; ++i) {
    const unsigned char random[16] = {i, 1, static_cast<unsigned char>(i * 7), 200, 9, i};
    EXPECT_TRUE(has_badge_form(badge_code(random)));
  }
  const std::string code = "MP1" + std::string(26, '0');
  EXPECT_TRUE(has_badge_form(code));
  EXPECT_FALSE(has_badge_form(code + "0"));
  EXPECT_FALSE(has_badge_form("mp1" + std::string(26, '0')));
  EXPECT_FALSE(has_badge_form("MP1" + std::string(25, '0') + "1"));  // bits beyond 128
  EXPECT_FALSE(has_badge_form("MP1" + std::string(25, '0') + "U"));
}

TEST(RememberedTest, KeepsAndForgetsAndOutlivesRubbish) {
  const meetpoint::testing::TemporaryFolder folder;
  {
    Remembered remembered(folder.path() / "new");
    EXPECT_EQ(remembered.value("camera"), "");
    EXPECT_TRUE(remembered.keep("camera", "usb-046d C920"));
    EXPECT_TRUE(remembered.keep("reader-layout", "us\nevil = yes"));
  }
  Remembered again(folder.path() / "new");
  EXPECT_EQ(again.value("camera"), "usb-046d C920");
  EXPECT_EQ(again.value("evil"), "");
  EXPECT_TRUE(again.keep("camera", ""));
  EXPECT_EQ(Remembered(folder.path() / "new").value("camera"), "");
  std::ofstream(folder.path() / "new" / "machine.conf") << "\n===\nno line\n camera =  x \r\n";
  EXPECT_EQ(Remembered(folder.path() / "new").value("camera"), "x");
}

TEST(RememberedTest, SaysWhenItCanNotBeKept) {
  const meetpoint::testing::TemporaryFolder folder;
  std::ofstream(folder.path() / "file").put('x');
  Remembered remembered(folder.path() / "file" / "below");
  const Status kept = remembered.keep("camera", "a");
  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().message, HasSubstr("check the disk"));
}

TEST(DefaultCamera, AMachineWithoutOneNeedsNone) {
  const meetpoint::testing::TemporaryFolder folder;
  Remembered remembered(folder.path());
  EXPECT_FALSE(default_camera(remembered, {.dev = folder.path()}));
  std::ostringstream out;
  EXPECT_EQ(print_cameras(out, remembered, {.dev = folder.path()}), 1);
  EXPECT_THAT(out.str(), HasSubstr("No camera is there"));
}

TEST(DefaultCamera, TheOneOfTheLastTimeIsWaitedForUnderItsName) {
  const meetpoint::testing::TemporaryFolder folder;
  Remembered remembered(folder.path());
  ASSERT_TRUE(remembered.keep("camera", "usb-046d_C920?1,2"));
  const auto camera = default_camera(remembered, {.dev = folder.path()});
  ASSERT_TRUE(camera);
  EXPECT_EQ(camera->text, "v4l2:usb-046d_C920%3F1%2C2?other=1");
}

}  // namespace
}  // namespace meetpoint::shell
