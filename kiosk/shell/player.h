// Plays a script off screen through the real kiosk: the same scanner, store, sync and drawing as in
// a window, with touches as pointer input at the place where the label was drawn.
#pragma once

#include <filesystem>
#include <vector>

#include "kiosk/pixels/offscreen.h"
#include "kiosk/shell/face.h"
#include "kiosk/shell/kiosk.h"
#include "kiosk/shell/script.h"
#include "kiosk/shell/trace.h"

namespace meetpoint::shell {

class Player {
 public:
  // All must outlive it. `shots` is made where it is missing; `trace` may be null.
  Player(Kiosk& kiosk, Face& face, pixels::Offscreen& surface, const Clock& clock,
         std::filesystem::path shots, Trace* trace)
      : kiosk_(kiosk),
        face_(face),
        surface_(surface),
        clock_(clock),
        shots_(std::move(shots)),
        trace_(trace) {}

  // Plays to the end, in real time. Stops at the first step that fails and names its line.
  Status play(const std::vector<ScriptStep>&);

 private:
  Status play(const ScriptStep&);
  Status touch(const ScriptStep&);
  Status wait(const ScriptStep&);
  Status shoot(const ScriptStep&);
  bool is(const std::string& screen) const;
  void frame();
  void run_for(Duration);

  Kiosk& kiosk_;
  Face& face_;
  pixels::Offscreen& surface_;
  const Clock& clock_;
  std::filesystem::path shots_;
  Trace* trace_;
};

}  // namespace meetpoint::shell
