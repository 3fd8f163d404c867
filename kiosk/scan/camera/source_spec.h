// A source as a person writes it down, on the command line or in a configuration file:
//
//   none                     no camera; badge readers and typing still work
//   v4l2:                    the first camera
//   v4l2:usb-046d_C920_1A2B  the camera of this name, wherever it is plugged in (camera_list.h)
//   v4l2:/dev/video0         the camera of this device
//        ?size=1280x720 &shutter=8 &hz=50 &lamp=1 &focus=N &auto=0 &other=0 &copy=0
//   folder:PATH              a folder of pictures
//        ?fps=10 &loop=0 &pace=1
//   mjpeg:PATH               an MJPEG film
//        ?fps=30 &loop=0 &pace=1
//   gstreamer:PIPELINE       as gst-launch-1.0 takes it, without a sink; or gstreamer:libcamera
//   demo:SCENE,SCENE,…       the demonstration camera
//        ?fps=30 &loop=1 &pace=1 &size=1280x720 &seed=1 &show=3000 &away=2000
//
// Of a camera: `shutter` is how many milliseconds it may expose before it amplifies, `hz` the mains
// that the hall's lamps flicker by, `focus` a fixed one in the camera's own unit; auto=1 leaves the
// exposure to the camera; other=1 takes another camera while this one is not there; copy=1 is for
// boards where a camera's memory is slow to read.
//
// A SCENE is a badge's code, or two codes with + between them that are held up together, or - for
// nobody. Each is shown for `show` milliseconds; before the first and between two there is nobody
// for `away`. `demo:` alone films an empty hall. In codes, what has a meaning here (, + - ? & = %)
// is written as % and two hexadecimal digits ("%2C" is a comma). A "?" in a PATH must be written as
// %3F.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/scan/camera/frame_source.h"

namespace meetpoint::scan {

struct SourceSpec {
  std::string text;    // as it was given
  SourceFactory open;  // empty for `none`
};

// invalid_input names what is not understood. That a camera or a file is there is found out when
// it is opened.
Result<SourceSpec> parse_source(std::string_view text);

}  // namespace meetpoint::scan
