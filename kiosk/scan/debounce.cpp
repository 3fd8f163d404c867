#include "kiosk/scan/debounce.h"

#include <algorithm>

namespace meetpoint::scan {

std::vector<std::string> Debounce::see(std::span<const std::string> codes, Moment captured_at) {
  std::erase_if(held_,
                [&](const Held& held) { return captured_at - held.last_seen >= options_.away; });
  bool anything_new = false;
  for (const std::string& code : codes) {
    const auto held = std::find_if(held_.begin(), held_.end(),
                                   [&](const Held& other) { return other.code == code; });
    if (held != held_.end()) {
      held->last_seen = captured_at;
    } else {
      held_.push_back({code, captured_at});
      anything_new = true;
    }
  }
  if (!anything_new) return {};
  std::vector<std::string> together;
  for (const Held& held : held_) {
    if (captured_at - held.last_seen <= options_.together) together.push_back(held.code);
  }
  return together;
}

}  // namespace meetpoint::scan
