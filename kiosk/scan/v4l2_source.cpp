#include "kiosk/scan/v4l2_source.h"

#include <cerrno>
#include <cstring>

#include "kiosk/scan/film_pace.h"
#include "kiosk/scan/frame_pool.h"
#include "kiosk/scan/v4l2_formats.h"

namespace meetpoint::scan {
namespace {

constexpr std::uint32_t buffers_wanted = 4;
constexpr std::uint32_t buffers_most = 32;
constexpr std::size_t largest_buffer = 256u << 20;
constexpr int most_read_errors = 20;  // in a row
constexpr Duration oldest_stamp{2000};

class V4l2Source final : public FrameSource {
 public:
  V4l2Source(std::string path, std::unique_ptr<VideoDevice> device)
      : path_(std::move(path)), device_(std::move(device)) {}

  ~V4l2Source() override {
    if (streaming_) {
      int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
      device_->control(VIDIOC_STREAMOFF, &type);
    }
    for (const Buffer& buffer : buffers_) device_->unmap(buffer.address, buffer.length);
  }

  Status start(const V4l2Options& options) {
    if (const int error = device_->open(path_)) return failed(error, "can't be opened");
    v4l2_capability capability{};
    if (device_->control(VIDIOC_QUERYCAP, &capability) != 0)
      return trouble(ErrorCode::invalid_input, "is no camera; choose another device");
    const auto abilities = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0
                               ? capability.device_caps
                               : capability.capabilities;
    if ((abilities & V4L2_CAP_VIDEO_CAPTURE) == 0 || (abilities & V4L2_CAP_STREAMING) == 0) {
      return trouble(ErrorCode::invalid_input,
                     "films nothing (it may be a camera's second device); choose another device");
    }
    auto format = negotiate_format(*device_, options.width, options.height);
    if (!format) return trouble(format.error().code, format.error().message);
    format_ = *format;
    ask_for_short_exposure();
    if (Status mapped = map_buffers(); !mapped) return mapped;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (const int error = device_->control(VIDIOC_STREAMON, &type))
      return failed(error, "does not start filming");
    streaming_ = true;
    return {};
  }

  Result<FramePtr> next(Duration timeout) override {
    const int waited = device_->wait(timeout);
    if (waited == ETIMEDOUT) return nullptr;
    if (waited != 0) return lost(waited);
    v4l2_buffer newest{};
    bool have = false;
    // All that are ready come out, and all but the newest go straight back.
    for (std::size_t i = 0; i <= buffers_.size(); ++i) {
      v4l2_buffer buffer = empty_buffer();
      const int error = device_->control(VIDIOC_DQBUF, &buffer);
      if (error == EAGAIN) break;
      if (error ==
          EIO) {  // a hiccup of the bus; a camera that has more of them than frames is lost
        if (++read_errors_ >= most_read_errors) return lost(EIO);
        break;
      }
      if (error != 0) return lost(error);
      if (buffer.index >= buffers_.size()) {
        return trouble(ErrorCode::io,
                       "delivers frames that do not exist; unplug it and plug it in");
      }
      sequence_ += 1;
      read_errors_ = 0;
      if (have) {
        if (const int back = give_back(newest)) return lost(back);
      }
      newest = buffer;
      have = true;
    }
    if (!have) return nullptr;
    FramePtr frame = frame_of(newest);
    if (const int error = give_back(newest)) return lost(error);
    return frame;
  }

  std::string description() const override {
    return "camera " + path_ + ", " + std::to_string(format_.width) + "x" +
           std::to_string(format_.height) + " " + name_of(format_.pixels);
  }

 private:
  struct Buffer {
    void* address = nullptr;
    std::size_t length = 0;
  };

  static v4l2_buffer empty_buffer() {
    v4l2_buffer buffer{};
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    return buffer;
  }

  tl::unexpected<Error> trouble(ErrorCode code, const std::string& what) const {
    return fail(code, "The camera " + path_ + " " + what + ".");
  }
  tl::unexpected<Error> failed(int error, const std::string& what) const {
    switch (error) {
      case ENOENT:
      case ENODEV:
      case ENXIO: return trouble(ErrorCode::not_found, "is not there; plug it in");
      case EACCES:
      case EPERM:
        return trouble(ErrorCode::io, "may not be used; add this user to the group \"video\"");
      case EBUSY: return trouble(ErrorCode::io, "is in use by another program; close that one");
      case ENOTTY: return trouble(ErrorCode::invalid_input, "is no camera; choose another device");
      default: return trouble(ErrorCode::io, what + ": " + std::strerror(error));
    }
  }
  tl::unexpected<Error> lost(int error) const {
    if (error == ENODEV || error == ENXIO)
      return trouble(ErrorCode::io, "was unplugged; plug it in again");
    return trouble(ErrorCode::io, std::string("stopped filming (") + std::strerror(error) +
                                      "); unplug it and plug it in");
  }

