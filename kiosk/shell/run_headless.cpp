#include <fstream>
#include <iostream>
#include <sstream>

#include "kiosk/pixels/offscreen.h"
#include "kiosk/shell/complain.h"
#include "kiosk/shell/player.h"
#include "kiosk/shell/run.h"

namespace meetpoint::shell {

int run_headless(const Options& options, const Clock& clock) {
  std::ifstream file(options.script);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    return complain(std::cerr,
                    {ErrorCode::not_found, "The script can't be read: " + options.script.string()});
  }
  const auto steps = parse_script(text.str());
  if (!steps) return complain(std::cerr, steps.error());
  auto sources = sources_of(options);
  if (!sources) return complain(std::cerr, sources.error());
  auto readers = readers_of(options);
  if (!readers) return complain(std::cerr, readers.error());

  auto surface = pixels::Offscreen::make(
      {.width = options.width, .height = options.height, .text_scale = options.text_scale});
  if (!surface) return complain(std::cerr, surface.error());
  std::unique_ptr<Trace> trace;
  if (!options.trace.empty()) {
    auto opened = Trace::open(options.trace);
    if (!opened) return complain(std::cerr, opened.error());
    trace = std::move(*opened);
  }
  auto face = Face::make(**surface, translations_folder());
  if (!face) return complain(std::cerr, face.error());
  Kiosk kiosk({.clock = clock,
               .station = station_options(options),
               .sources = std::move(*sources),
               .readers = std::move(*readers)});
  kiosk.start();
  const Status played = Player(kiosk, **face, **surface, clock,
                               options.shots.empty() ? "." : options.shots, trace.get())
                            .play(*steps);
  return played ? 0 : complain(std::cerr, played.error());
}

int print_state_hash(const Options& options, const Clock& clock) {
  auto store = store::StationStore::open(options.data, clock);
  if (!store) return complain(std::cerr, store.error());
  const auto hash = (*store)->state_hash(true);
  if (!hash) return complain(std::cerr, hash.error());
  std::cout << *hash << '\n';
  return 0;
}

}  // namespace meetpoint::shell
