// A GStreamer pipeline as a camera: for what V4L2 does not reach (cameras behind libcamera, on the
// network, in files of every kind). Only in builds with -D MEETPOINT_GSTREAMER=ON; others say so.
#pragma once

#include "kiosk/scan/camera/frame_source.h"

namespace meetpoint::scan {

// Starts `pipeline`, as gst-launch-1.0 takes it, without a sink: its last element gives the
// pictures, of which the newest is taken. "libcamera" alone is the first camera of libcamera. A
// pipeline that ends is a film that is over. The frames' pixels are GStreamer's own, not copied.
Result<std::unique_ptr<FrameSource>> open_gstreamer(const std::string& pipeline);

}  // namespace meetpoint::scan
