// The cameras of this machine, and the name by which one is found again.
//
// /dev/videoN is only the order in which cameras were found: it changes with a restart or another
// socket. The name here stays: what udev calls the camera (maker, model and serial number), or,
// where two are the same to it, the socket it is in.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/scan/camera/video_device.h"
#include "sync/base/result.h"

namespace meetpoint::scan {

struct CameraDevice {
  std::string path;     // /dev/video2
  std::string card;     // as it calls itself: "HD Pro Webcam C920"
  std::string bus;      // usb-0000:00:14.0-2
  std::string by_id;    // the link in /dev/v4l/by-id, empty where there is none
  std::string by_path;  // likewise
  std::string name;     // the stable one; v4l2:NAME opens it
  bool operator==(const CameraDevice&) const = default;
};

// Where to look; for tests.
struct CameraPlaces {
  std::filesystem::path dev = "/dev";
  std::function<std::unique_ptr<VideoDevice>()> device = make_system_video_device;
};

// All devices that film, by their number. A device that can't be asked (no permission, broken) is
// not among them. Opens each for a moment.
std::vector<CameraDevice> list_cameras(const CameraPlaces& places = {});

// The camera that a person means by `name`: a name of the list, by-id/… or by-path/…, video2, where
// it is plugged in, the beginning of its name, or a part of what it calls itself. nullptr where
// none fits; the first of several. An empty name means the first camera.
const CameraDevice* find_camera(std::span<const CameraDevice> cameras, std::string_view name);

// The path of the camera that is meant, now. With `or_another`, the first camera where that one is
// not there. not_found says which cameras there are.
Result<std::string> camera_path(std::string_view name, bool or_another,
                                const CameraPlaces& places = {});

}  // namespace meetpoint::scan
