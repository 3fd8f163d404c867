// How many codes the scanner reads in the fixed pictures of each kind: exactly as many as is
// written down, so that a change that reads fewer is noticed, and one that reads more is kept.
// tests/samples/renew-counts writes the counts anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "kiosk/scan/base/image_file.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/decode/decoder_zxing.h"
#include "tests/samples/folders.h"
#include "tests/samples/kinds.h"

namespace meetpoint::samples {
namespace {

const std::filesystem::path folders = std::filesystem::path(MEETPOINT_SOURCE_DIR) / "tests/samples";

// "1.4" of "ZXing 1.4.0": what is read differs between these.
std::string decoder_line() {
  const std::string version = scan::decoder_version();
  const std::size_t digit = version.find_first_of("0123456789");
  return version.substr(digit, version.rfind('.') - digit);
}

std::filesystem::path counts_file() { return folders / ("counts-" + decoder_line() + ".txt"); }

struct Reads {
  int all = 0;
  int plain = 0;  // by ZXing alone
  int codes = 0;
  std::vector<std::string> wrong;
};

int count_in(const std::vector<scan::Decoded>& read, const FixedPicture& picture,
             std::vector<std::string>& wrong) {
  std::set<std::string> known;
  for (const scan::Decoded& code : read) {
    if (std::find(picture.texts.begin(), picture.texts.end(), code.text) != picture.texts.end()) {
      known.insert(code.text);
    } else {
      wrong.push_back(picture.file.filename().string() + ": " + code.text);
    }
  }
  return static_cast<int>(known.size());
}

Reads read_kind(const std::string& kind) {
  Reads reads;
  const auto pictures = read_folder(folders / kind);
  if (!pictures) {
    ADD_FAILURE() << pictures.error().message;
    return reads;
  }
  for (const FixedPicture& picture : *pictures) {
    const auto grey = scan::load_gray(picture.file);
    if (!grey) {
      ADD_FAILURE() << grey.error().message;
      continue;
    }
    scan::Decoder decoder;
    reads.codes += static_cast<int>(picture.texts.size());
    reads.all += count_in(decoder.decode(grey->view()), picture, reads.wrong);
    std::vector<std::string> ignored;  // what ZXing alone reads wrongly is not ours to answer for
    reads.plain +=
        count_in(scan::read_with_zxing(grey->view(), scan::Threshold::local), picture, ignored);
  }
  return reads;
}

class Folders : public testing::TestWithParam<Kind> {};

TEST_P(Folders, AreReadAsCounted) {
  const std::string kind(name_of(GetParam()));
  const Reads reads = read_kind(kind);
  EXPECT_THAT(reads.wrong, testing::IsEmpty()) << "texts that are in no picture were read";

  const auto counts = read_counts(counts_file());
  if (!counts) {
    std::cout << counts.error().message << " It is made by tests/samples/renew-counts; until then "
              << "only what plain ZXing reads is asked for.\n";
    EXPECT_GE(reads.all, reads.plain);
    return;
  }
  ASSERT_TRUE(counts->contains(kind)) << counts_file() << " lacks " << kind;
  const int wanted = counts->at(kind);
  EXPECT_GE(reads.all, wanted) << "fewer codes of '" << kind << "' are read than before";
  EXPECT_LE(reads.all, wanted) << "more codes of '" << kind << "' are read than before: raise the "
                               << "count in " << counts_file().filename()
                               << " (tests/samples/renew-counts does)";
}

INSTANTIATE_TEST_SUITE_P(Every, Folders, testing::ValuesIn(all_kinds()),
                         [](const testing::TestParamInfo<Kind>& of) {
                           std::string name(name_of(of.param));
                           std::erase(name, '-');
                           return name;
                         });

// Not a test: what renew-counts runs.
TEST(Renew, Counts) {
  if (std::getenv("MEETPOINT_RENEW_COUNTS") == nullptr)
    GTEST_SKIP() << "tests/samples/renew-counts runs this";
  std::ofstream out(counts_file());
  out << "# Codes that the scanner reads in each folder beside this file, with ZXing "
      << decoder_line() << ".\n# kind, read; how many there are, and how many plain ZXing reads.\n";
  for (const Kind kind : all_kinds()) {
    const Reads reads = read_kind(std::string(name_of(kind)));
    EXPECT_THAT(reads.wrong, testing::IsEmpty());
    out << name_of(kind) << ' ' << reads.all << "  # of " << reads.codes << ", " << reads.plain
        << '\n';
  }
  ASSERT_TRUE(out.flush()) << counts_file() << " can't be written";
}

}  // namespace
}  // namespace meetpoint::samples
