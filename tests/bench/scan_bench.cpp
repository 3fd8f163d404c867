// scan_bench: what our scanner reads and costs, beside others, in one process and one run.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>

#include "kiosk/scan/decode/decoder.h"
#include "tests/bench/scan_latency.h"
#include "tests/bench/scan_plot.h"
#include "tests/bench/scan_report.h"
#include "tests/bench/scan_runs.h"

namespace {

using namespace meetpoint;
using namespace meetpoint::bench;

struct Wish {
  std::uint64_t seed = 1;
  int per_kind = 30;
  int sequences = 2;
  int latency = 5;
  std::vector<std::string> kinds;
  std::string csv, folder, report, plot;
};

Readers readers_with(std::unique_ptr<Reader> ours) {
  Readers readers;
  readers.push_back(std::move(ours));
  readers.push_back(zxing_reader());
  readers.push_back(zxing_inverting_reader());
  if (auto zbar = zbar_reader()) readers.push_back(std::move(zbar));
  return readers;
}

int complain(const std::string& sentence) {
  std::cerr << sentence << '\n';
  return 1;
}

bool write_report(const std::string& path, const Report& report) {
  std::ofstream(path) << "# The scanner beside others\n\nWritten by `tests/bench/run scan`; do not "
                         "edit. The plot is in `scan.svg`.\n";
  return report.append_to(path);
}

}  // namespace

int main(int argc, char** argv) {
  Wish wish;
  CLI::App app{"What the scanner reads and costs, beside ZXing and zbar."};
  app.add_option("--seed", wish.seed, "of the pictures and films");
  app.add_option("--per-kind", wish.per_kind, "still pictures of each kind");
  app.add_option("--sequences", wish.sequences,
                 "films of each kind; four times as many of two badges and of nothing");
  app.add_option("--latency", wish.latency, "films played to a scan thread, of each of four kinds");
  app.add_option("--kinds", wish.kinds, "only these, as in far,glare")->delimiter(',');
  app.add_option("--folder", wish.folder,
                 "also the pictures in this folder; NAME.txt tells what is in them");
  app.add_option("--csv", wish.csv, "a line for every picture and reader");
  app.add_option("--report", wish.report, "the tables as Markdown");
  app.add_option("--plot", wish.plot, "reads and costs as SVG");
  CLI11_PARSE(app, argc, argv);

  std::vector<samples::Kind> kinds;
  for (const std::string& name : wish.kinds) {
    const auto kind = samples::kind_named(name);
    if (!kind) return complain("There is no kind '" + name + "' of sample.");
    kinds.push_back(*kind);
  }
  if (kinds.empty()) kinds.assign(samples::all_kinds().begin(), samples::all_kinds().end());

  Readers stills = readers_with(our_still_reader());
  std::vector<std::string> names;
  for (const auto& reader : stills) names.push_back(reader->name());
  Tally tally(names);
  run_stills(kinds, wish.seed, wish.per_kind, stills, tally);
  run_films(
      kinds, wish.seed, wish.sequences, [] { return readers_with(our_live_reader()); }, tally);
  if (!wish.folder.empty()) {
    if (const auto done = run_folder(wish.folder, stills, tally); !done)
      return complain(done.error().message);
  }
  Samples latency;
  if (wish.latency > 0) {
    latency = measure_latency({samples::Kind::easy, samples::Kind::rolled, samples::Kind::motion,
                               samples::Kind::dark_phone},
                              wish.seed, wish.latency);
  }

  Report report;
  report.say(fmt::format(
      "Decoder: {}. Seed {}: {} still pictures and {} films of each kind. Processor time of one "
      "thread; readers take turns on every picture. Machine: {}.",
      scan::decoder_version(), wish.seed, wish.per_kind, wish.sequences, machine()));
  const bool newer = !scan::decoder_version().starts_with("ZXing 1.");
  const ScanFigures figures{tally, latency, 0, 2, newer};
  report_goals(figures, report);
  report_stills(figures, report);
  report_films(figures, report);
  report_photographs(figures, report);
  if (latency.size() > 0) {
    report.title("From exposure to event, ms beyond a frame's time");
    report.say("A real scan thread, fed with films at 30 frames a second; wall time.");
    auto row = latency.cells();
    report.table({"median", "p95", "p99", "worst"}, {row});
  }
  if (!wish.report.empty() && !write_report(wish.report, report))
    return complain(wish.report + " can't be written.");
  if (!wish.csv.empty() && !tally.write_csv(wish.csv))
    return complain(wish.csv + " can't be written.");
  if (!wish.plot.empty() && !write_plot(tally, wish.plot))
    return complain(wish.plot + " can't be written.");
  return 0;
}
