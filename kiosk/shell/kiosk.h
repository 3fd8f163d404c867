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
#include "kiosk/scan/reader/key_reader.h"
#include "kiosk/shell/cameras.h"
#include "kiosk/shell/readers.h"
#include "kiosk/shell/station.h"

namespace meetpoint::shell {

using FindCamera = std::function<std::optional<scan::SourceSpec>(Remembered&)>;

struct KioskSetup {
  const Clock& clock;
  StationOptions station;
  std::vector<scan::SourceSpec> sources;       // the cameras
  std::vector<scan::ReaderSpec> readers = {};  // the serial ones; those that type are always there
  std::function<void()> wake = {};             // may be empty; any thread
  std::function<void(core::Sound)> play = {};  // may be empty
  // Asked every few seconds while there is no camera; may be empty.
  FindCamera find_camera = {};
  // Takes what an operator should know of cameras and readers; may be empty.
  std::function<void(const std::string&)> log = {};
};

class Kiosk {
 public:
  explicit Kiosk(KioskSetup);
  ~Kiosk();

  // Opens the station; where that fails the screens say why, and it is tried again every few
  // seconds. Starts the camera.
  void start();

  // A key of a keyboard or of a badge reader that types, by its place; then what it types.
  void press(const scan::KeyPress&);
  void key(char32_t character);
  void enter();
  void erase();
  void touch(core::Intent);

  // Takes in what came since the last call and lets time pass. Call it at least ten times a second.
  void turn();

  core::ScreenModel model() const;
  scan::Preview preview();
  const core::AppState& state() const { return state_; }
  Station* station() { return station_.get(); }

  // Other sources of pictures, from now on.
  void change_sources(std::vector<scan::SourceSpec>);

 private:
  void on(const core::AppEvent&);
  void event_changed(const Event&);
  void take_keys(const scan::KeyOutcome&);
  void take_badge(const std::string& sent, const std::vector<scan::KeyPress>& keys);
  void take_scans();
  void take_aim();
  void take_readers();
  void look_for_camera();
  void take_sync();
  void open_station();
  scan::Moment moment() const;

  KioskSetup setup_;
  core::AppState state_;
  scan::KeyReader keys_;
  Remembered remembered_;
  Cameras cameras_;
  Readers readers_;
  struct Aimed {
    scan::Advice advice = scan::Advice::none;
    bool someone = false;
    bool operator==(const Aimed&) const = default;
  };
  Aimed aimed_;  // as the core was told
  scan::CameraStatus camera_;
  std::string reader_trouble_;
  std::unique_ptr<Station> station_;
  std::int64_t open_again_ms_ = 0;  // monotonic
  std::int64_t look_for_camera_ms_ = 0;
};

}  // namespace meetpoint::shell
