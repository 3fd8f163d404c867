// The system calls that a V4L2 camera needs, and no more: the seam behind which a test plays a
// camera that lies about its formats, tears frames or vanishes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "sync/base/instant.h"

namespace meetpoint::scan {

// Every call returns 0 or an errno. One device belongs to one thread; destroying it closes it,
// after all that was mapped is unmapped.
class VideoDevice {
 public:
  virtual ~VideoDevice() = default;
  virtual int open(const std::string& path) = 0;
  virtual int control(unsigned long request, void* argument) = 0;  // ioctl
  virtual int map(std::size_t length, std::int64_t offset, void** address) = 0;
  virtual void unmap(void* address, std::size_t length) = 0;
  // Waits until a frame can be taken out; ETIMEDOUT when none came, ENODEV when the camera is gone.
  virtual int wait(Duration timeout) = 0;
};

std::unique_ptr<VideoDevice> make_system_video_device();

}  // namespace meetpoint::scan
