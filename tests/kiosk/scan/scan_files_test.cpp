#include "kiosk/scan/scan_files.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "kiosk/scan/decode/qr_code.h"
#include "tests/kiosk/scan/folder.h"

namespace meetpoint::scan {
namespace {

struct Scanned {
  int exit_code = 0;
  std::vector<nlohmann::json> lines;
  std::string err;
};

Scanned run(const std::vector<std::string>& paths) {
  std::ostringstream out;
  std::ostringstream err;
  Scanned result;
  result.exit_code = scan_files(paths, out, err);
  std::istringstream in(out.str());
  for (std::string line; std::getline(in, line);)
    result.lines.push_back(nlohmann::json::parse(line));
  result.err = err.str();
  return result;
}

GrayImage code_image(const std::string& text) {
  return draw_qr_code(make_qr_code(text).value(), 5);
}

TEST(ScanFiles, PrintsOneLineAPicture) {
  const Folder folder;
  folder.write("a.pgm", code_image("BADGE-A"));
  const Scanned result = run({(folder / "a.pgm").string()});
  EXPECT_EQ(result.exit_code, 0);
  ASSERT_EQ(result.lines.size(), 1U);
  const auto& line = result.lines[0];
  EXPECT_EQ(line["file"], (folder / "a.pgm").string());
  ASSERT_EQ(line["codes"].size(), 1U);
  EXPECT_EQ(line["codes"][0]["text"], "BADGE-A");
  EXPECT_EQ(line["codes"][0]["corners"].size(), 4U);
  EXPECT_EQ(line["codes"][0]["corners"][0].size(), 2U);
  EXPECT_GT(line["ms"].get<double>(), 0);
}

TEST(ScanFiles, WalksFoldersAndGoesOnAfterWhatItCanNotRead) {
  const Folder folder;
  std::filesystem::create_directories(folder / "deep");
  folder.write("deep/c.pgm", code_image("BADGE-C"));
  folder.write("a.pgm", GrayImage(80, 60, 200));
  folder.write("b.png", std::vector<std::uint8_t>{'x'});
  folder.write("notes.txt", std::vector<std::uint8_t>{'x'});
  const Scanned result = run({folder.string()});
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_EQ(result.lines.size(), 3U);
  EXPECT_TRUE(result.lines[0]["codes"].empty());
  EXPECT_TRUE(result.lines[1].contains("error"));
  EXPECT_EQ(result.lines[2]["codes"][0]["text"], "BADGE-C");
}

TEST(ScanFiles, AFileThatIsNamedAndMissingIsAnError) {
  const Folder folder;
  const Scanned result = run({(folder / "no.png").string()});
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_EQ(result.lines.size(), 1U);
  EXPECT_TRUE(result.lines[0].contains("error"));
}

TEST(ScanFiles, AFolderWithoutPicturesIsSaid) {
  const Folder folder;
  const Scanned result = run({folder.string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("holds no picture"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::scan
