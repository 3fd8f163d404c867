// The scan thread: takes the newest frame, reads it, and publishes what the kiosk needs of it.
//
// Frames are dropped, never queued. Hard frames get more work only within a time budget and only
// while the scene changes. A camera that is lost or stops delivering is opened again, after a wait
// that grows. All methods may be called from any thread; no lock is held while decoding.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "kiosk/scan/base/scan_event.h"
#include "kiosk/scan/camera/frame_source.h"
#include "kiosk/scan/debounce.h"
#include "kiosk/scan/decode/decoder.h"

namespace meetpoint::scan {

struct ScannerOptions {
  Duration budget{30};           // for one frame; the plain pass always runs
  Duration stalled{3000};        // without a frame for as long, a camera is opened again
  Duration first_retry{500};     // before opening a lost camera again; doubles …
  Duration longest_retry{5000};  // … up to this
  Debounce::Options debounce;
  std::shared_ptr<SharedDebounce> shared_debounce = {};  // instead: one for several scanners …
  std::size_t camera = 0;                                // … of which this is the camera's number
  std::size_t most_events = 64;  // beyond it the oldest that nobody took are dropped
};

enum class CameraState {
  none,      // no source was given
  starting,  // being opened; no frame yet
  running,
  lost,   // being opened again; `detail` says what is the matter
  ended,  // a finite source gave its last frame
};

struct CameraStatus {
  CameraState state = CameraState::none;
  std::string detail;  // running: what it is; lost: what to do
  bool operator==(const CameraStatus&) const = default;
};

// What is before the camera now. All but the frame itself is of the newest decoded frame; a code is
// `located` as soon as it is found in one, while it is still being read.
struct Preview {
  FramePtr frame;                 // nullptr: none yet, or the camera is lost
  std::vector<Outline> outlines;  // of codes that were read
  std::vector<Outline> located;   // of codes that were found and not read (yet)
  Advice advice = Advice::none;   // what would help to read them
};

class Scanner {
 public:
  // An empty factory is no camera. `wake` (may be empty) is called on the scan thread, without a
  // lock held, whenever something new was published.
  Scanner(SourceFactory factory, ScannerOptions options, std::function<void()> wake = {});
  ~Scanner();  // stops
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  void start();  // once
  void stop();   // returns when the thread has ended and the camera is closed

  // The kinds of codes to look for beside QR, from the next frame on.
  void set_symbologies(std::vector<Symbology> also);

  Preview preview() const;
  CameraStatus camera() const;
  std::vector<ScanEvent> take_events();
  std::uint64_t frames_decoded() const { return frames_decoded_; }
  std::uint64_t events_dropped() const { return events_dropped_; }

 private:
  void run();
  void film(FrameSource& source, std::string& trouble);
  void decode(const FramePtr& frame, class SceneChange& change);
  void publish_located(std::span<const Outline> located);
  void publish_status(CameraState state, std::string detail);
  bool sleep_until_stop(Duration at_most);  // true: stop
  void wake() const;

  const SourceFactory factory_;
  const ScannerOptions options_;
  const std::function<void()> wake_;

  // The scan thread's own.
  Decoder decoder_;
  const std::shared_ptr<SharedDebounce> debounce_;

  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  DecoderOptions decoder_options_;
  Preview preview_;
  CameraStatus status_;
  std::deque<ScanEvent> events_;

  std::atomic<std::uint64_t> frames_decoded_{0};
  std::atomic<std::uint64_t> events_dropped_{0};
  std::thread thread_;
};

}  // namespace meetpoint::scan
