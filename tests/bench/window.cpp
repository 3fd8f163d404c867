#include "tests/bench/window.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>
#include <stdexcept>

#include "kiosk/scan/camera/source_spec.h"
#include "tests/kiosk/scan/encode_jpeg.h"

namespace meetpoint::bench {

namespace {

namespace fs = std::filesystem;

// One picture of the empty hall, thirty times: a camera before which nothing moves.
std::optional<fs::path> still_film(const Setup& setup) {
  const auto source = scan::parse_source("demo:?pace=0");
  if (!source) return std::nullopt;
  const auto camera = source->open();
  if (!camera) return std::nullopt;
  const auto frame = (*camera)->next(Duration(2000));
  if (!frame || !*frame) return std::nullopt;
  const auto jpeg = scan::encode_jpeg((*frame)->luma);
  const fs::path path = setup.folder / "still.mjpeg";
  std::ofstream file(path, std::ios::binary);
  for (int i = 0; i < 30; ++i) {
    file.write(reinterpret_cast<const char*>(jpeg.data()),
               static_cast<std::streamsize>(jpeg.size()));
  }
  return path;
}

struct Idle {
  double frames = 0;  // in ten seconds
  double cpu_percent = 0;
  Memory memory;
};

class Display {
 public:
  explicit Display(const Setup& setup) {
    const fs::path log = setup.folder / "xvfb.log";
    server_ =
        std::make_unique<Child>(std::vector<std::string>{"Xvfb", "-displayfd", "1", "-screen", "0",
                                                         "1920x1080x24", "-nolisten", "tcp"},
                                log);
    server_->until_it_says("\n");
    number_ = std::to_string(std::stoi(server_->output()));
  }
  std::string variable() const { return "DISPLAY=:" + number_; }

 private:
  std::unique_ptr<Child> server_;
  std::string number_;
};

std::unique_ptr<Child> window(const Setup& setup, const Display& display, const Probe& probe,
                              const std::string& camera) {
  std::vector<std::string> environment = probe.environment();
  environment.push_back(display.variable());
  return std::make_unique<Child>(
      std::vector<std::string>{setup.kiosk, "--data", (setup.folder / "kiosk").string(),
                               "--rehearse-at", event_day, "--camera", camera},
      setup.folder / "window.log", environment);
}

double first_frame_of(Child& kiosk, const Probe& probe) {
  while (probe.first_ms() <= 0) {
    if (!kiosk.running()) throw std::runtime_error("the window ended: " + kiosk.output());
    sleep_ms(1);
  }
  return probe.first_ms() - kiosk.started_ms();
}

Idle idle(const Setup& setup, const Display& display, const std::string& camera) {
  Probe probe(setup);
  auto kiosk = window(setup, display, probe, camera);
  first_frame_of(*kiosk, probe);
  sleep_ms(5000);  // camera and sync have come up
  const std::uint64_t frames = probe.frames();
  const double cpu = kiosk->cpu_ms();
  const double start = wall_ms();
  sleep_ms(10'000);
  const double seconds = (wall_ms() - start) / 1000;
  Idle idle{.frames = static_cast<double>(probe.frames() - frames) / seconds * 10,
            .cpu_percent = (kiosk->cpu_ms() - cpu) / seconds / 10,
            .memory = kiosk->memory()};
  kiosk->ask_to_end();
  return idle;
}

}  // namespace

void tell_window(const Setup& setup, Report& report) {
  report.title("A kiosk's window, 1920x1080, drawn without a GPU");
  std::optional<Display> display;
  try {
    display.emplace(setup);
  } catch (const std::exception&) {
    report.say("Not measured: there is no Xvfb here (Debian: xvfb).");
    return;
  }
  Samples first;
  for (int i = 0; i < setup.starts; ++i) {
    Probe probe(setup);
    auto kiosk = window(setup, *display, probe, "none");
    first.add(first_frame_of(*kiosk, probe));
    kiosk->ask_to_end();
  }
  std::vector<std::vector<std::string>> rows = {
      goal_row(fmt::format("first frame in the window, median of {}", setup.starts), first.median(),
               "ms", 500),
      plain_row("the slowest of them", number(first.percentile(1)) + " ms")};
  const auto add = [&](const std::string& who, const Idle& idle) {
    rows.push_back(plain_row("nobody there, " + who + ": frames drawn in 10 s",
                             fmt::format("{:.0f}", idle.frames)));
    rows.push_back(plain_row("  processor (100 % is one core)",
                             fmt::format("{} %", number(idle.cpu_percent))));
    rows.push_back(goal_row("  resident memory", idle.memory.resident_mb, "MB", 150));
    rows.push_back(plain_row("    of it its own", number(idle.memory.own_mb) + " MB"));
  };
  add("no camera", idle(setup, *display, "none"));
  if (const auto film = still_film(setup)) {
    add("a still picture 30 times a second",
        idle(setup, *display, "mjpeg:" + film->string() + "?fps=30&loop=1"));
  }
  report.table({"what", "figure", "goal", ""}, rows);
}

}  // namespace meetpoint::bench
