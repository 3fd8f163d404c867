// The luma of pixels that lie between colours: YUYV and its kin, two bytes a pixel.
#pragma once

#include <cstddef>
#include <cstdint>

namespace meetpoint::scan {

// Every second byte of `from`, beginning with the one at `offset` (0 or 1), `count` times. Reads
// 2 * count bytes. Sixteen pixels at a time where the processor can: compilers leave this loop as
// it is at -O2, and it runs over every frame.
void take_every_second(const std::uint8_t* from, std::size_t offset, std::size_t count,
                       std::uint8_t* to);

}  // namespace meetpoint::scan
