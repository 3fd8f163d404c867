// All badge readers of a kiosk as one: those that type, by the keys of the window, and those at
// serial ports, each with its own thread. What they send is read as a badge, whatever keyboard
// layout a reader was set to (see kiosk/scan/reader/keyboard_layouts.h).
//
// Used by the main thread; serial readers call `wake` from theirs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kiosk/scan/reader/keyboard_layouts.h"
#include "kiosk/scan/reader/serial_reader.h"
#include "kiosk/shell/remembered.h"

namespace meetpoint::shell {

class Readers {
 public:
  // `remembered` must outlive it; the layout that was right is kept there.
  Readers(Remembered& remembered, std::function<void()> wake)
      : remembered_(remembered), wake_(std::move(wake)) {}
  ~Readers() { stop(); }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Listens to these serial readers from now on, instead of those before.
  void use(const std::vector<scan::ReaderSpec>&);
  void stop();

  // The codes that serial readers sent since the last call.
  std::vector<std::string> take_codes();
  // What is the matter with those that can't be read; one sentence each.
  std::string trouble() const;

  // The badge that is meant by what a reader sent. `known` says whether the roster has a code;
  // `keys` is empty for readers that do not type.
  std::string badge_of(const std::string& sent, const std::vector<scan::KeyPress>& keys,
                       const std::function<bool(const std::string&)>& known);

 private:
  Remembered& remembered_;
  std::function<void()> wake_;
  std::vector<std::unique_ptr<scan::SerialReader>> serial_;
};

// Whether a code has the form of the badges that Meetpoint makes (sync/model/badge.h). Who holds it
// is for the roster to say.
bool has_badge_form(std::string_view code);

}  // namespace meetpoint::shell
