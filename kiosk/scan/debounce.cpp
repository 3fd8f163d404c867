#include "kiosk/scan/debounce.h"

#include <algorithm>

namespace meetpoint::scan {

Moment Debounce::Held::last_seen() const {
  Moment last = seen.front().at;
  for (const Sighting& sighting : seen) last = std::max(last, sighting.at);
  return last;
}

std::vector<std::string> Debounce::see(std::span<const std::string> codes, Moment captured_at,
                                       std::size_t camera) {
  std::erase_if(held_,
                [&](const Held& held) { return captured_at - held.last_seen() >= options_.away; });
  bool anything_new = false;
  for (const std::string& code : codes) {
    auto held = std::find_if(held_.begin(), held_.end(),
                             [&](const Held& other) { return other.code == code; });
    if (held == held_.end()) {
      held_.push_back({code, {{camera, captured_at}}});
      anything_new = true;
      continue;
    }
    const auto before = std::find_if(held->seen.begin(), held->seen.end(),
                                     [&](const Sighting& s) { return s.camera == camera; });
    if (before == held->seen.end()) {
      held->seen.push_back({camera, captured_at});
    } else {
      before->at = std::max(before->at, captured_at);
    }
  }
  if (!anything_new) return {};
  std::vector<std::string> together;
  for (const Held& held : held_) {
    const bool beside = std::any_of(held.seen.begin(), held.seen.end(), [&](const Sighting& s) {
      return s.camera == camera && captured_at - s.at <= options_.together;
    });
    if (beside) together.push_back(held.code);
  }
  return together;
}

}  // namespace meetpoint::scan
