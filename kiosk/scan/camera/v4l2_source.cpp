#include "kiosk/scan/camera/v4l2_source.h"

#include <cerrno>
#include <cstring>

#include "kiosk/scan/camera/camera_health.h"
#include "kiosk/scan/camera/frame_pool.h"
#include "kiosk/scan/camera/v4l2_buffers.h"
#include "kiosk/scan/camera/v4l2_formats.h"

namespace meetpoint::scan {
namespace {

constexpr int most_read_errors = 20;  // in a row
constexpr Duration oldest_stamp{2000};

class V4l2Source final : public FrameSource {
 public:
  V4l2Source(std::string path, const V4l2Options& options, std::unique_ptr<VideoDevice> device,
             std::function<Moment()> clock)
      : path_(std::move(path)),
        options_(options),
        clock_(std::move(clock)),
        buffers_(std::make_shared<V4l2Buffers>(std::move(device))),
        controls_(buffers_->device(), options.controls) {}

  ~V4l2Source() override {
    if (prepared_) controls_.restore();
    if (!streaming_) return;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    device().control(VIDIOC_STREAMOFF, &type);
  }

  Status start() {
    if (const int error = device().open(path_)) return failed(error, "can't be opened");
    v4l2_capability capability{};
    if (device().control(VIDIOC_QUERYCAP, &capability) != 0)
      return trouble(ErrorCode::invalid_input, "is no camera; choose another device");
    if (!can_film(capability)) {
      return trouble(ErrorCode::invalid_input,
                     "films nothing (it may be a camera's second device); choose another device");
    }
    auto format = negotiate_format(device(), options_.width, options_.height);
    if (!format) return trouble(format.error().code, format.error().message);
    format_ = *format;
    prepared_ = true;
    controls_.prepare();
    // In the dark there may be nothing to see until the lamp is lit.
    if (controls_.has_lamp())
      health_ = CameraHealth({.black_at_start = CameraHealth::Options{}.black_for});
    ask_for_rate();
    if (const auto problem = buffers_->map()) {
      return problem->error == 0 ? trouble(ErrorCode::io, problem->words)
                                 : failed(problem->error, problem->words);
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (const int error = device().control(VIDIOC_STREAMON, &type))
      return failed(error, "does not start filming");
    streaming_ = true;
    return {};
  }

  Result<FramePtr> next(Duration timeout) override {
    if (const int error = buffers_->give_returned()) return lost(error);
    const int waited = device().wait(timeout);
    if (waited == ETIMEDOUT) return nullptr;
    if (waited != 0) return lost(waited);
    v4l2_buffer newest{};
    bool have = false;
    // All that are ready come out, and all but the newest go straight back.
    for (std::size_t i = 0; i <= buffers_->size(); ++i) {
      v4l2_buffer buffer = empty_v4l2_buffer();
      const int error = device().control(VIDIOC_DQBUF, &buffer);
      if (error == EAGAIN) break;
      if (error == EIO) {
        // A hiccup of the bus; a camera that has more of them than frames is lost.
        if (++read_errors_ >= most_read_errors) return lost(EIO);
        break;
      }
      if (error != 0) return lost(error);
      if (buffer.index >= buffers_->size()) {
        return trouble(ErrorCode::io,
                       "delivers frames that do not exist; unplug it and plug it in");
      }
      sequence_ += 1;
      read_errors_ = 0;
      if (have) {
        if (const int back = buffers_->give(newest.index)) return lost(back);
      }
      newest = buffer;
      have = true;
    }
    if (!have) return nullptr;
    return take(newest);
  }

  std::string description() const override {
    return "camera " + path_ + ", " + std::to_string(format_.width) + "x" +
           std::to_string(format_.height) + " " + name_of(format_);
  }

 private:
  VideoDevice& device() { return buffers_->device(); }

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

  // Best effort: what a camera does not reach, it rounds.
  void ask_for_rate() {
    v4l2_streamparm rate{};
    rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    rate.parm.capture.timeperframe = {1, 30};
    device().control(VIDIOC_S_PARM, &rate);
  }

  // Makes a frame of a buffer that was taken out, and sees to it that the buffer comes back.
  Result<FramePtr> take(const v4l2_buffer& taken) {
    const Moment now = clock_();
    auto [frame, lent] = frame_of(taken, captured_at(taken, now));
    if (!lent) {
      if (const int error = buffers_->give(taken.index)) return lost(error);
    }
    if (frame) {
      const LumaStats luma = measure_luma(frame->luma);
      controls_.see(luma, frame->captured_at);
      const bool worth_showing = health_.whole(luma, now) || controls_.has_lamp();
      if (!worth_showing) frame = nullptr;
    } else {
      health_.torn(now);
    }
    if (!health_.trouble().empty()) return trouble(ErrorCode::io, health_.trouble());
    return frame;
  }

  // nullptr for a torn frame. Lent: the frame holds the buffer.
  struct Taken {
    FramePtr frame;
    bool lent = false;
  };
  Taken frame_of(const v4l2_buffer& taken, Moment at) {
    if ((taken.flags & V4L2_BUF_FLAG_ERROR) != 0) return {};
    const auto bytes = buffers_->bytes(taken.index, taken.bytesused);
    const auto in_place = luma_in_place(format_, bytes);
    if (in_place && in_place->empty()) return {};
    if (in_place && !options_.copy) {
      if (auto lent = buffers_->lend(taken.index)) {
        auto frame = std::make_shared<Frame>();
        frame->luma = *in_place;
        frame->owner = std::move(lent);
        frame->sequence = sequence_;
        frame->captured_at = at;
        return {std::move(frame), true};
      }
    }
    auto picture = pool_.take();
    if (!extract_luma(format_, bytes, jpeg_, *picture)) return {};
    return {make_frame(std::move(picture), sequence_, at)};
  }

  // The driver's stamp where it is believable.
  static Moment captured_at(const v4l2_buffer& taken, Moment now) {
    const auto kind = taken.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK;
    if (kind != V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) return now;
    const Moment stamp = moment_from_ms(std::int64_t{taken.timestamp.tv_sec} * 1000 +
                                        taken.timestamp.tv_usec / 1000);
    return stamp <= now && stamp >= now - oldest_stamp ? stamp : now;
  }

  std::string path_;
  V4l2Options options_;
  std::function<Moment()> clock_;
  std::shared_ptr<V4l2Buffers> buffers_;
  CameraControls controls_;
  CameraHealth health_;
  CameraFormat format_;
  bool prepared_ = false;
  bool streaming_ = false;
  std::uint64_t sequence_ = 0;
  int read_errors_ = 0;
  JpegDecoder jpeg_;
  FramePool pool_;
};

}  // namespace

Result<std::unique_ptr<FrameSource>> open_v4l2(const std::string& path, const V4l2Options& options,
                                               std::unique_ptr<VideoDevice> device,
                                               std::function<Moment()> clock) {
  auto source = std::make_unique<V4l2Source>(path, options, std::move(device), std::move(clock));
  if (const Status started = source->start(); !started) return fail(started);
  return source;
}

}  // namespace meetpoint::scan
