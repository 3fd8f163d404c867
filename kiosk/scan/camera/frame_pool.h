// Pictures that are used over and over: a new one for every frame would be a megabyte of fresh
// memory thirty times a second. A picture comes back when its last reader lets go of it, on
// whatever thread that is; it may outlive the pool. take() belongs to one thread.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

class FramePool {
 public:
  FramePool() : shelf_(std::make_shared<Shelf>()) {}

  // A picture that nobody else reads or writes; its size and pixels are undefined.
  std::shared_ptr<GrayImage> take();

 private:
  struct Shelf {
    std::mutex mutex;
    std::vector<std::unique_ptr<GrayImage>> free;  // bounded: what is beyond is given back
  };
  std::shared_ptr<Shelf> shelf_;
};

}  // namespace meetpoint::scan
