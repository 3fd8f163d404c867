// start_bench [--hub PROGRAM] [--kiosk PROGRAM] [--starts N] [--markdown FILE]
//
// The programs themselves, with the sample event: how long until they are there, how much memory
// they take, and what a kiosk does while nobody is before it. A window needs Xvfb; without it that
// part is left out, and the report says so.
#include <fmt/format.h>

#include <iostream>
#include <stdexcept>

#include "tests/bench/window.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::bench {

namespace {

namespace fs = std::filesystem;

Memory memory_of_visit(const Setup& setup, const std::vector<std::string>& join) {
  std::vector<std::string> command = headless(setup, "kiosk", visit(setup, "entrance-1-arrive"));
  command.insert(command.end(), join.begin(), join.end());
  Child kiosk(command, setup.folder / "visit.log");
  Memory last;
  while (kiosk.running()) {
    const Memory now = kiosk.memory();
    if (now.resident_mb > 0) last = now;
    sleep_ms(20);
  }
  kiosk.finish();
  return last;
}

Samples first_frames(const Setup& setup) {
  Samples ms;
  for (int i = 0; i < setup.starts; ++i) {
    Probe probe(setup);
    Child kiosk(headless(setup, "kiosk", "wait waiting\nshot first\n"), setup.folder / "first.log",
                probe.environment());
    kiosk.finish();
    if (probe.frames() == 0) throw std::runtime_error("the probe saw no frame off screen");
    ms.add(probe.first_ms() - kiosk.started_ms());
  }
  return ms;
}

void measure(const Setup& setup, Report& report) {
  const fs::path data = setup.folder / "hub";
  const fs::path event = setup.source / "assets/events/meet-your-buyer/meet-your-buyer.xlsx";
  run({setup.hub, "import", event.string(), "--data", data.string()}, setup.folder / "import.log");
  Samples listens;
  for (int i = 1; i < setup.starts; ++i) serve(setup, listens).process->ask_to_end();
  RunningHub hub = serve(setup, listens);
  const Memory hub_at_first = hub.process->memory();

  const Memory kiosk =
      memory_of_visit(setup, {"--hub", hub.url, "--enrol", enrolment_code(setup, "Entrance")});
  for (const char* name : {"hall", "stand"}) {
    std::vector<std::string> command = headless(setup, name, visit(setup, "hall-1-meet"));
    command.insert(command.end(), {"--hub", hub.url, "--enrol", enrolment_code(setup, name)});
    run(command, setup.folder / "visit.log");
  }
  for (const char* format : {"csv", "xlsx", "json"}) {
    run({setup.hub, "export", "contacts", "--format", format, "--output",
         (setup.folder / "contacts").string() + "." + format, "--data", data.string()},
        setup.folder / "export.log");
  }
  const Memory hub_after = hub.process->memory();
  const Samples frames = first_frames(setup);

  report.title("The hub with the sample event");
  report.table(
      {"what", "figure", "goal", ""},
      {goal_row(fmt::format("from its start until it listens, median of {}", listens.size()),
                listens.median(), "ms", 300),
       plain_row("the slowest of them", number(listens.percentile(1)) + " ms"),
       plain_row("resident memory when it listens", number(hub_at_first.resident_mb) + " MB"),
       goal_row("resident memory after three kiosks' visits and three exports",
                hub_after.resident_mb, "MB", 60),
       plain_row("the most it ever had", number(hub_after.highest_mb) + " MB")});
  report.title("A kiosk off screen, 1920x1080, with the sample event");
  report.table({"what", "figure", "goal", ""},
               {goal_row(fmt::format("from its start until a picture is finished, median of {}",
                                     frames.size()),
                         frames.median(), "ms", 500),
                plain_row("the slowest of them", number(frames.percentile(1)) + " ms"),
                goal_row("resident memory after a visit", kiosk.resident_mb, "MB", 150),
                plain_row("  of it its own; the rest are the pages of libraries",
                          number(kiosk.own_mb) + " MB"),
                goal_row("the most it ever had", kiosk.highest_mb, "MB", 150)});
  tell_window(setup, report);
  report.say(machine() + ".");
  hub.process->ask_to_end();
}

}  // namespace

}  // namespace meetpoint::bench

int main(int argc, char** argv) {
  using namespace meetpoint::bench;
  try {
    const meetpoint::testing::TemporaryFolder folder;
    const Setup setup{.hub = argument(argc, argv, "--hub", MEETPOINT_HUB),
                      .kiosk = argument(argc, argv, "--kiosk", MEETPOINT_KIOSK),
                      .probe = MEETPOINT_FRAME_PROBE,
                      .source = MEETPOINT_SOURCE_DIR,
                      .starts = std::stoi(argument(argc, argv, "--starts", "9")),
                      .folder = folder.path()};
    Report report;
    measure(setup, report);
    const std::string markdown = argument(argc, argv, "--markdown", "");
    if (!markdown.empty() && !report.append_to(markdown)) {
      std::cerr << "The figures can't be written to " << markdown << '\n';
      return 1;
    }
    return 0;
  } catch (const std::exception& thrown) {
    std::cerr << "start_bench: " << thrown.what() << '\n';
    return 1;
  }
}
