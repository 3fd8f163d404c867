// A camera of Linux (Video4Linux2), memory-mapped: built-in, USB, or a virtual one.
#pragma once

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/camera/camera_controls.h"
#include "kiosk/scan/camera/frame_source.h"
#include "kiosk/scan/camera/video_device.h"

namespace meetpoint::scan {

struct V4l2Options {
  int width = 1280;  // what is asked for; the camera may give another size
  int height = 720;
  bool copy = false;  // where a camera's memory is slow to read (uncached, on some boards)
  CameraControlOptions controls = {};
};

// Opens and starts the camera. Luma that lies by itself (GREY, NV12) is read where the camera put
// it, without a copy. What was set of the camera's controls is put back when the source is closed.
// A camera that sends only torn frames, or only black, is reported as lost, with what to do.
// `clock` is for tests.
// Errors say what is the matter with it: not there, no permission, in
// use, no camera at all, no format that can be used.
Result<std::unique_ptr<FrameSource>> open_v4l2(
    const std::string& path, const V4l2Options& options = {},
    std::unique_ptr<VideoDevice> device = make_system_video_device(),
    std::function<Moment()> clock = monotonic_now);

}  // namespace meetpoint::scan
