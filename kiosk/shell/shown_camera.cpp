#include "kiosk/shell/shown_camera.h"

namespace meetpoint::shell {

std::size_t ShownCamera::choose(std::span<const CameraView> views) {
  found_since_.resize(views.size());
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (!views[i].found) {
      found_since_[i].reset();
    } else if (!found_since_[i]) {
      found_since_[i] = views[i].at;
    }
  }
  if (shown_ >= views.size()) shown_ = 0;
  const auto steadily_found = [&](std::size_t i) {
    return found_since_[i] && views[i].at - *found_since_[i] >= steady_;
  };
  const auto worth = [&](std::size_t i) {
    if (!views[i].picture) return 0;
    if (views[i].read) return 3;
    return steadily_found(i) ? 2 : 1;
  };
  // What is shown stays while anything is found there.
  const bool busy = !views.empty() && views[shown_].picture && views[shown_].found;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const int least = busy ? 3 : 1;
    if (worth(i) >= least && worth(i) > worth(shown_)) shown_ = i;
  }
  return shown_;
}

}  // namespace meetpoint::shell
