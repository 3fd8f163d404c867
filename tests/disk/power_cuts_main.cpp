// power_cuts: every power cut of a scripted hour of a station and of a hub, and every failing call.
#include <unistd.h>

#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "sync/hub/auth.h"
#include "tests/disk/failing_calls.h"
#include "tests/disk/hub_day.h"
#include "tests/disk/power_cuts.h"
#include "tests/disk/reference.h"
#include "tests/disk/station_day.h"

namespace {

using namespace meetpoint;

// What the script does, and what is answered when nothing fails.
bool tell(const char* of, disk::Day& day, sim::SimDisk& machine) {
  const auto references = disk::run_whole(day, machine);
  if (!references) {
    std::printf("%s: %s\n", of, references.error().message.c_str());
    return false;
  }
  for (std::size_t i = 0; i < references->size(); ++i) {
    const disk::Act& act = day.acts()[i];
    for (std::size_t j = 0; j < act.steps.size(); ++j) {
      std::printf("%s, %s, %s: %.100s\n", of, act.name.c_str(), act.steps[j].name.c_str(),
                  (*references)[i].answers[j].c_str());
    }
  }
  std::printf("%s: %ju changing calls, %ju reads, %ju locks\n", of,
              static_cast<std::uintmax_t>(machine.calls()),
              static_cast<std::uintmax_t>(machine.calls(sim::Call::read)),
              static_cast<std::uintmax_t>(machine.calls(sim::Call::lock)));
  return true;
}

bool report(const char* what, const disk::Tried& tried,
            std::chrono::steady_clock::time_point since) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - since;
  std::printf("%-28s %8zu tried  %8zu second cuts  %6zu restarts  %4zu failures  %.0f s\n", what,
              tried.cuts, tried.second_cuts, tried.restarts, tried.failures.size(), took.count());
  for (const std::string& failure : tried.failures) std::printf("  %s\n", failure.c_str());
  std::fflush(stdout);
  return tried.failures.empty();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Cuts the power at every call of a scripted hour, and fails every call.");
  disk::Pace pace;
  app.add_option("--every", pace.every, "try every so manieth call")->check(CLI::PositiveNumber);
  app.add_option("--second-every", pace.second_every, "the same of cuts while opening; 0: none");
  std::string only;
  app.add_option("--only", only, "station or hub")->check(CLI::IsMember({"station", "hub"}));
  bool cuts = true;
  app.add_flag("!--no-cuts", cuts, "failing calls only");
  bool faults = true;
  app.add_flag("!--no-faults", faults, "power cuts only");
  bool script = false;
  app.add_flag("--script", script, "only show the two scripts and what is answered");
  CLI11_PARSE(app, argc, argv);
  disk::be_predictable();
  disk::checkpoint_often(60);
  if (!hub::init_crypto()) return 1;
  spdlog::set_level(spdlog::level::off);  // each fault is said by the program as well

  const auto folder =
      std::filesystem::temp_directory_path() / ("meetpoint-disk-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "station");
  bool fine = true;
  if (only != "hub") {
    sim::SimDisk machine(folder / "station", 1);
    disk::StationDay day(folder / "station");
    if (script) fine = tell("station", day, machine);
    if (!script) {
      const auto begun = std::chrono::steady_clock::now();
      if (cuts)
        fine =
            report("power cuts, station", disk::try_power_cuts(day, machine, pace), begun) && fine;
      if (faults) {
        fine = report("failing calls, station", disk::try_failing_calls(day, machine, pace),
                      std::chrono::steady_clock::now()) &&
               fine;
        fine = report("full disks, station", disk::try_full_disks(day, machine, pace),
                      std::chrono::steady_clock::now()) &&
               fine;
      }
    }
  }
  if (only != "station") {
    sim::SimDisk machine(folder / "hub", 2);
    disk::HubDay day(folder / "hub");
    if (script) fine = tell("hub", day, machine) && fine;
    if (!script) {
      const auto begun = std::chrono::steady_clock::now();
      if (cuts)
        fine = report("power cuts, hub", disk::try_power_cuts(day, machine, pace), begun) && fine;
      if (faults) {
        fine = report("failing calls, hub", disk::try_failing_calls(day, machine, pace),
                      std::chrono::steady_clock::now()) &&
               fine;
        fine = report("full disks, hub", disk::try_full_disks(day, machine, pace),
                      std::chrono::steady_clock::now()) &&
               fine;
      }
    }
  }
  std::filesystem::remove_all(folder);
  return fine ? 0 : 1;
}
