#include "kiosk/shell/default_camera.h"

#include "kiosk/scan/base/spec_options.h"
#include "kiosk/scan/reader/serial_port.h"

namespace meetpoint::shell {

namespace {

constexpr const char* camera_name = "camera";

}  // namespace

std::optional<scan::SourceSpec> default_camera(Remembered& remembered,
                                               const scan::CameraPlaces& places) {
  std::string name = remembered.value(camera_name);
  if (name.empty()) {
    const auto cameras = scan::list_cameras(places);
    if (cameras.empty()) return std::nullopt;
    name = cameras.front().name;
    // Where it can't be kept, the first camera is found again.
    (void)remembered.keep(camera_name, name);
  }
  auto spec = scan::parse_source("v4l2:" + scan::escape_spec(name) + "?other=1");
  return spec ? std::optional(std::move(*spec)) : std::nullopt;
}

int print_cameras(std::ostream& out, const Remembered& remembered,
                  const scan::CameraPlaces& places) {
  const auto cameras = scan::list_cameras(places);
  const scan::CameraDevice* used = nullptr;
  if (const std::string name = remembered.value(camera_name); !name.empty())
    used = scan::find_camera(cameras, name);
  if (used == nullptr && !cameras.empty()) used = &cameras.front();
  for (const scan::CameraDevice& camera : cameras) {
    out << "--camera v4l2:" << scan::escape_spec(camera.name) << "  " << camera.card << ", now "
        << camera.path << (&camera == used ? " (filmed by, unless told otherwise)" : "") << '\n';
  }
  if (cameras.empty()) {
    out << "No camera is there, or this user may not use it (group \"video\").\n";
  }
  return cameras.empty() ? 1 : 0;
}

int print_readers(std::ostream& out) {
  const auto devices = scan::list_serial_ports();
  for (const scan::SerialDevice& device : devices) {
    out << "--reader serial:" << scan::escape_spec(device.name) << "  " << device.description
        << (device.name == device.path ? "" : ", now " + device.path) << '\n';
  }
  out << "Readers that type like a keyboard need no option.\n";
  return 0;
}

}  // namespace meetpoint::shell
