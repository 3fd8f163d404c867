// The rooms hold: see rules.h for the rules. Each rule is also broken on a small tree, so that a
// rule that finds nothing any more is noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <ostream>
#include <utility>

#include "tests/rooms/rules.h"

namespace meetpoint::rooms {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Tree tree_of(std::initializer_list<std::pair<std::string, std::string>> files) {
  Tree tree;
  for (const auto& [path, text] : files) tree.files.emplace(path, read_source(path, text));
  return tree;
}

void expect_nothing(const Findings& found) {
  for (const std::string& finding : found) ADD_FAILURE() << finding;
}

const Tree& project() {
  static const Tree tree = read_tree(MEETPOINT_SOURCE_DIR);
  return tree;
}

// ---- the house as it stands ---------------------------------------------------------------------

TEST(House, IsRead) {
  EXPECT_THAT(project().files, SizeIs(testing::Gt(40U)));
  EXPECT_TRUE(project().files.contains("sync/model/fold.cpp"));
  EXPECT_TRUE(project().cmake.contains("kiosk/ui/CMakeLists.txt"));
  EXPECT_FALSE(project().files.at("sync/model/fold.cpp").includes.empty());
}

TEST(House, HasOnlyKnownThingsAtTheTop) { expect_nothing(top_level_is_known(project())); }
TEST(House, DrawingKnowsNoStore) { expect_nothing(drawing_knows_no_store(project())); }
TEST(House, PureRoomsArePure) { expect_nothing(pure_rooms_are_pure(project())); }
TEST(House, SyncKnowsNoKiosk) { expect_nothing(sync_knows_no_kiosk(project())); }
TEST(House, ZxingHasOneUser) { expect_nothing(zxing_has_one_user(project())); }
TEST(House, AvahiHasOneUser) { expect_nothing(avahi_has_one_user(project())); }
TEST(House, FilesAreShort) { expect_nothing(files_are_short(project())); }
TEST(House, FoldersHaveNoCycle) { expect_nothing(folders_have_no_cycle(project())); }
TEST(House, IncludesAreByPath) { expect_nothing(includes_are_by_path(project())); }

// ---- each rule broken once ----------------------------------------------------------------------

TEST(Rule, NamesAStrangerAtTheTop) {
  Tree tree;
  tree.top_level = {".ci", "README.md", "kiosk", "misc"};
  EXPECT_THAT(top_level_is_known(tree), ElementsAre(HasSubstr("'misc'")));
}

TEST(Rule, DrawingThatIncludesTheStoreIsFound) {
  const Tree tree = tree_of({{"kiosk/ui/draw.cpp", "\n#include \"sync/store/journal.h\"\n"}});
  EXPECT_THAT(drawing_knows_no_store(tree), ElementsAre(HasSubstr("kiosk/ui/draw.cpp:2")));
}

TEST(Rule, DrawingThatIncludesSqliteIsFound) {
  const Tree tree = tree_of({{"kiosk/ui/draw.cpp", "#include <sqlite3.h>\n"}});
  EXPECT_THAT(drawing_knows_no_store(tree), ElementsAre(HasSubstr("sqlite3.h")));
}

TEST(Rule, DrawingThatReachesTheStoreThroughAnotherHeaderIsFound) {
  const Tree tree = tree_of({{"kiosk/ui/draw.cpp", "#include \"kiosk/core/app.h\"\n"},
                             {"kiosk/core/app.h", "#include \"sync/store/journal.h\"\n"}});
  EXPECT_THAT(
      drawing_knows_no_store(tree),
      ElementsAre(AllOf(HasSubstr("kiosk/ui/draw.cpp:1"), HasSubstr("through kiosk/core/app.h"))));
}

TEST(Rule, DrawingThatLinksTheStoreIsFound) {
  Tree tree;
  tree.cmake["kiosk/ui/CMakeLists.txt"] = "meetpoint_library(kiosk_ui USES kiosk_core sync_store)";
  tree.cmake["kiosk/shell/CMakeLists.txt"] = "meetpoint_library(kiosk_shell USES sync_store)";
  EXPECT_THAT(drawing_knows_no_store(tree), ElementsAre(HasSubstr("links sync_store")));
}

struct Impure {
  std::string path;
  std::string code;
  std::string said;

