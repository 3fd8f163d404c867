// Makes QR codes: for badges to print, for the demonstration camera, and for tests.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kiosk/scan/base/gray.h"
#include "sync/base/result.h"

namespace meetpoint::scan {

// How much of the code may be damaged or covered and still be read: about 7, 15, 25 or 30 %.
enum class Correction { low, medium, quartile, high };

class QrCode {
 public:
  QrCode(int size, std::vector<std::uint8_t> dark) : size_(size), dark_(std::move(dark)) {}

  int size() const { return size_; }  // modules on each side, without the quiet zone
  bool dark(int x, int y) const {
    return dark_[static_cast<std::size_t>(y) * static_cast<std::size_t>(size_) +
                 static_cast<std::size_t>(x)] != 0;
  }

 private:
  int size_;
  std::vector<std::uint8_t> dark_;
};

// The smallest code that holds `text` (UTF-8, 1 to 1,000 bytes). invalid_input where it is empty or
// does not fit.
Result<QrCode> make_qr_code(std::string_view text, Correction correction = Correction::medium);

// Black on white; a quiet zone of four modules is what the standard asks for.
GrayImage draw_qr_code(const QrCode& code, int pixels_per_module, int quiet_modules = 4);

}  // namespace meetpoint::scan