  // Best effort, since few cameras know all of it: a moving badge needs a short exposure and a
  // constant rate rather than a bright picture.
  void ask_for_short_exposure() {
    const auto set = [&](std::uint32_t id, int value) {
      v4l2_control control{id, value};
      device_->control(VIDIOC_S_CTRL, &control);
    };
    set(V4L2_CID_EXPOSURE_AUTO_PRIORITY, 0);
    set(V4L2_CID_FOCUS_AUTO, 1);
    v4l2_streamparm rate{};
    rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    rate.parm.capture.timeperframe = {1, 30};
    device_->control(VIDIOC_S_PARM, &rate);
  }

  Status map_buffers() {
    v4l2_requestbuffers request{};
    request.count = buffers_wanted;
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    if (const int error = device_->control(VIDIOC_REQBUFS, &request))
      return failed(error, "gives no memory for frames");
    if (request.count < 2 || request.count > buffers_most)
      return trouble(ErrorCode::io, "gives no memory for frames; unplug it and plug it in again");
    for (std::uint32_t index = 0; index < request.count; ++index) {
      v4l2_buffer buffer = empty_buffer();
      buffer.index = index;
      if (const int error = device_->control(VIDIOC_QUERYBUF, &buffer))
        return failed(error, "gives no memory for frames");
      if (buffer.length == 0 || buffer.length > largest_buffer)
        return trouble(ErrorCode::io, "gives no memory for frames; unplug it and plug it in again");
      Buffer mapped{nullptr, buffer.length};
      if (const int error = device_->map(mapped.length, buffer.m.offset, &mapped.address))
        return failed(error, "gives no memory for frames");
      buffers_.push_back(mapped);
      if (const int error = device_->control(VIDIOC_QBUF, &buffer))
        return failed(error, "takes no memory for frames");
    }
    return {};
  }

  int give_back(const v4l2_buffer& taken) {
    v4l2_buffer buffer = empty_buffer();
    buffer.index = taken.index;
    return device_->control(VIDIOC_QBUF, &buffer);
  }

  // nullptr for a torn frame.
  FramePtr frame_of(const v4l2_buffer& taken) {
    if ((taken.flags & V4L2_BUF_FLAG_ERROR) != 0) return nullptr;
    const Buffer& buffer = buffers_[taken.index];
    const std::size_t used = std::min<std::size_t>(taken.bytesused, buffer.length);
    const auto* bytes = static_cast<const std::uint8_t*>(buffer.address);
    auto picture = pool_.take();
    if (!extract_luma(format_, {bytes, used}, jpeg_, *picture)) return nullptr;
    return make_frame(std::move(picture), sequence_, captured_at(taken));
  }

  // The driver's stamp where it is believable.
  static Moment captured_at(const v4l2_buffer& taken) {
    const Moment now = monotonic_now();
    const auto kind = taken.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK;
    if (kind != V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) return now;
    const Moment stamp = moment_from_ms(std::int64_t{taken.timestamp.tv_sec} * 1000 +
                                        taken.timestamp.tv_usec / 1000);
    return stamp <= now && stamp >= now - oldest_stamp ? stamp : now;
  }

  std::string path_;
  std::unique_ptr<VideoDevice> device_;
  CameraFormat format_;
  std::vector<Buffer> buffers_;
  bool streaming_ = false;
  std::uint64_t sequence_ = 0;
  int read_errors_ = 0;
  JpegDecoder jpeg_;
  FramePool pool_;
};

}  // namespace

Result<std::unique_ptr<FrameSource>> open_v4l2(const std::string& path, const V4l2Options& options,
                                               std::unique_ptr<VideoDevice> device) {
  auto source = std::make_unique<V4l2Source>(path, std::move(device));
  if (const Status started = source->start(options); !started) return fail(started);
  return source;
}

}  // namespace meetpoint::scan
