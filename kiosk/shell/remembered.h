// What a kiosk found out about its own machine, and keeps for its next start: the camera it films
// by, the keyboard layout its reader types in. A small text file in the kiosk's data folder, so
// that an operator can read, change or delete it:
//
//   camera = usb-046d_HD_Pro_Webcam_C920_1A2B
//
// Main thread. Losing it loses nothing that is not found out again.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "sync/base/result.h"

namespace meetpoint::shell {

class Remembered {
 public:
  // Reads `folder`/machine.conf; empty where there is none, or none that can be read.
  explicit Remembered(const std::filesystem::path& folder);

  // Empty where nothing is known.
  std::string value(const std::string& name) const;

  // Keeps it; an empty value forgets. Line ends are not kept. Writes only what is new.
  Status keep(const std::string& name, std::string value);

 private:
  Status write() const;

  std::filesystem::path file_;
  std::map<std::string, std::string> values_;
};

}  // namespace meetpoint::shell
