// Which camera a kiosk films by when nobody says: the one it filmed by the last time, or else the
// first that is there, which is then remembered.
#pragma once

#include <optional>
#include <ostream>

#include "kiosk/scan/camera/camera_list.h"
#include "kiosk/scan/camera/source_spec.h"
#include "kiosk/shell/remembered.h"

namespace meetpoint::shell {

// Nothing on a machine without a camera that never had one: it has a badge reader, or typing.
std::optional<scan::SourceSpec> default_camera(Remembered&, const scan::CameraPlaces& = {});

// `meetpoint-kiosk cameras` and `readers`: a line for each that is there, with the text that
// chooses it. The exit code.
int print_cameras(std::ostream&, const Remembered&, const scan::CameraPlaces& = {});
int print_readers(std::ostream&);

}  // namespace meetpoint::shell
