// `meetpoint-kiosk rescue`: takes what a kiosk recorded to the hub by hand, when no network will.
//
//   rescue FILE                  writes it to a file: to a USB stick, for 'meetpoint-hub rescue
//   FILE' rescue --show                shows the same on the screen as a film of QR codes rescue
//   --film SOURCE FILE    films such a screen by another kiosk's camera, and writes the file
//
// Each prints what a person needs to know and returns the exit code: 0 done, 1 failed.
#pragma once

#include <functional>
#include <iosfwd>

#include "kiosk/shell/options.h"
#include "kiosk/ui/draw_rescue.h"
#include "sync/base/clock.h"
#include "sync/base/result.h"
#include "sync/wire/rescue_frames.h"

namespace meetpoint::shell {

int rescue_to_file(const Options&, const Clock&, std::ostream& out, std::ostream& err);
int rescue_by_screen(const Options&, const Clock&, std::ostream& out, std::ostream& err);
// Ends too where `stop` says so (a signal came); it may be empty.
int rescue_by_camera(const Options&, std::ostream& out, std::ostream& err,
                     const std::function<bool()>& stop);

// What the station in `folder` recorded, as the bytes of a rescue file.
struct Rescued {
  std::string bytes;
  std::string station_name;
  std::string event;
  std::uint64_t facts = 0;
  bool is_signed = false;
};
Result<Rescued> rescue_bytes(const std::filesystem::path& folder, const Clock&);

// The frame `number` of the film, as its screen shows it.
Result<ui::RescueView> rescue_view(const wire::RescueFilm&, const Rescued&, std::uint32_t number);

// Readable by this user alone; under its name only once it is whole and on the disk.
Status write_private_file(const std::filesystem::path&, std::string_view bytes);

}  // namespace meetpoint::shell
