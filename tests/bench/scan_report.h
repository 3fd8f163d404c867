// The figures of a run as tables, and the goals of the scanner with what was measured.
#pragma once

#include "tests/bench/figures.h"
#include "tests/bench/scan_tally.h"

namespace meetpoint::bench {

// `ours` and `rival` are readers of the tally: the rival is ZXing with inversion.
struct ScanFigures {
  const Tally& tally;
  const Samples& latency;
  std::size_t ours = 0;
  std::size_t rival = 2;
  bool newer_zxing = false;  // 2.3 or later: its goal is another
};

void report_stills(const ScanFigures& figures, Report& report);
void report_films(const ScanFigures& figures, Report& report);
void report_photographs(const ScanFigures& figures, Report& report);
void report_goals(const ScanFigures& figures, Report& report);

}  // namespace meetpoint::bench
