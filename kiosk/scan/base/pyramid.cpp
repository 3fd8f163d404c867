#include "kiosk/scan/base/pyramid.h"

#include "kiosk/scan/base/image_ops.h"

namespace meetpoint::scan {

GrayView Pyramid::level(int n) {
  for (; made_ < n; ++made_) {
    const auto next = static_cast<std::size_t>(made_);
    shrink(made_ == 0 ? picture_ : smaller_[next - 1].view(), 2, smaller_[next]);
  }
  return n == 0 ? picture_ : smaller_[static_cast<std::size_t>(n) - 1].view();
}

}  // namespace meetpoint::scan
