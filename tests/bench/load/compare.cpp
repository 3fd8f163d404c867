#include "tests/bench/load/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace meetpoint::load {

namespace {

double at_share(const std::vector<double>& values, double share) {
  bench::Samples samples;
  for (const double value : values) samples.add(value);
  return samples.percentile(share);
}

}  // namespace

void run_in_turn(std::vector<Side>& sides, int repeats) {
  for (int repeat = 0; repeat < repeats; ++repeat) {
    for (std::size_t i = 0; i < sides.size(); ++i) {
      Side& side = sides[(i + static_cast<std::size_t>(repeat)) % sides.size()];
      if (!side.rate) continue;
      side.rates.push_back(side.rate());
      std::cout << fmt::format("{} of {}, {}: {:.0f} a second", repeat + 1, repeats, side.name,
                               side.rates.back())
                << std::endl;
    }
  }
}

std::vector<double> ratios_of(const std::vector<Side>& sides, const Ratio& ratio) {
  const auto& ours = sides[ratio.ours].rates;
  const auto& theirs = sides[ratio.theirs].rates;
  std::vector<double> found;
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
    found.push_back(ours[i] / theirs[i]);
  }
  return found;
}

void report_rates(const std::vector<Side>& sides, const std::string& unit, bench::Report& report) {
  std::vector<std::vector<std::string>> rows;
  for (const Side& side : sides) {
    if (side.rates.empty()) {
      rows.push_back({side.name, "left out: " + side.left_out, "", "", side.durability});
      continue;
    }
    rows.push_back({side.name, fmt::format("{:.0f}", at_share(side.rates, 0.5)),
                    fmt::format("{:.0f}", at_share(side.rates, 0)),
                    fmt::format("{:.0f}", at_share(side.rates, 1)), side.durability});
  }
  report.table({"side", unit + " a second, median", "least", "most", "on the disk when it answers"},
               rows);
}

void report_ratios(const std::vector<Side>& sides, const std::vector<Ratio>& ratios,
                   bench::Report& report) {
  std::vector<std::vector<std::string>> rows;
  for (const Ratio& ratio : ratios) {
    const std::vector<double> found = ratios_of(sides, ratio);
    if (found.empty()) {
      const Side& missing = sides[sides[ratio.ours].rates.empty() ? ratio.ours : ratio.theirs];
      rows.push_back({ratio.what, "not measured: " + missing.left_out, "", "", ""});
      continue;
    }
    const double median = at_share(found, 0.5);
    const std::string goal = ratio.goal > 0 ? fmt::format("{} or more: {}", ratio.goal,
                                                          bench::reached(median >= ratio.goal))
                                            : "";
    rows.push_back({ratio.what, bench::number(median), bench::number(at_share(found, 0)),
                    bench::number(at_share(found, 1)), goal});
  }
  report.table({"ratio", "median", "least", "most", "goal"}, rows);
}

}  // namespace meetpoint::load
