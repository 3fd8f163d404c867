// What the lowest line of every screen says: where what was recorded is by now. Staff see the tone
// and the icon from afar; the words alarm nobody who can't help. Decides nothing. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kiosk/core/screen_model.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/texts.h"
#include "kiosk/ui/widgets.h"

namespace meetpoint::ui {

struct StatusWords {
  struct Part {
    std::string text;
    Tone tone = Tone::success;
  };
  Icon icon = Icon::online;
  std::vector<Part> parts;  // at least one, the most important first

  // Of the first `most` parts, or of all: one line of text, and the gravest tone.
  std::string text(std::size_t most = SIZE_MAX) const;
  Tone tone(std::size_t most = SIZE_MAX) const;
};

StatusWords status_words(const core::StatusLine&, const Texts&);

}  // namespace meetpoint::ui
