// The frames' memory of a V4L2 camera, mapped into this process, and lent to readers in place.
//
// A lent buffer comes back when its last reader lets go of it, on whatever thread that is; the
// camera's thread then gives it to the camera again. Two buffers always stay with the camera: when
// readers hold the others, there is nothing to lend, and the frame is to be copied. The device
// is closed when both the camera and all readers are done.
#pragma once

#include <linux/videodev2.h>

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kiosk/scan/camera/video_device.h"

namespace meetpoint::scan {

// All but the deleters that lend() makes belongs to the camera's thread. Errors are errno.
class V4l2Buffers : public std::enable_shared_from_this<V4l2Buffers> {
 public:
  explicit V4l2Buffers(std::unique_ptr<VideoDevice> device) : device_(std::move(device)) {}
  ~V4l2Buffers();
  V4l2Buffers(const V4l2Buffers&) = delete;
  V4l2Buffers& operator=(const V4l2Buffers&) = delete;

  VideoDevice& device() { return *device_; }
  std::size_t size() const { return buffers_.size(); }

  // Asks the camera for buffers, maps them, and gives them to it. The sentence goes on behind
  // "The camera …".
  struct Trouble {
    int error = 0;  // 0: what it said can't be
    std::string words;
  };
  std::optional<Trouble> map();

  // Gives a buffer to the camera.
  int give(std::uint32_t index);
  // Gives it all that readers let go of.
  int give_returned();

  // What is in a buffer that was taken out; never more than there is.
  std::span<const std::uint8_t> bytes(std::uint32_t index, std::size_t used) const;

  // A handle on a buffer that was taken out; nullptr where none can be spared.
  std::shared_ptr<const void> lend(std::uint32_t index);

 private:
  struct Buffer {
    void* address = nullptr;
    std::size_t length = 0;
  };

  std::unique_ptr<VideoDevice> device_;
  std::vector<Buffer> buffers_;
  std::size_t lent_ = 0;

  std::mutex mutex_;
  std::vector<std::uint32_t> returned_;
};

// What every call on a buffer begins with.
v4l2_buffer empty_v4l2_buffer(std::uint32_t index = 0);

}  // namespace meetpoint::scan
