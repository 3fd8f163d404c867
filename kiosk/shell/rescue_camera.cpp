// The film of QR codes on another kiosk's screen, seen by this one's camera.
#include <fmt/format.h>

#include <ostream>

#include "kiosk/scan/camera/source_spec.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/shell/complain.h"
#include "kiosk/shell/rescue.h"
#include "sync/wire/rescue.h"

namespace meetpoint::shell {

namespace {

constexpr Duration patience{1000};
// What reading may cost on top of a glance: a picture that is passed over does no harm, lateness
// does.
constexpr Duration budget{15};

std::string missing(const wire::RescueReel& reel) {
  if (reel.needed() == 0) {
    return "No rescue code was seen. Start 'meetpoint-kiosk rescue --show' on the other kiosk, and "
           "let the camera see "
           "the whole square.";
  }
  return fmt::format(
      "Only {} of {} parts were seen; nothing was written. Film the other screen again, for "
      "longer.",
      reel.known(), reel.needed());
}

}  // namespace

int rescue_by_camera(const Options& options, std::ostream& out, std::ostream& err,
                     const std::function<bool()>& stop) {
  const auto spec = scan::parse_source(options.rescue_film);
  if (!spec) return complain(err, spec.error().message);
  if (!spec->open)
    return complain(err, "--film needs a camera, such as v4l2: (see 'meetpoint-kiosk cameras').");
  auto source = spec->open();
  if (!source) return complain(err, source.error().message);
  out << "Filming by " << (*source)->description() << ".\n" << std::flush;

  scan::Decoder decoder;
  wire::RescueReel reel;
  std::size_t told = 0;
  while (!reel.file()) {
    if ((stop && stop()) || (*source)->ended()) return complain(err, missing(reel));
    const auto frame = (*source)->next(patience);
    if (!frame) return complain(err, frame.error().message);
    if (!*frame) continue;
    for (const scan::Decoded& code : decoder.decode((*frame)->luma, budget)) reel.add(code.text);
    // Each tenth, and no more: whoever holds the camera looks at the picture.
    if (reel.needed() > 0 && 10 * reel.known() / reel.needed() > told) {
      told = 10 * reel.known() / reel.needed();
      out << fmt::format("{} of {} parts\n", reel.known(), reel.needed()) << std::flush;
    }
  }
  const auto file = wire::read_rescue(*reel.file());
  if (!file) return complain(err, file.error().message);
  if (const Status written = write_private_file(options.rescue_file, *reel.file()); !written) {
    return complain(err, written.error().message);
  }
  out << fmt::format(
      "That is all. Wrote {}: {} records of '{}' at '{}'.\n"
      "Bring it to the hub of that event: meetpoint-hub rescue {}\n",
      options.rescue_file.string(), file->facts, file->station_name, file->event.value,
      options.rescue_file.filename().string());
  return 0;
}

}  // namespace meetpoint::shell
