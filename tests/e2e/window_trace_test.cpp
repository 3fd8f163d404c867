// --trace without a window: the same lines for a script that is played off screen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/process.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Trace : public ::testing::Test {
 protected:
  // A kiosk that belongs to no event yet: it says so, and that is what there is to trace.
  Process kiosk(const fs::path& trace) {
    const fs::path script = root_.path() / "script";
    write_file(script, "wait trouble\npause 0.2\n");
    return Process({MEETPOINT_KIOSK, "--data", (root_.path() / "data").string(), "--headless",
                    "--script", script.string(), "--trace", trace.string()},
                   root_.path() / "kiosk.log");
  }

  testing::TemporaryFolder root_;
};

TEST_F(Trace, TellsWhatAScriptShows) {
  const fs::path file = root_.path() / "trace.jsonl";
  Process played = kiosk(file);
  const auto ending = played.wait(Seconds(60));
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->exit_code, 0) << played.output();
  const std::string text = read_file(file);
  EXPECT_THAT(text, StartsWith(R"({"screen":"trouble","language":"nl","targets":[{"label":")"));
  EXPECT_THAT(text, HasSubstr(R"("online":false,"at_venue":false,"waiting":0,"frames":1})"));
  EXPECT_THAT(text, HasSubstr(R"({"ended":true,"frames":)"));
}

TEST_F(Trace, IsRefusedAtTheStartWhereItCantBeWritten) {
  Process refused = kiosk(root_.path() / "no such folder" / "trace.jsonl");
  const auto ending = refused.wait(Seconds(60));
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->exit_code, 1);
  EXPECT_THAT(refused.output(), HasSubstr("The trace can't be written"));
  EXPECT_THAT(refused.output(), HasSubstr("Name a file in a folder that exists."));
}

}  // namespace
}  // namespace meetpoint::e2e
