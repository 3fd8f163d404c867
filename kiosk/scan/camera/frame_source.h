// Where pictures come from: a camera, a folder played as one, a film, the demonstration.
//
// A source belongs to the thread that made it. A frame never changes once it was handed out, and
// may be kept and read from any thread, longer than its source lives. Let go of it soon: it may
// hold one of the few buffers of a camera.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/base/moment.h"
#include "sync/base/result.h"

namespace meetpoint::scan {

struct Frame {
  GrayView luma;                      // valid for as long as the frame
  std::shared_ptr<const void> owner;  // of what `luma` looks at: a picture, or a camera's buffer
  std::uint64_t sequence = 0;         // counts the source's frames from 1; a gap is dropped frames
  Moment captured_at;
};

using FramePtr = std::shared_ptr<const Frame>;

// A frame that looks at `picture`, and keeps it.
inline FramePtr make_frame(std::shared_ptr<const GrayImage> picture, std::uint64_t sequence,
                           Moment captured_at) {
  auto frame = std::make_shared<Frame>();
  frame->luma = picture->view();
  frame->owner = std::move(picture);
  frame->sequence = sequence;
  frame->captured_at = captured_at;
  return frame;
}
inline FramePtr make_frame(GrayImage picture, std::uint64_t sequence, Moment captured_at) {
  return make_frame(std::make_shared<const GrayImage>(std::move(picture)), sequence, captured_at);
}

class FrameSource {
 public:
  virtual ~FrameSource() = default;

  // The newest frame, waited for up to `timeout`; nullptr when none came, or when the source
  // has ended. Frames that nobody asked for in time are dropped, never queued. An error means that
  // this source is of no more use (unplugged, broken): destroy it and open another.
  virtual Result<FramePtr> next(Duration timeout) = 0;

  // True once a finite source has given its last frame.
  virtual bool ended() const { return false; }

  // What is seen, for the organiser: "camera /dev/video0, 1280x720 NV12, 30 frames a second".
  virtual std::string description() const = 0;
};

// Opens a source; called again, on the same thread, after it was lost.
using SourceFactory = std::function<Result<std::unique_ptr<FrameSource>>()>;

}  // namespace meetpoint::scan