  friend std::ostream& operator<<(std::ostream& out, const Impure& impure) {
    return out << impure.said;
  }
};

class PureRoom : public testing::TestWithParam<Impure> {};

TEST_P(PureRoom, IsNotPureWith) {
  const Tree tree = tree_of({{GetParam().path, GetParam().code}});
  EXPECT_THAT(pure_rooms_are_pure(tree),
              ElementsAre(AllOf(HasSubstr(GetParam().path + ":1"), HasSubstr(GetParam().said))));
}

INSTANTIATE_TEST_SUITE_P(
    Each, PureRoom,
    testing::Values(
        Impure{"sync/model/a.cpp", "#include <sqlite3.h>", "sqlite3.h"},
        Impure{"sync/wire/a.cpp", "#include <curl/curl.h>", "curl/curl.h"},
        Impure{"kiosk/core/a.cpp", "#include <imgui.h>", "imgui.h"},
        Impure{"kiosk/core/a.cpp", "#include \"imgui_internal.h\"", "imgui_internal.h"},
        Impure{"kiosk/core/a.h", "#include <GLFW/glfw3.h>", "GLFW/glfw3.h"},
        Impure{"sync/model/a.cpp", "#include <ZXing/ReadBarcode.h>", "ZXing/ReadBarcode.h"},
        Impure{"sync/client/machine.h", "#include <thread>", "<thread>"},
        Impure{"sync/client/machine_push.cpp", "#include <mutex>", "<mutex>"},
        Impure{"sync/relay/machine.cpp", "#include <thread>", "<thread>"},
        Impure{"sync/client/backoff.cpp", "#include <filesystem>", "<filesystem>"},
        Impure{"sync/wire/a.h", "#include <fstream>", "<fstream>"},
        Impure{"sync/model/a.cpp", "#include <ctime>", "<ctime>"},
        Impure{"sync/model/a.cpp", "auto t = std::chrono::system_clock::now();", "clock::now"},
        Impure{"kiosk/core/a.cpp", "auto t = std::chrono::steady_clock :: now();", "steady_clock"},
        Impure{"sync/client/backoff.h", "const auto t = time(nullptr);", "time(nullptr"},
        Impure{"sync/client/backoff.h", "const auto t = std::time( NULL );", "NULL"},
        Impure{"kiosk/core/a.cpp", "std::this_thread::sleep_for(1s);", "sleep_for"}));

TEST(Rule, APureRoomThatReachesAThreadThroughAnotherHeaderIsFound) {
  const Tree tree = tree_of({{"sync/model/a.h", "#include \"sync/base/pool.h\"\n"},
                             {"sync/base/pool.h", "#include <thread>\n"}});
  EXPECT_THAT(pure_rooms_are_pure(tree), ElementsAre(HasSubstr("through sync/base/pool.h")));
}

TEST(Rule, WordsInCommentsAndLiteralsAreNotCode) {
  const Tree tree = tree_of(
      {{"sync/model/a.cpp",
        "// #include <thread>\n/* system_clock::now()\n#include <mutex> */\n"
        "const char* a = \"time(nullptr) // \\\" time(nullptr)\";\nint b = 1'000;\n"
        "const char* c = R\"x(steady_clock::now()\n#include <ctime>)x\";\nchar d = '\"';\n"}});
  expect_nothing(pure_rooms_are_pure(tree));
  EXPECT_EQ(tree.files.at("sync/model/a.cpp").lines, 8);
}

TEST(Rule, CodeAfterACommentOrLiteralIsStillRead) {
  const Tree tree = tree_of({{"sync/model/a.cpp",
                              "int a = 1'000; /* c */ char q = '\"'; const char* s = \"//\";\n"
                              "auto t = std::chrono::system_clock::now();\n"}});
  EXPECT_THAT(pure_rooms_are_pure(tree), ElementsAre(HasSubstr("sync/model/a.cpp:2")));
}

TEST(Rule, RoomsThatMayAreLeftAlone) {
  const Tree tree =
      tree_of({{"sync/client/worker.cpp", "#include <thread>\n#include <mutex>\n"},
               {"sync/store/database.cpp", "#include <sqlite3.h>\n"},
               {"kiosk/shell/run.cpp", "#include \"sync/store/database.h\"\n"},
               {"kiosk/scan/decode/decoder_zxing.cpp", "#include <ZXing/ReadBarcode.h>\n"},
               {"kiosk/scan/decode/qr_code.cpp", "#include <ZXing/BitMatrix.h>\n"}});
  expect_nothing(all_rules(tree));
}

TEST(Rule, SyncThatIncludesKioskIsFound) {
  const Tree tree = tree_of({{"sync/hub/a.cpp", "#include \"kiosk/core/decide.h\"\n"}});
  EXPECT_THAT(sync_knows_no_kiosk(tree), ElementsAre(HasSubstr("sync/hub/a.cpp:1")));
}

TEST(Rule, ASecondUserOfZxingIsFound) {
  const Tree tree = tree_of({{"kiosk/scan/scanner.cpp", "#include <ZXing/ReadBarcode.h>\n"},
                             {"kiosk/ui/qr_code.cpp", "#include <ZXing/BitMatrix.h>\n"}});
  EXPECT_THAT(zxing_has_one_user(tree), SizeIs(2));
}

TEST(Rule, ASecondUserOfAvahiIsFound) {
  const Tree tree = tree_of({{"sync/peer/worker.cpp", "#include <avahi-client/client.h>\n"},
                             {"kiosk/shell/venue.cpp", "#include \"sync/lan/round.h\"\n"},
                             {"kiosk/shell/station.cpp", "#include \"sync/lan/lan.h\"\n"},
                             {"sync/lan/round.h", "#include <avahi-client/client.h>\n"}});
  EXPECT_THAT(avahi_has_one_user(tree), SizeIs(2));
}

TEST(Rule, AFileOver400LinesIsFound) {
  const Tree tree = tree_of({{"sync/base/at.h", std::string(400, '\n')},
                             {"tests/sync/base/over_test.cpp", std::string(401, '\n')}});
  EXPECT_THAT(files_are_short(tree), ElementsAre(HasSubstr("over_test.cpp has 401 lines")));
}

TEST(Rule, ACircleOfFoldersIsFoundOnce) {
  const Tree tree = tree_of({{"sync/a/x.h", "#include \"sync/b/x.h\"\n"},
                             {"sync/b/x.h", "#include \"sync/c/x.h\"\n"},
                             {"sync/c/x.h", "#include \"sync/a/y.h\"\n"},
                             {"sync/a/y.h", ""},
                             {"sync/d/x.h", "#include \"sync/a/x.h\"\n"}});
  EXPECT_THAT(folders_have_no_cycle(tree),
              ElementsAre(HasSubstr("sync/c (sync/b/x.h includes sync/c/x.h) -> sync/a")));
}

TEST(Rule, AnIncludeWithoutItsPathIsFound) {
  const Tree tree = tree_of({{"sync/a/x.cpp", "#include \"x.h\"\n#include \"../b/y.h\"\n"},
                             {"sync/a/x.h", ""},
                             {"sync/b/y.h", ""}});
  EXPECT_THAT(includes_are_by_path(tree), SizeIs(2));
}

// ---- reading a tree from disk -------------------------------------------------------------------

TEST(ReadTree, LeavesOutWhatGitIgnores) {
  namespace fs = std::filesystem;
  const fs::path top = fs::path(testing::TempDir()) / "meetpoint_rooms_test";
  fs::remove_all(top);
  for (const char* path : {"sync/base/a.h", "build/dev/b.cpp", "tests/node_modules/c.h"}) {
    fs::create_directories((top / path).parent_path());
    std::ofstream(top / path) << "#include <thread>\n";
  }
  std::ofstream(top / "sync/base/CMakeLists.txt") << "x\n";
  const Tree tree = read_tree(top);
  fs::remove_all(top);
  EXPECT_THAT(tree.top_level, ElementsAre("sync", "tests"));
  EXPECT_THAT(tree.files, ElementsAre(testing::Key("sync/base/a.h")));
  EXPECT_THAT(tree.cmake, ElementsAre(testing::Key("sync/base/CMakeLists.txt")));
}

}  // namespace
}  // namespace meetpoint::rooms
