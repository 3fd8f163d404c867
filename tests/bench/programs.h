// The programs under measurement: where they are, and how they are started with the sample event.
// What fails throws.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/child.h"
#include "tests/bench/figures.h"
#include "tests/bench/frame_probe.h"

namespace meetpoint::bench {

inline constexpr const char* event_day = "2027-03-18T09:05:00Z";

struct Setup {
  std::string hub;               // the program
  std::string kiosk;             // the program
  std::string probe;             // frame_probe.so
  std::filesystem::path source;  // the checkout
  int starts = 9;
  std::filesystem::path folder;  // for all that is written
};

// Watches the frames of one kiosk.
class Probe {
 public:
  explicit Probe(const Setup&);
  ~Probe();
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  // For the kiosk.
  std::vector<std::string> environment() const;
  std::uint64_t frames() const { return probe_->frames; }
  // When the first was finished, as wall_ms(); 0: not yet.
  double first_ms() const { return static_cast<double>(probe_->first_us) / 1000; }

 private:
  std::string library_;
  std::filesystem::path path_;
  FrameProbe* probe_;
};

struct RunningHub {
  std::unique_ptr<Child> process;
  std::string url;
};

// With the data in `folder`/hub. Adds how long it took until it listened.
RunningHub serve(const Setup&, Samples& listens);
std::string enrolment_code(const Setup&, const std::string& name);

// The command of a kiosk that plays a script off screen.
std::vector<std::string> headless(const Setup&, const std::string& name, const std::string& script);
// What packaging/demo plays: a badge held before the camera, the welcome and the day; or two badges
// and a contact.
std::string visit(const Setup&, const std::string& part);

void sleep_ms(int ms);

// Rows of a table "what, figure, goal, reached".
std::vector<std::string> goal_row(std::string what, double figure, const char* unit, double below);
std::vector<std::string> plain_row(std::string what, std::string figure);

}  // namespace meetpoint::bench
