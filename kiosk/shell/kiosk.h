// The kiosk without its window: the pure machine of kiosk/core, fed by scanner, keys, touches and
// sync, and its commands carried out at the station. A window and the off-screen player drive it
// alike.
//
// Used by the main thread; scanner and worker call `wake` from theirs.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kiosk/core/update.h"
#include "kiosk/core/view.h"
#include "kiosk/scan/key_reader.h"
#include "kiosk/scan/scanner.h"
#include "kiosk/scan/source_spec.h"
#include "kiosk/shell/station.h"

namespace meetpoint::shell {

struct KioskSetup {
  const Clock& clock;
  StationOptions station;
  scan::SourceSpec source;
  std::function<void()> wake;                  // may be empty; any thread
  std::function<void(core::Sound)> play = {};  // may be empty
};

class Kiosk {
 public:
  explicit Kiosk(KioskSetup);
  ~Kiosk();

  // Opens the station; where that fails the screens say why, and it is tried again every few
  // seconds. Starts the camera.
  void start();

  // A character or Enter of a keyboard or of a badge reader that types.
  void key(char32_t character);
  void enter();
  void erase();
  void touch(core::Intent);

  // Takes in what came since the last call and lets time pass. Call it at least ten times a second.
  void turn();

  core::ScreenModel model() const;
  scan::Preview preview() const;
  const core::AppState& state() const { return state_; }
  Station* station() { return station_.get(); }

  // Another source of pictures, from now on.
  void change_source(scan::SourceSpec);

 private:
  void on(const core::AppEvent&);
  void take_keys(const scan::KeyOutcome&);
  void take_scans();
  void take_sync();
  void open_station();
  scan::Moment moment() const;

  KioskSetup setup_;
  core::AppState state_;
  scan::KeyReader keys_;
  std::unique_ptr<scan::Scanner> scanner_;
  scan::CameraStatus camera_;
  std::unique_ptr<Station> station_;
  std::int64_t open_again_ms_ = 0;  // monotonic
};

}  // namespace meetpoint::shell
