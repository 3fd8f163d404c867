#include "kiosk/scan/camera/v4l2_buffers.h"

#include <algorithm>

namespace meetpoint::scan {
namespace {

constexpr std::uint32_t wanted = 6;  // two for the camera, and what preview and reading may hold
constexpr std::uint32_t most = 32;
constexpr std::size_t stay_with_camera = 2;
constexpr std::size_t largest = 256u << 20;

const char* const no_memory = "gives no memory for frames";
const char* const no_memory_at_all = "gives no memory for frames; unplug it and plug it in again";

}  // namespace

v4l2_buffer empty_v4l2_buffer(std::uint32_t index) {
  v4l2_buffer buffer{};
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  buffer.index = index;
  return buffer;
}

V4l2Buffers::~V4l2Buffers() {
  for (const Buffer& buffer : buffers_) device_->unmap(buffer.address, buffer.length);
}

std::optional<V4l2Buffers::Trouble> V4l2Buffers::map() {
  v4l2_requestbuffers request{};
  request.count = wanted;
  request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  if (const int error = device_->control(VIDIOC_REQBUFS, &request))
    return Trouble{error, no_memory};
  if (request.count < 2 || request.count > most) return Trouble{0, no_memory_at_all};
  buffers_.reserve(request.count);
  returned_.reserve(request.count);  // so that giving one back can't fail
  for (std::uint32_t index = 0; index < request.count; ++index) {
    v4l2_buffer buffer = empty_v4l2_buffer(index);
    if (const int error = device_->control(VIDIOC_QUERYBUF, &buffer))
      return Trouble{error, no_memory};
    if (buffer.length == 0 || buffer.length > largest) return Trouble{0, no_memory_at_all};
    Buffer mapped{nullptr, buffer.length};
    if (const int error = device_->map(mapped.length, buffer.m.offset, &mapped.address))
      return Trouble{error, no_memory};
    buffers_.push_back(mapped);
    if (const int error = give(index)) return Trouble{error, "takes no memory for frames"};
  }
  return std::nullopt;
}

int V4l2Buffers::give(std::uint32_t index) {
  v4l2_buffer buffer = empty_v4l2_buffer(index);
  return device_->control(VIDIOC_QBUF, &buffer);
}

int V4l2Buffers::give_returned() {
  std::vector<std::uint32_t> returned;
  {
    const std::lock_guard lock(mutex_);
    if (returned_.empty()) return 0;
    returned = returned_;
    returned_.clear();
  }
  lent_ -= returned.size();
  for (const std::uint32_t index : returned) {
    if (const int error = give(index)) return error;
  }
  return 0;
}

std::span<const std::uint8_t> V4l2Buffers::bytes(std::uint32_t index, std::size_t used) const {
  const Buffer& buffer = buffers_[index];
  return {static_cast<const std::uint8_t*>(buffer.address), std::min(used, buffer.length)};
}

std::shared_ptr<const void> V4l2Buffers::lend(std::uint32_t index) {
  if (lent_ + 1 + stay_with_camera > buffers_.size()) return nullptr;
  lent_ += 1;
  return {buffers_[index].address, [self = shared_from_this(), index](const void*) {
            const std::lock_guard lock(self->mutex_);
            self->returned_.push_back(index);
          }};
}

}  // namespace meetpoint::scan
