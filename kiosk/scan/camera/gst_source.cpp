#include "kiosk/scan/camera/gst_source.h"

#ifndef MEETPOINT_GSTREAMER

namespace meetpoint::scan {

Result<std::unique_ptr<FrameSource>> open_gstreamer(const std::string&) {
  return fail(ErrorCode::invalid_input,
              "This kiosk was built without GStreamer; choose another camera, or build it with "
              "-D MEETPOINT_GSTREAMER=ON.");
}

}  // namespace meetpoint::scan

#else

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include "kiosk/scan/base/film_pace.h"

namespace meetpoint::scan {
namespace {

constexpr Duration start_patience{10000};
constexpr Duration oldest_stamp{2000};
// Grey by GStreamer's converter, which does nothing where the pictures are grey already.
constexpr const char* tail =
    " ! videoconvert ! video/x-raw,format=GRAY8 ! appsink name=meetpoint drop=true max-buffers=1";

// Of the size that badges are read at; left to itself it gives the largest.
constexpr const char* libcamera = "libcamerasrc ! video/x-raw,width=1280,height=720";

struct Unref {
  void operator()(void* object) const { gst_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

GstClockTime in_ns(Duration time) { return static_cast<GstClockTime>(time.count()) * GST_MSECOND; }

// A buffer of GStreamer's, readable for as long as this lives.
class MappedFrame {
 public:
  MappedFrame(GstBuffer* buffer, const GstVideoInfo& info) {
    mapped_ = gst_video_frame_map(&frame_, &info, buffer, GST_MAP_READ) == TRUE;
  }
  ~MappedFrame() {
    if (mapped_) gst_video_frame_unmap(&frame_);
  }
  MappedFrame(const MappedFrame&) = delete;
  MappedFrame& operator=(const MappedFrame&) = delete;

  GrayView luma() const {
    if (!mapped_) return {};
    return {static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame_, 0)),
            GST_VIDEO_FRAME_WIDTH(&frame_), GST_VIDEO_FRAME_HEIGHT(&frame_),
            GST_VIDEO_FRAME_PLANE_STRIDE(&frame_, 0)};
  }

 private:
  GstVideoFrame frame_{};
  bool mapped_ = false;
};

class GstSource final : public FrameSource {
 public:
  explicit GstSource(std::string text) : text_(std::move(text)) {}
  ~GstSource() override {
    if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  }

  Status start() {
    GError* error = nullptr;
    if (gst_init_check(nullptr, nullptr, &error) == FALSE) return refused(error);
    const std::string source = text_ == "libcamera" ? libcamera : text_;
    pipeline_.reset(gst_parse_launch((source + tail).c_str(), &error));
    if (error != nullptr) return refused(error);
    if (!pipeline_ || !GST_IS_BIN(pipeline_.get())) return refused(nullptr);
    sink_.reset(GST_APP_SINK(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "meetpoint")));
    bus_.reset(gst_element_get_bus(pipeline_.get()));
    if (!sink_ || !bus_) return refused(nullptr);
    gst_element_set_state(pipeline_.get(), GST_STATE_PAUSED);
    const auto began =
        gst_element_get_state(pipeline_.get(), nullptr, nullptr, in_ns(start_patience));
    if (began == GST_STATE_CHANGE_FAILURE) return lost("does not start");
    if (began == GST_STATE_CHANGE_ASYNC) return lost("gives no picture");
    // A camera's pictures are taken as they come; a film's when they are due.
    const bool live = began == GST_STATE_CHANGE_NO_PREROLL;
    gst_base_sink_set_sync(GST_BASE_SINK(sink_.get()), live ? FALSE : TRUE);
    if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
      return lost("does not start");
    return {};
  }

  Result<FramePtr> next(Duration timeout) override {
    if (ended_) return nullptr;
    GstSample* sample = gst_app_sink_try_pull_sample(sink_.get(), in_ns(timeout));
    if (sample == nullptr) {
      if (const std::string why = error_on_bus(); !why.empty()) return lost(why);
      ended_ = gst_app_sink_is_eos(sink_.get()) == TRUE;
      return nullptr;
    }
    FramePtr frame = frame_of(sample);
    gst_sample_unref(sample);
    return frame;
  }

  bool ended() const override { return ended_; }
  std::string description() const override { return "camera of GStreamer (" + text_ + ")"; }

 private:
  FramePtr frame_of(GstSample* sample) {
    sequence_ += 1;
    GstVideoInfo info;
    GstCaps* caps = gst_sample_get_caps(sample);
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    if (caps == nullptr || buffer == nullptr || gst_video_info_from_caps(&info, caps) == FALSE)
      return nullptr;
    auto mapped = std::make_shared<const MappedFrame>(buffer, info);
    if (mapped->luma().empty()) return nullptr;
    auto frame = std::make_shared<Frame>();
    frame->luma = mapped->luma();
    frame->owner = std::move(mapped);
    frame->sequence = sequence_;
    frame->captured_at = captured_at(GST_BUFFER_PTS(buffer));
    return frame;
  }

  // GStreamer's clock is the machine's monotonic one, where a pipeline does not bring its own.
  Moment captured_at(GstClockTime stamp) const {
    const Moment now = monotonic_now();
    if (!GST_CLOCK_TIME_IS_VALID(stamp)) return now;
    const GstClockTime base = gst_element_get_base_time(pipeline_.get());
    const Moment at = moment_from_ms(static_cast<std::int64_t>((base + stamp) / GST_MSECOND));
    return at <= now && at >= now - oldest_stamp ? at : now;
  }

  std::string error_on_bus() const {
    GstMessage* message = gst_bus_pop_filtered(bus_.get(), GST_MESSAGE_ERROR);
    if (message == nullptr) return {};
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    const std::string why = error == nullptr ? "failed" : error->message;
    g_clear_error(&error);
    gst_message_unref(message);
    return why;
  }

  tl::unexpected<Error> refused(GError* error) const {
    const std::string why = error == nullptr ? "not a pipeline" : error->message;
    g_clear_error(&error);
    return fail(ErrorCode::invalid_input, "The GStreamer pipeline \"" + text_ +
                                              "\" can't be made: " + why +
                                              ". Try it with gst-launch-1.0.");
  }
  tl::unexpected<Error> lost(const std::string& what) const {
    const std::string why = error_on_bus();
    return fail(ErrorCode::io, "The GStreamer pipeline \"" + text_ +
                                   "\" stopped: " + (why.empty() ? what : why) +
                                   " Check the camera or file that it reads.");
  }

  std::string text_;
  Ref<GstElement> pipeline_;
  Ref<GstAppSink> sink_;
  Ref<GstBus> bus_;
  std::uint64_t sequence_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<FrameSource>> open_gstreamer(const std::string& pipeline) {
  auto source = std::make_unique<GstSource>(pipeline);
  if (const Status started = source->start(); !started) return fail(started);
  return source;
}

}  // namespace meetpoint::scan

#endif
