// One call into ZXing for a QR code that was drawn module by module, upright and with a quiet zone:
// nothing is searched for, the bits are corrected and unpacked.
#pragma once

#include <optional>
#include <string>

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

// UTF-8. Never throws; whatever ZXing throws is "not read". Thread-safe.
std::optional<std::string> read_drawn_code(const GrayView& picture);

}  // namespace meetpoint::scan
