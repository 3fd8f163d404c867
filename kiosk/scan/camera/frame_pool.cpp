#include "kiosk/scan/camera/frame_pool.h"

namespace meetpoint::scan {
namespace {

constexpr std::size_t most_kept = 4;

}  // namespace

std::shared_ptr<GrayImage> FramePool::take() {
  std::unique_ptr<GrayImage> picture;
  {
    const std::lock_guard lock(shelf_->mutex);
    shelf_->free.reserve(most_kept);  // so that giving one back can't fail
    if (!shelf_->free.empty()) {
      picture = std::move(shelf_->free.back());
      shelf_->free.pop_back();
    }
  }
  if (!picture) picture = std::make_unique<GrayImage>();
  return {picture.release(), [shelf = shelf_](GrayImage* returned) {
            std::unique_ptr<GrayImage> kept(returned);
            const std::lock_guard lock(shelf->mutex);
            if (shelf->free.size() < most_kept) shelf->free.push_back(std::move(kept));
          }};
}

}  // namespace meetpoint::scan
