// Stations at their day's work.
#include <fmt/format.h>

#include "tests/bench/load/crowd.h"
#include "tests/bench/load/scenarios.h"

namespace meetpoint::load {

void steady(const Scene& scene, const SteadyPlan& plan, bench::Report& report) {
  HubUnderLoad hub({.program = scene.hub,
                    .folder = scene.folder / "steady",
                    .event = {.attendees = 2'000, .meetings = 0, .organisations = 200},
                    .stations = plan.stations,
                    .options = scene.options});
  boost::asio::io_context io(1);
  Crowd crowd(io, hub, hub.logins(),
              {.facts_per_second = plan.facts_per_second,
               .followers = plan.stations,
               .observers = plan.observers});
  crowd.start();
  run_for(io, plan.warm_up_s * 1000);
  crowd.count_from_now();
  const double hub_before = hub.process().cpu_ms();
  const double own_before = bench::cpu_ms();
  run_for(io, plan.seconds * 1000);
  const CrowdCost cost = crowd.cost();
  const double hub_cpu = hub.process().cpu_ms() - hub_before;
  const double own_cpu = bench::cpu_ms() - own_before;
  crowd.stop();

  const double ms = plan.seconds * 1000;
  report.title(fmt::format("{} stations, {:.0f} facts a second, each following the feed",
                           plan.stations, plan.facts_per_second));
  report.say(fmt::format(
      "{:.0f} s after {:.0f} s of warming up. A fact is handed in as soon as its station has no "
      "push "
      "under way. *Seen* is of {} stations, when the reply with the fact has come; replies are not "
      "unpacked twice where they are the same bytes. {}.",
      plan.seconds, plan.warm_up_s, plan.observers, bench::machine()));
  const auto row = [](std::string what, const bench::Samples& samples, std::string goal) {
    std::vector<std::string> cells = {std::move(what)};
    for (std::string& cell : samples.cells()) cells.push_back(std::move(cell));
    cells.push_back(std::move(goal));
    return cells;
  };
  const double acknowledged = cost.acknowledged_ms.p99();
  const double seen = cost.seen_ms.p99();
  report.table(
      {"milliseconds from its record", "median", "p95", "p99", "worst", "goal"},
      {row("acknowledged durably", cost.acknowledged_ms,
           "p99 < 50: " + bench::reached(cost.acknowledged_ms.size() > 0 && acknowledged < 50)),
       row(cost.seen_ms.size() > 0 ? "seen at another station"
                                   : "seen at another station: **nothing**",
           cost.seen_ms,
           "p99 < 1,000: " + bench::reached(cost.seen_ms.size() > 0 && seen < 1000))});
  report.table(
      {"what", "figure"},
      {{"facts acknowledged a second", bench::number(1000 * static_cast<double>(cost.facts) / ms)},
       {"pushes a second", bench::number(1000 * static_cast<double>(cost.pushes) / ms)},
       {"feed replies a second", bench::number(1000 * static_cast<double>(cost.polls) / ms)},
       {"facts handed out a second, all stations",
        fmt::format("{:.0f}", 1000 * static_cast<double>(cost.handed_out) / ms)},
       {"of it on the wire, MB a second",
        bench::number(static_cast<double>(cost.bytes_received) / ms / 1000)},
       {"requests without a proper answer",
        fmt::format("{} {}", cost.failures, cost.first_failure)},
       {"the hub's processor (100 % is one core)", fmt::format("{:.0f} %", 100 * hub_cpu / ms)},
       {"the load tool's", fmt::format("{:.0f} %", 100 * own_cpu / ms)},
       {"the most memory of the hub, MB", bench::number(hub.process().memory().highest_mb)}});
}

}  // namespace meetpoint::load
