#include "kiosk/scan/camera/packed_luma.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace meetpoint::scan {

void take_every_second(const std::uint8_t* from, std::size_t offset, std::size_t count,
                       std::uint8_t* to) {
  std::size_t x = 0;
#if defined(__SSE2__)
  const __m128i low_bytes = _mm_set1_epi16(0x00FF);
  for (; x + 16 <= count; x += 16) {
    __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 2 * x));
    __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 2 * x + 16));
    if (offset == 0) {
      first = _mm_and_si128(first, low_bytes);
      second = _mm_and_si128(second, low_bytes);
    } else {
      first = _mm_srli_epi16(first, 8);
      second = _mm_srli_epi16(second, 8);
    }
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + x), _mm_packus_epi16(first, second));
  }
#elif defined(__ARM_NEON)
  for (; x + 16 <= count; x += 16) {
    const uint8x16x2_t pairs = vld2q_u8(from + 2 * x);
    vst1q_u8(to + x, offset == 0 ? pairs.val[0] : pairs.val[1]);
  }
#endif
  for (; x < count; ++x) to[x] = from[2 * x + offset];
}

}  // namespace meetpoint::scan
