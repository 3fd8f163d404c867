#include "kiosk/scan/camera/packed_luma.h"

#include <gtest/gtest.h>

#include <vector>

namespace meetpoint::scan {
namespace {

TEST(PackedLuma, TakesEverySecondByteAtEveryLengthAndNoMore) {
  for (std::size_t count = 0; count <= 70; ++count) {
    std::vector<std::uint8_t> from(2 * count);  // exact, so that a sanitizer sees one byte too many
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<std::uint8_t>(i * 37 + 200);
    for (const std::size_t offset : {0U, 1U}) {
      std::vector<std::uint8_t> to(count + 1, 7);
      take_every_second(from.data(), offset, count, to.data());
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(to[i], from[2 * i + offset]) << count;
      EXPECT_EQ(to[count], 7);
    }
  }
}

}  // namespace
}  // namespace meetpoint::scan
