// A kiosk in a real window, as a test sees it: by what its trace says is on the screen.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/e2e/process.h"
#include "tests/e2e/x_display.h"

namespace meetpoint::e2e {

struct TraceTarget {
  std::string label;
  int x = 0;  // the middle
  int y = 0;
};

// One line of `--trace`; see kiosk/shell/trace.h.
struct TraceLine {
  std::string screen;
  std::string language;
  std::vector<TraceTarget> targets;
  bool online = false;
  long waiting = 0;
  bool ended = false;
  long frames = 0;
};

class WindowKiosk {
 public:
  // Starts it on the display; `folder` takes its data, its trace and its log.
  WindowKiosk(XDisplay& display, std::filesystem::path folder,
              const std::vector<std::string>& arguments);

  // All that was traced so far.
  std::vector<TraceLine> trace() const;
  // Waits until `is` holds of the newest line. Where it never does, fails the test.
  TraceLine await(const std::string& what, const std::function<bool(const TraceLine&)>& is,
                  Seconds at_most = Seconds(30));
  TraceLine await_screen(const std::string& screen);
  // Until something to touch bears this label, the nth of several.
  TraceLine await_target(const std::string& label, std::size_t place = 0);
  // Touches what bears it.
  void touch(const std::string& label, std::size_t place = 0);
  // A badge reader that types.
  void scan(const std::string& code);

  Process& process() { return process_; }
  std::string trace_text() const { return read_file(folder_ / "trace.jsonl"); }

 private:
  XDisplay& display_;
  std::filesystem::path folder_;
  Process process_;
};

}  // namespace meetpoint::e2e
