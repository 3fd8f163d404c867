// What frame_probe.cpp, loaded into a kiosk, tells the benchmark: shared by way of a small file
// that both map.
#pragma once

#include <atomic>
#include <cstdint>

namespace meetpoint::bench {

inline constexpr const char* probe_variable = "MEETPOINT_FRAME_PROBE";  // the file's path

struct FrameProbe {
  std::atomic<std::int64_t> first_us{0};  // CLOCK_MONOTONIC when the first frame was finished
  std::atomic<std::uint64_t> frames{0};   // shown in a window; off screen: pictures taken
};

}  // namespace meetpoint::bench
