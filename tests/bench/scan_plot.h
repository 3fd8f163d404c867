// The benchmark of the scanner as a picture: codes read by kind, and processor time.
#pragma once

#include <filesystem>

#include "tests/bench/scan_tally.h"

namespace meetpoint::bench {

// An SVG that needs nothing beside it. False where it can't be written.
bool write_plot(const Tally& tally, const std::filesystem::path& file);

}  // namespace meetpoint::bench
