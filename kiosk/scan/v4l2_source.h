// A camera of Linux (Video4Linux2), memory-mapped: built-in, USB, or a virtual one.
#pragma once

#include "kiosk/scan/frame_source.h"
#include "kiosk/scan/video_device.h"

namespace meetpoint::scan {

struct V4l2Options {
  int width = 1280;  // what is asked for; the camera may give another size
  int height = 720;
};

// Opens and starts the camera. Errors say what is the matter with it: not there, no permission, in
// use, no camera at all, no format that can be used.
Result<std::unique_ptr<FrameSource>> open_v4l2(
    const std::string& path, const V4l2Options& options = {},
    std::unique_ptr<VideoDevice> device = make_system_video_device());

}  // namespace meetpoint::scan
