// meetpoint-sim: whole days at an event, from seeds, in one thread and no time.
//
// Exit code 0: every seed held what sync/README.md promises. 1: one did not; the shortest history
// found is printed, and `--seeds N..N --history` tells all of that day.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>

#include "sync/hub/auth.h"
#include "tests/sim/jobs.h"
#include "tests/sim/shrink.h"
#include "tests/sim/world.h"

namespace {

using namespace meetpoint::sim;

std::filesystem::path scratch() {
  const std::filesystem::path shm = "/dev/shm";
  std::error_code none;
  const auto base =
      std::filesystem::is_directory(shm, none) ? shm : std::filesystem::temp_directory_path();
  return base / fmt::format("meetpoint-sim-{}", getpid());
}

Outcome run(const Plan& plan, bool history) {
  World world(plan, scratch(), history);
  return world.run();
}

// The same sentence but for its numbers and names.
std::string kind_of(std::string_view failure) {
  std::string kind;
  for (const char c : failure) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) kind += c;
  }
  return kind.substr(0, 24);
}

void tell_shortest(std::uint64_t seed, int tries) {
  const Plan whole = make_plan(seed);
  const std::string kind = kind_of(run(whole, false).failure);
  if (kind.empty()) {
    fmt::print("seed {}: did not fail when run again: something in it is not decided by its seed\n",
               seed);
    return;
  }
  const Plan shortest = shrink(
      whole, [&](const Plan& plan) { return kind_of(run(plan, false).failure) == kind; }, tries);
  const Outcome outcome = run(shortest, true);
  fmt::print("seed {}: {} of {} steps bring it about:\n", seed, shortest.steps.size(),
             whole.steps.size());
  for (const std::string& line : outcome.history) fmt::print("  {}\n", line);
}

bool read_seeds(const std::string& text, Seeds& seeds) {
  const auto dots = text.find("..");
  const std::string_view first = std::string_view(text).substr(0, dots);
  const std::string_view last =
      dots == std::string::npos ? first : std::string_view(text).substr(dots + 2);
  const auto number = [](std::string_view digits, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  return number(first, seeds.first) && number(last, seeds.last) && seeds.first <= seeds.last;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Simulates days at an event, with everything that breaks, and judges them.");
  std::string range = "1..2000";
  int jobs = 2;
  int tries = 300;
  bool history = false;
  bool first = false;
  bool twice = false;
  app.add_option("--seeds", range, "A..B")->capture_default_str();
  app.add_option("--jobs", jobs, "processes")->capture_default_str();
  app.add_option("--shrink", tries, "how many runs to spend on a shorter history")
      ->capture_default_str();
  app.add_flag("--history", history, "tell the first seed's whole day, and end");
  app.add_flag("--first", first, "end at the first failure, without shortening it");
  app.add_flag("--twice", twice, "run each seed twice, and compare every byte of their histories");
  CLI11_PARSE(app, argc, argv);
  Seeds seeds;
  if (!read_seeds(range, seeds)) {
    fmt::print(stderr, "--seeds: two numbers are needed, such as 1..2000\n");
    return 2;
  }
  // One thread a process: SQLite need not lock, nor count its memory.
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  spdlog::set_level(spdlog::level::off);
  if (const auto crypto = meetpoint::hub::init_crypto(); !crypto) return 2;

  if (history) {
    const Outcome outcome = run(make_plan(seeds.first), true);
    for (const std::string& line : outcome.history) fmt::print("{}\n", line);
    return outcome.failure.empty() ? 0 : 1;
  }
  const Report report =
      run_jobs(seeds, jobs, first, 60, [&](std::uint64_t seed, Totals& totals) -> std::string {
        const Outcome outcome = run(make_plan(seed), false);
        totals.facts += outcome.facts;
        totals.promises += outcome.promises;
        totals.excused += outcome.excused;
        totals.messages += outcome.messages;
        if (twice && outcome.failure.empty() &&
            run(make_plan(seed), false).trace != outcome.trace) {
          return "two runs of one seed differ";
        }
        return outcome.failure;
      });
  for (const Failure& failure : report.failures) {
    fmt::print("seed {}: {}\n", failure.seed, failure.why);
  }
  if (!report.failures.empty() && !first) tell_shortest(report.failures.front().seed, tries);
  fmt::print(
      "{} seeds, {} failures; {} facts at hubs, {} transactions shown as recorded, {} of them on "
      "disks that were all lost; {} messages\n",
      report.totals.seeds, report.failed, report.totals.facts, report.totals.promises,
      report.totals.excused, report.totals.messages);
  return report.failures.empty() ? 0 : 1;
}
