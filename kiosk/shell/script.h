// A visit written down, for playing off screen: one step a line, `#` begins a comment.
//
//   camera SOURCE           film another source from now on (see kiosk/scan/camera/source_spec.h)
//   scan CODE               as a badge reader that types, with Enter behind it
//   type TEXT               as a person at a keyboard
//   touch LABEL [#N]        press what bears this label (or begins with it); the Nth of several
//   wait SCREEN [SECONDS]   waiting, welcome, agenda, badge, consent, kept, typing, refused,
//   undone,
//                           trouble; or online, offline, at-venue (online with a relay that has
//                           lost the central hub), sent (the central hub has all). Fails after
//                           so many seconds (20)
//   pause SECONDS           let time pass
//   shot NAME               save the picture as NAME.png
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/base/instant.h"
#include "sync/base/result.h"

namespace meetpoint::shell {

enum class StepKind { camera, scan, type, touch, wait, pause, shot };

struct ScriptStep {
  StepKind kind = StepKind::pause;
  std::string text;
  Duration time{0};
  int line = 0;
};

// invalid_input names the line and what is wrong with it.
Result<std::vector<ScriptStep>> parse_script(std::string_view text);

}  // namespace meetpoint::shell
