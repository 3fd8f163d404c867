// Plays a V4L2 camera behind the seam of its system calls: an honest one, or one that lies about
// its formats, tears frames, and vanishes.
#pragma once

#include <linux/videodev2.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kiosk/scan/camera/video_device.h"

namespace meetpoint::scan {

// What the camera is and does; shared with the test, which may change it while the camera runs.
struct FakeCameraScript {
  struct Format {
    std::uint32_t fourcc = V4L2_PIX_FMT_GREY;
    std::uint32_t frames_per_second = 30;  // 0: does not say
  };
  struct Shot {
    std::vector<std::uint8_t> bytes;
    std::uint32_t flags = 0;
    std::uint32_t says_index = UINT32_MAX;  // a lie
    std::uint32_t says_used = UINT32_MAX;   // a lie
  };

  struct Control {
    std::int32_t least = 0;
    std::int32_t most = 1;
    std::int32_t value = 0;
    std::uint32_t flags = 0;
    int set_error = 0;
    std::int32_t step = 1;
  };

  int open_error = 0;
  std::string card = "Fake Camera";
  std::string bus = "usb-0000:00:14.0-2";
  std::uint32_t capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  std::vector<Format> formats{{}};
  std::set<std::uint32_t> refuses;  // offered, but not to be set
  int set_format_error = EINVAL;
  std::uint32_t width = 64;  // what it sets whatever is asked for
  std::uint32_t height = 48;
  std::uint32_t bytes_per_line = 0;
  std::uint32_t answers_fourcc = 0;  // 0: what was asked for
  std::uint32_t buffers = 4;
  std::uint32_t buffer_length = 64 * 48 * 3;

  std::deque<Shot> shots;  // to be delivered
  int read_error = 0;      // instead of them
  bool unplugged = false;
  std::map<std::uint32_t, Control> controls;
  // Fills a frame just before it is delivered, as the scene and the controls are then.
  std::function<void(FakeCameraScript&, Shot&)> expose;

  // What was seen.
  std::uint32_t set_fourcc = 0;
  int opened = 0;
  int mapped = 0;
  bool streaming = false;
  std::size_t queued = 0;  // buffers that the camera has
  std::vector<std::pair<std::uint32_t, std::int32_t>> set_controls;
};

class FakeCamera final : public VideoDevice {
 public:
  explicit FakeCamera(std::shared_ptr<FakeCameraScript> script) : script_(std::move(script)) {}

  int open(const std::string&) override {
    script_->opened += 1;
    return script_->unplugged ? ENOENT : script_->open_error;
  }

  int control(unsigned long request, void* argument) override {
    if (script_->unplugged) return ENODEV;
    switch (request) {
      case VIDIOC_QUERYCAP: return describe(*static_cast<v4l2_capability*>(argument));
      case VIDIOC_QUERYCTRL: return query(*static_cast<v4l2_queryctrl*>(argument));
      case VIDIOC_G_CTRL: return get(*static_cast<v4l2_control*>(argument));
      case VIDIOC_S_CTRL: return set(*static_cast<v4l2_control*>(argument));
      case VIDIOC_ENUM_FMT: return enumerate(*static_cast<v4l2_fmtdesc*>(argument));
      case VIDIOC_ENUM_FRAMEINTERVALS: return interval(*static_cast<v4l2_frmivalenum*>(argument));
      case VIDIOC_S_FMT: return set_format(static_cast<v4l2_format*>(argument)->fmt.pix);
      case VIDIOC_REQBUFS: return request_buffers(*static_cast<v4l2_requestbuffers*>(argument));
      case VIDIOC_QUERYBUF:
        static_cast<v4l2_buffer*>(argument)->length = script_->buffer_length;
        static_cast<v4l2_buffer*>(argument)->m.offset = static_cast<v4l2_buffer*>(argument)->index;
        return 0;
      case VIDIOC_QBUF:
        queued_.push_back(static_cast<v4l2_buffer*>(argument)->index);
        script_->queued = queued_.size();
        return 0;
      case VIDIOC_DQBUF: return deliver(*static_cast<v4l2_buffer*>(argument));
      case VIDIOC_STREAMON: script_->streaming = true; return 0;
      case VIDIOC_STREAMOFF: script_->streaming = false; return 0;
      default: return EINVAL;
    }
  }

