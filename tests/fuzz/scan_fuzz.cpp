// scan_fuzz: puts pictures made from seeds before the scanner's decoder and counts what must not
// be: a text that no code in the picture holds, and a crash. Exit code 1 when there was one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "kiosk/scan/base/image_file.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/decode/decoder_zxing.h"
#include "kiosk/scan/decode/zxing_guard.h"
#include "tests/fuzz/crash_log.h"
#include "tests/fuzz/fuzz_image.h"

namespace {

using namespace meetpoint;
using namespace meetpoint::scan;
using namespace meetpoint::scan::fuzz;

void judge(std::uint64_t seed, const FuzzImage& image, const std::vector<Decoded>& codes,
           Tally& tally) {
  for (const Decoded& code : codes) {
    if (std::find(image.texts.begin(), image.texts.end(), code.text) != image.texts.end()) {
      tally.read += 1;
      continue;
    }
    tally.wrong += 1;
    fmt::print(stderr, "seed {}: wrong text \"{}\" as {} in {}x{}\n", seed, code.text,
               name_of(image.symbology), image.width, image.height);
  }
}

// The decoder of a child lives through many pictures, as a kiosk's does.
void show(std::uint64_t seed, Decoder& decoder, Tally& tally) {
  const std::uint64_t faults = guarded_faults();
  FuzzImage image = make_fuzz_image(seed);
  switch (image.show) {
    case Show::still: judge(seed, image, decoder.decode(image.view()), tally); break;
    case Show::film: {
      // What a film adds up over frames must not be of the film before it.
      decoder.restart();
      const Duration budgets[] = {Duration{0}, Duration{2}, Duration{1000}};
      for (int frame = 0; frame < 4; ++frame) {
        judge(seed, image, decoder.decode(image.view(), budgets[seed % 3]), tally);
        next_frame(image, seed, frame);
      }
      break;
    }
    case Show::kind_of:
      for (const Threshold threshold : {Threshold::local, Threshold::histogram, Threshold::ready})
        judge(seed, image, read_with_zxing(image.view(), threshold, image.symbology), tally);
      break;
  }
  tally.faults += guarded_faults() - faults;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Puts torn, bent and stacked codes before the decoder.");
  std::uint64_t count = 20'000;
  std::uint64_t first = 1;
  int jobs = 2;
  int patience = 60;
  std::string dump;
  bool here = false;
  app.add_option("--count", count, "how many pictures");
  app.add_option("--seed", first, "the first seed; the others follow it");
  app.add_option("--jobs", jobs, "processes")->check(CLI::Range(1, 64));
  app.add_option("--patience", patience, "seconds until a picture counts as a hang");
  app.add_option("--dump", dump, "write the first seed's picture to this PGM file, and end");
  app.add_flag("--here", here, "in this process, for a debugger");
  CLI11_PARSE(app, argc, argv);
  if (!dump.empty()) {
    const auto saved = save_pgm(make_fuzz_image(first).view(), dump);
    if (!saved) fmt::print(stderr, "{}\n", saved.error().message);
    return saved ? 0 : 2;
  }
  Decoder decoder;
  Outcome outcome;
  if (here) {
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
      show(seed, decoder, outcome.tally);
      outcome.tally.images += 1;
    }
  } else {
    outcome = run_in_children(
        first, count, jobs, patience,
        [&](std::uint64_t seed, Tally& tally) { show(seed, decoder, tally); },
        [&](std::uint64_t done) { fmt::print(stderr, "{} of {}\n", done, count); });
  }
  for (const Crash& crash : outcome.crashes)
    fmt::print("seed {}: {}\n", crash.seed,
               crash.signal == 0 ? "hung" : fmt::format("crashed, signal {}", crash.signal));
  const Tally& tally = outcome.tally;
  fmt::print(
      "{}: {} pictures from seed {}, {} right texts, {} wrong texts, {} crashes, {} assertions of "
      "ZXing caught\n",
      decoder_version(), tally.images, first, tally.read, tally.wrong, outcome.crashes.size(),
      tally.faults);
  return tally.wrong == 0 && outcome.crashes.empty() ? 0 : 1;
}
