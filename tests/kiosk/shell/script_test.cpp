#include "kiosk/shell/script.h"

#include <gtest/gtest.h>

#include "kiosk/shell/utf8.h"

namespace meetpoint::shell {
namespace {

std::string problem_of(const char* text) {
  const auto steps = parse_script(text);
  return steps ? "" : steps.error().message;
}

TEST(Script, ReadsStepsAndPassesOverComments) {
  const auto steps = parse_script("# a visit\n\n scan MP1ABC \nwait welcome 2.5\r\nshot welcome\n");
  ASSERT_TRUE(steps);
  ASSERT_EQ(steps->size(), 3u);
  EXPECT_EQ(steps->at(0).kind, StepKind::scan);
  EXPECT_EQ(steps->at(0).text, "MP1ABC");
  EXPECT_EQ(steps->at(1).time, Duration(2500));
  EXPECT_EQ(steps->at(2).line, 5);
}

TEST(Script, SaysWhichLineIsWrongAndWhy) {
  EXPECT_NE(problem_of("scan A\ndance\n").find("Line 2"), std::string::npos);
  EXPECT_NE(problem_of("wait nowhere").find("there is no screen"), std::string::npos);
  EXPECT_NE(problem_of("pause soon").find("number of seconds"), std::string::npos);
  EXPECT_NE(problem_of("shot ../x").find("without a folder"), std::string::npos);
  EXPECT_NE(problem_of("scan").find("must follow"), std::string::npos);
}

TEST(Utf8, ReadsWhatAKeyboardSendsAndSurvivesWhatItCanNot) {
  EXPECT_EQ(from_utf8("aë€😀"), U"aë€😀");
  EXPECT_EQ(from_utf8("a\xff\xc3"), U"a\xfffd\xfffd");
}

}  // namespace
}  // namespace meetpoint::shell