  int map(std::size_t length, std::int64_t offset, void** address) override {
    if (length != script_->buffer_length) return EINVAL;
    script_->mapped += 1;
    *address = memory_.at(static_cast<std::size_t>(offset)).data();
    return 0;
  }
  void unmap(void*, std::size_t) override { script_->mapped -= 1; }

  int wait(Duration) override {
    if (script_->unplugged) return ENODEV;
    return script_->shots.empty() && script_->read_error == 0 ? ETIMEDOUT : 0;
  }

 private:
  int describe(v4l2_capability& about) const {
    about.capabilities = script_->capabilities;
    const auto write = [](auto& field, const std::string& text) {
      std::memcpy(field, text.data(), std::min(text.size(), sizeof field));
    };
    write(about.card, script_->card);
    write(about.bus_info, script_->bus);
    return 0;
  }
  int query(v4l2_queryctrl& asked) const {
    const auto found = script_->controls.find(asked.id);
    if (found == script_->controls.end()) return EINVAL;
    asked.minimum = found->second.least;
    asked.maximum = found->second.most;
    asked.step = found->second.step;
    asked.flags = found->second.flags;
    return 0;
  }
  int get(v4l2_control& asked) const {
    const auto found = script_->controls.find(asked.id);
    if (found == script_->controls.end()) return EINVAL;
    asked.value = found->second.value;
    return 0;
  }
  int set(const v4l2_control& asked) {
    const auto found = script_->controls.find(asked.id);
    if (found == script_->controls.end()) return EINVAL;
    if (found->second.set_error != 0) return found->second.set_error;
    if (asked.value < found->second.least || asked.value > found->second.most) return ERANGE;
    found->second.value = asked.value;
    script_->set_controls.emplace_back(asked.id, asked.value);
    return 0;
  }
  int enumerate(v4l2_fmtdesc& described) const {
    if (described.index >= script_->formats.size()) return EINVAL;
    described.pixelformat = script_->formats[described.index].fourcc;
    return 0;
  }
  int interval(v4l2_frmivalenum& asked) const {
    for (const auto& format : script_->formats) {
      if (format.fourcc != asked.pixel_format || asked.index > 0) continue;
      if (format.frames_per_second == 0) return EINVAL;
      asked.type = V4L2_FRMIVAL_TYPE_DISCRETE;
      asked.discrete = {1, format.frames_per_second};
      return 0;
    }
    return EINVAL;
  }
  int set_format(v4l2_pix_format& asked) {
    if (script_->refuses.contains(asked.pixelformat)) return script_->set_format_error;
    if (script_->answers_fourcc != 0) asked.pixelformat = script_->answers_fourcc;
    asked.width = script_->width;
    asked.height = script_->height;
    asked.bytesperline = script_->bytes_per_line;
    script_->set_fourcc = asked.pixelformat;
    return 0;
  }
  int request_buffers(v4l2_requestbuffers& asked) {
    asked.count = script_->buffers;
    memory_.assign(asked.count, std::vector<std::uint8_t>(script_->buffer_length, 0));
    return 0;
  }
  int deliver(v4l2_buffer& buffer) {
    if (script_->read_error != 0) return script_->read_error;
    if (script_->shots.empty() || queued_.empty()) return EAGAIN;
    auto shot = std::move(script_->shots.front());
    script_->shots.pop_front();
    if (script_->expose) script_->expose(*script_, shot);
    buffer.index = queued_.front();
    queued_.pop_front();
    script_->queued = queued_.size();
    auto& memory = memory_.at(buffer.index);
    std::copy_n(shot.bytes.begin(), std::min(shot.bytes.size(), memory.size()), memory.begin());
    buffer.bytesused = static_cast<std::uint32_t>(shot.bytes.size());
    buffer.flags = shot.flags;
    if (shot.says_used != UINT32_MAX) buffer.bytesused = shot.says_used;
    if (shot.says_index != UINT32_MAX) buffer.index = shot.says_index;
    return 0;
  }

  std::shared_ptr<FakeCameraScript> script_;
  std::vector<std::vector<std::uint8_t>> memory_;
  std::deque<std::uint32_t> queued_;
};

}  // namespace meetpoint::scan
