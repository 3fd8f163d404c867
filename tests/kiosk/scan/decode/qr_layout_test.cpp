#include "kiosk/scan/decode/qr_layout.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "kiosk/scan/decode/qr_code.h"

namespace meetpoint::scan {
namespace {

// What is said to be in every code is in the ones that ZXing makes, of many sizes.
TEST(QrLayout, IsWhatCodesHaveInCommon) {
  std::set<int> sizes;
  for (std::size_t length = 4; length <= 1000; length += 12) {
    const auto code = make_qr_code(std::string(length, 'm'), Correction::high);
    if (!code || !sizes.insert(code->size()).second) continue;
    const QrLayout layout(code->size());
    for (std::size_t i = 0; i < layout.patterns().size(); ++i) {
      for (const FixedModule& module : layout.patterns()[i]) {
        ASSERT_EQ(code->dark(module.x, module.y), module.dark)
            << "size " << code->size() << " pattern " << i << " at " << module.x << "," << module.y;
      }
    }
  }
  EXPECT_GE(sizes.size(), 25u);
  EXPECT_TRUE(sizes.contains(QrLayout::smallest));
}

TEST(QrLayout, TheLastAlignmentPatternIsAtTheBottomRight) {
  const QrLayout layout(57);  // version 10
  int right = 0;
  int bottom = 0;
  for (const FixedModule& module : layout.patterns().back()) {
    right = std::max(right, module.x);
    bottom = std::max(bottom, module.y);
  }
  EXPECT_EQ(right, 57 - 5);
  EXPECT_EQ(bottom, 57 - 5);
}

}  // namespace
}  // namespace meetpoint::scan
