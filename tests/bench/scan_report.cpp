#include "tests/bench/scan_report.h"

#include <fmt/format.h>

namespace meetpoint::bench {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Tally::Which in(Phase phase) {
  return [phase](const Shot& shot) { return shot.phase == phase; };
}
Tally::Which of_kind(Phase phase, const std::string& kind) {
  return [phase, kind](const Shot& shot) { return shot.phase == phase && shot.kind == kind; };
}
Tally::Which with_code(Phase phase) {
  return [phase](const Shot& shot) { return shot.phase == phase && shot.codes != 0; };
}
// Nobody holds anything up: not a film whose badge is not in the picture yet.
Tally::Which with_nothing(Phase phase) { return of_kind(phase, "empty"); }

std::vector<std::string> head_of(const Tally& tally, std::vector<std::string> head, bool any) {
  for (const std::string& reader : tally.readers()) head.push_back(reader);
  if (any) head.emplace_back("any");
  return head;
}

std::string percent(double part, double whole) {
  return whole > 0 ? fmt::format("{:.0f} %", 100 * part / whole) : "–";
}

void reads_table(const ScanFigures& figures, Phase phase, Report& report) {
  const Tally& tally = figures.tally;
  Rows rows;
  const auto add = [&](const std::string& name, const Tally::Which& which) {
    const int codes = tally.codes(which);
    if (codes == 0) return;
    std::vector<std::string> row{name, std::to_string(codes)};
    for (std::size_t i = 0; i < tally.readers().size(); ++i)
      row.push_back(percent(tally.reads(i, which), codes));
    row.push_back(percent(tally.any(which), codes));
    rows.push_back(std::move(row));
  };
  for (const std::string& kind : tally.kinds(phase)) add(kind, of_kind(phase, kind));
  add("**all**", in(phase));
  report.table(head_of(tally, {"kind", "codes"}, true), rows);
}

void cost_table(const ScanFigures& figures, Phase phase, Report& report) {
  const Tally& tally = figures.tally;
  Rows rows;
  for (std::size_t i = 0; i < tally.readers().size(); ++i) {
    const auto add = [&](const char* what, const Tally::Which& which) {
      const Samples cost = tally.cost(i, which);
      if (cost.size() == 0) return;
      std::vector<std::string> row{tally.readers()[i], what};
      for (std::string& cell : cost.cells()) row.push_back(std::move(cell));
      rows.push_back(std::move(row));
    };
    add("with a code", with_code(phase));
    add("with nothing", with_nothing(phase));
  }
  report.table({"reader", "pictures", "median", "p95", "p99", "worst"}, rows);
}

void kind_cost_table(const ScanFigures& figures, Phase phase, Report& report) {
  const Tally& tally = figures.tally;
  Rows rows;
  for (const std::string& kind : tally.kinds(phase)) {
    std::vector<std::string> row{kind};
    for (std::size_t i = 0; i < tally.readers().size(); ++i) {
      const Samples cost = tally.cost(i, of_kind(phase, kind));
      row.push_back(fmt::format("{} / {} / {}", number(cost.median()),
                                number(cost.percentile(0.95)), number(cost.p99())));
    }
    rows.push_back(std::move(row));
  }
  report.table(head_of(tally, {"kind"}, false), rows);
}

void wrong_line(const ScanFigures& figures, Phase phase, Report& report) {
  const Tally& tally = figures.tally;
  std::string line = "Wrong texts:";
  for (std::size_t i = 0; i < tally.readers().size(); ++i) {
    line +=
        fmt::format("{} {} {}", i == 0 ? "" : ",", tally.readers()[i], tally.wrong(i, in(phase)));
  }
  report.say(line + ".");
}

}  // namespace

void report_stills(const ScanFigures& figures, Report& report) {
  if (figures.tally.kinds(Phase::stills).empty()) return;
  report.title("Still pictures: codes read");
  report.say("Each picture as if it were the only one. *any*: by at least one of the readers.");
  reads_table(figures, Phase::stills, report);
  wrong_line(figures, Phase::stills, report);
  report.title("Still pictures: processor time, ms");
  cost_table(figures, Phase::stills, report);
  report.say("By kind: median / p95 / p99.");
  kind_cost_table(figures, Phase::stills, report);
}

void report_films(const ScanFigures& figures, Report& report) {
  const Tally& tally = figures.tally;
  if (tally.kinds(Phase::films).empty()) return;
  report.title("Films: frames to the first read");
  report.say(
      "Mean of frames from the first that shows the code to the first that is read; where it never "
      "is, "
      "the rest of the film and one.");
  Rows rows;
  const auto add = [&](const std::string& name, const auto& which) {
    std::vector<std::string> row{name};
    for (std::size_t i = 0; i < tally.readers().size(); ++i)
      row.push_back(fmt::format("{:.1f}", tally.first_read(i, which)));
    if (tally.first_read(0, which) > 0) rows.push_back(std::move(row));
  };
  for (const std::string& kind : tally.kinds(Phase::films))
    add(kind, [&](const FilmResult& film) { return film.kind == kind; });
  add("**all**", [](const FilmResult&) { return true; });
  report.table(head_of(tally, {"kind"}, false), rows);

  report.title("Films: codes read, frame by frame");
  reads_table(figures, Phase::films, report);
  wrong_line(figures, Phase::films, report);
  report.title("Films: processor time, ms a frame");
  report.say("Meetpoint with the time budget that its scan thread has.");
  cost_table(figures, Phase::films, report);
  report.say("By kind: median / p95 / p99.");
  kind_cost_table(figures, Phase::films, report);
}

void report_photographs(const ScanFigures& figures, Report& report) {
  const Tally& tally = figures.tally;
  if (tally.kinds(Phase::photographs).empty()) return;
  report.title("Photographs: codes read");
  reads_table(figures, Phase::photographs, report);
  int unknown = 0;
  for (const Shot& shot : tally.shots()) unknown += shot.codes < 0 ? 1 : 0;
  if (unknown > 0) {
    Rows rows;
    const auto where = [](const Shot& shot) { return shot.codes < 0; };
    std::vector<std::string> row{std::to_string(unknown)};
    for (std::size_t i = 0; i < tally.readers().size(); ++i)
      row.push_back(std::to_string(tally.reads(i, where)));
    row.push_back(std::to_string(tally.any(where)));
    rows.push_back(std::move(row));
    report.say("Texts read in pictures of which nobody told what is in them:");
    report.table(head_of(tally, {"pictures"}, true), rows);
  }
  wrong_line(figures, Phase::photographs, report);
  report.say("Processor time, ms:");
  Rows rows;
  for (std::size_t i = 0; i < tally.readers().size(); ++i) {
    std::vector<std::string> row{tally.readers()[i]};
    for (std::string& cell : tally.cost(i, in(Phase::photographs)).cells())
      row.push_back(std::move(cell));
    rows.push_back(std::move(row));
  }
  report.table({"reader", "median", "p95", "p99", "worst"}, rows);
}

}  // namespace meetpoint::bench
