// What was on the screen, as lines of JSON in a file, for tests and for support: one line whenever
// the screen, its language, its touch targets or the connection changed.
//
//   {"screen":"welcome","language":"nl","targets":[{"label":"Mijn dag","box":[412,560,298,96]}],
//    "online":true,"at_venue":false,"waiting":0,"frames":31}
//   {"ended":true,"frames":207}
//
// `at_venue`: online with a relay that has lost the central hub; `waiting` is the number that the
// screen says. `box` is x, y, width and height in pixels from the top left; `frames` counts what
// was drawn since the start, so that a reader sees what a kiosk at rest costs. No personal data:
// targets are buttons, and no button bears a name or a code. Main thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "kiosk/core/screen_model.h"
#include "kiosk/ui/ui_state.h"
#include "sync/base/result.h"

namespace meetpoint::shell {

class Trace {
 public:
  // Begins the file anew; fails with io where it can't be written. A disk that fills up later ends
  // the trace and not the kiosk.
  static Result<std::unique_ptr<Trace>> open(const std::filesystem::path&);
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;
  ~Trace();

  // A frame was drawn of this model, with this layout.
  void drew(const core::ScreenModel&, const ui::LayoutLog&);

 private:
  explicit Trace(std::ofstream file) : file_(std::move(file)) {}

  std::ofstream file_;
  std::uint64_t frames_ = 0;
  std::string last_;
};

}  // namespace meetpoint::shell
