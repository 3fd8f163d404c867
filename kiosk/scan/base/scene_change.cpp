#include "kiosk/scan/base/scene_change.h"

#include <cstdlib>

namespace meetpoint::scan {
namespace {

constexpr int columns = 48;
constexpr int rows = 27;
constexpr int samples = 8;     // each way in a cell, so that noise averages out
constexpr int changed_by = 5;  // grey levels of a cell's mean

}  // namespace

bool SceneChange::look(const GrayView& picture) {
  if (picture.empty()) return false;
  current_.clear();
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      int sum = 0;
      for (int j = 0; j < samples; ++j) {
        const std::uint8_t* from =
            picture.row((row * samples + j) * picture.height / (rows * samples));
        for (int i = 0; i < samples; ++i)
          sum += from[(column * samples + i) * picture.width / (columns * samples)];
      }
      current_.push_back(static_cast<std::uint8_t>(sum / (samples * samples)));
    }
  }
  bool changed = reference_.size() != current_.size();
  for (std::size_t i = 0; !changed && i < current_.size(); ++i)
    changed = std::abs(current_[i] - reference_[i]) >= changed_by;
  if (changed) reference_.swap(current_);
  return changed;
}

}  // namespace meetpoint::scan
