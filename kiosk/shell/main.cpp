// meetpoint-kiosk: wiring only.
#include <csignal>
#include <iostream>
#include <memory>

#include "kiosk/scan/scan_files.h"
#include "kiosk/shell/default_camera.h"
#include "kiosk/shell/rescue.h"
#include "kiosk/shell/run.h"
#include "kiosk/shell/station.h"
#include "sync/base/shifted_clock.h"

int main(int argc, char** argv) {
  using namespace meetpoint;
  int exit_code = 0;
  const auto options = shell::read_options(argc, argv, exit_code);
  if (!options) return exit_code;
  // A hub that goes away in the middle of a request is an error to handle, not a reason to die.
  std::signal(SIGPIPE, SIG_IGN);

  std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
  if (options->rehearse_at) clock = std::make_unique<ShiftedClock>(*options->rehearse_at);

  if (options->mode == shell::Mode::scan) {
    return scan::scan_files(options->pictures, std::cout, std::cerr);
  }
  if (options->mode == shell::Mode::cameras)
    return shell::print_cameras(std::cout, shell::Remembered(options->data));
  if (options->mode == shell::Mode::readers) return shell::print_readers(std::cout);
  if (options->mode == shell::Mode::rescue_file)
    return shell::rescue_to_file(*options, *clock, std::cout, std::cerr);
  if (options->mode == shell::Mode::rescue_screen)
    return shell::rescue_by_screen(*options, *clock, std::cout, std::cerr);
  if (options->mode == shell::Mode::rescue_camera)
    return shell::rescue_by_camera(*options, std::cout, std::cerr, {});
  if (options->mode == shell::Mode::state_hash) return shell::print_state_hash(*options, *clock);
  if (!options->enrol_code.empty()) {
    const Status joined = shell::join(shell::station_options(*options), *clock, options->hub_url,
                                      options->enrol_code);
    if (!joined) {
      std::cerr << joined.error().message << '\n';
      return 1;
    }
  }
  return options->mode == shell::Mode::headless ? shell::run_headless(*options, *clock)
                                                : shell::run_window(*options, *clock);
}
