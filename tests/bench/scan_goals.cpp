#include <fmt/format.h>

#include "tests/bench/scan_report.h"

namespace meetpoint::bench {
namespace {

constexpr int frames_a_second = 30;

struct Goal {
  std::string figure;
  std::string goal;
  double measured = 0;
  bool reached = false;
  std::string unit = {};
};

double ratio(double ours, double rival) { return rival > 0 ? ours / rival : 0; }

Goal at_least(std::string figure, double limit, double measured) {
  return {std::move(figure), fmt::format("{:.2f} or more", limit), measured, measured >= limit};
}
Goal at_most(std::string figure, double limit, double measured) {
  return {std::move(figure), fmt::format("{:.2f} or less", limit), measured, measured <= limit};
}

bool is_1080p(const Shot& shot) { return shot.height == 1080; }

// Two badges, both in sight for a second or more.
bool shows_pair(const FilmResult& film) {
  return film.texts == 2 && film.together >= frames_a_second;
}

// Percent of those of which both were read within that second.
double both_in_time(const Tally& tally, std::size_t reader) {
  int films = 0;
  int in_time = 0;
  for (const FilmResult& film : tally.films()) {
    if (!shows_pair(film)) continue;
    ++films;
    if (film.all[reader] <= frames_a_second) ++in_time;
  }
  return films == 0 ? 0 : 100.0 * in_time / films;
}

}  // namespace

void report_goals(const ScanFigures& figures, Report& report) {
  const Tally& tally = figures.tally;
  const std::size_t ours = figures.ours;
  const std::size_t rival = figures.rival;
  const auto stills = [](const Shot& shot) { return shot.phase == Phase::stills; };
  const auto stills_with = [&](const Shot& shot) { return stills(shot) && shot.codes > 0; };
  const auto films_with = [](const Shot& shot) {
    return shot.phase == Phase::films && shot.codes > 0;
  };
  const auto empty_films = [](const Shot& shot) {
    return shot.phase == Phase::films && shot.kind == "empty";
  };
  const auto empty_stills = [&](const Shot& shot) { return stills(shot) && shot.kind == "empty"; };
  const auto any_film = [](const FilmResult&) { return true; };
  const auto cost = [&](const Tally::Which& which) {
    return ratio(tally.cost(ours, which).median(), tally.cost(rival, which).median());
  };

  std::vector<Goal> goals;
  if (tally.codes(stills) > 0) {
    goals.push_back(at_least("codes read in stills, ours / " + tally.readers()[rival],
                             figures.newer_zxing ? 1.08 : 1.10,
                             ratio(tally.reads(ours, stills), tally.reads(rival, stills))));
  }
  if (!tally.films().empty()) {
    goals.push_back(
        at_most("frames to the first read in films, ours / the same rival", 0.85,
                ratio(tally.first_read(ours, any_film), tally.first_read(rival, any_film))));
    goals.push_back(
        at_most("median CPU with a badge, ours / the same, films", 1.0, cost(films_with)));
  }
  if (tally.codes(stills) > 0) {
    goals.push_back(
        at_most("median CPU with a badge, stills (ours without a budget)", 1.0, cost(stills_with)));
  }
  if (tally.cost(ours, empty_films).size() > 0) {
    goals.push_back(
        at_most("median CPU with nothing, ours / the same, films", 2.0, cost(empty_films)));
  }
  if (tally.cost(ours, empty_stills).size() > 0) {
    goals.push_back(at_most("median CPU with nothing, stills (ours without a budget)", 2.0,
                            cost(empty_stills)));
  }
  for (const Phase phase : {Phase::films, Phase::stills}) {
    const Samples hd = tally.cost(
        ours, [phase](const Shot& shot) { return shot.phase == phase && is_1080p(shot); });
    if (hd.size() == 0) continue;
    Goal goal = at_most(fmt::format("p99 of one call, 1080p, {} ({} calls)",
                                    phase == Phase::films ? "films" : "stills", hd.size()),
                        60, hd.p99());
    goal.unit = " ms";
    goals.push_back(goal);
  }
  const int wrong = tally.wrong(ours, [](const Shot&) { return true; });
  goals.push_back({fmt::format("wrong texts in all {} frames", tally.shots().size()), "0",
                   static_cast<double>(wrong), wrong == 0});
  int pairs = 0;
  for (const FilmResult& film : tally.films()) pairs += shows_pair(film) ? 1 : 0;
  if (pairs > 0) {
    Goal goal = at_least(
        fmt::format(
            "two badges, both read within a second of both in sight ({} films; {}: {:.0f} %)",
            pairs, tally.readers()[rival], both_in_time(tally, rival)),
        95, both_in_time(tally, ours));
    goal.unit = " %";
    goals.push_back(goal);
  }
  if (figures.latency.size() > 0) {
    Goal goal = at_most(fmt::format("from exposure to event beyond a frame's time, median of {}",
                                    figures.latency.size()),
                        10, figures.latency.median());
    goal.unit = " ms";
    goals.push_back(goal);
  }

  report.title("What is to be reached");
  std::vector<std::vector<std::string>> rows;
  rows.reserve(goals.size());
  for (const Goal& goal : goals) {
    rows.push_back({goal.figure, goal.goal + goal.unit,
                    fmt::format("{:.2f}{}", goal.measured, goal.unit), reached(goal.reached)});
  }
  report.table({"figure", "goal", "measured", ""}, rows);
}

}  // namespace meetpoint::bench
