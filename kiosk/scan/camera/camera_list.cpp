#include "kiosk/scan/camera/camera_list.h"

#include <linux/videodev2.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>

#include "kiosk/scan/camera/v4l2_formats.h"

namespace meetpoint::scan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_devices = 64;
constexpr std::string_view first_index = "-video-index0";

// N of videoN; nothing for another file.
std::optional<int> number_of(const std::string& file) {
  constexpr std::string_view begin = "video";
  if (!file.starts_with(begin) || file.size() == begin.size()) return std::nullopt;
  int number = 0;
  const char* last = file.data() + file.size();
  const auto [end, error] = std::from_chars(file.data() + begin.size(), last, number);
  if (error != std::errc{} || end != last) return std::nullopt;
  return number;
}

// What the links in a folder of udev's point to: file name of the device -> name of the link.
std::map<std::string, std::string> links_of(const fs::path& folder) {
  std::map<std::string, std::string> links;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code no_link;
    const fs::path target = fs::read_symlink(it->path(), no_link);
    if (no_link) continue;
    // Of several links to one device the same one is taken each time.
    std::string& name = links[target.filename().string()];
    const std::string other = it->path().filename().string();
    if (name.empty() || other < name) name = other;
  }
  return links;
}

template <std::size_t N>
std::string text_of(const __u8 (&field)[N]) {
  std::string text;
  for (const __u8 c : field) {
    if (c == 0) break;
    text.push_back(c < 0x20 || c == 0x7F ? ' ' : static_cast<char>(c));
  }
  return text;
}

std::string without_first_index(std::string name) {
  if (name.ends_with(first_index)) name.resize(name.size() - first_index.size());
  return name;
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

void name_them(std::vector<CameraDevice>& cameras) {
  for (CameraDevice& camera : cameras) {
    // udev gives two cameras of one model without serial numbers one link, and it points to the one
    // that was found last.
    const bool ambiguous =
        std::any_of(cameras.begin(), cameras.end(), [&](const CameraDevice& other) {
          return &other != &camera && other.card == camera.card && other.bus != camera.bus &&
                 (other.by_id.empty() || camera.by_id.empty());
        });
    if (!camera.by_id.empty() && !ambiguous) {
      camera.name = without_first_index(camera.by_id);
    } else if (!camera.by_path.empty()) {
      camera.name = without_first_index(camera.by_path);
    } else {
      camera.name = camera.bus.empty() ? camera.card : camera.bus + "/" + camera.card;
      std::replace(camera.name.begin(), camera.name.end(), ' ', '_');
    }
  }
}

}  // namespace

std::vector<CameraDevice> list_cameras(const CameraPlaces& places) {
  std::map<int, std::string> files;
  std::error_code error;
  for (fs::directory_iterator it(places.dev, error), end; !error && it != end;
       it.increment(error)) {
    const std::string file = it->path().filename().string();
    if (const auto number = number_of(file)) files[*number] = file;
  }
  const auto by_id = links_of(places.dev / "v4l/by-id");
  const auto by_path = links_of(places.dev / "v4l/by-path");
  std::vector<CameraDevice> cameras;
  for (const auto& [number, file] : files) {
    if (cameras.size() >= most_devices) break;
    CameraDevice camera;
    camera.path = (places.dev / file).string();
    const auto device = places.device();
    v4l2_capability about{};
    if (device->open(camera.path) != 0) continue;
    if (device->control(VIDIOC_QUERYCAP, &about) != 0 || !can_film(about)) continue;
    if (!has_usable_format(*device)) continue;
    camera.card = text_of(about.card);
    camera.bus = text_of(about.bus_info);
    if (const auto found = by_id.find(file); found != by_id.end()) camera.by_id = found->second;
    if (const auto found = by_path.find(file); found != by_path.end())
      camera.by_path = found->second;
    cameras.push_back(std::move(camera));
  }
  name_them(cameras);
  return cameras;
}

const CameraDevice* find_camera(std::span<const CameraDevice> cameras, std::string_view name) {
  if (name.starts_with("by-id/")) name.remove_prefix(6);
  if (name.starts_with("by-path/")) name.remove_prefix(8);
  const std::string lower = in_lower_case(name);
  const auto is_it = [&](const CameraDevice& camera, int how) {
    switch (how) {
      case 0: return camera.name == name;
      case 1:
        return camera.by_id == name || camera.by_path == name || camera.path == name ||
               camera.bus == name || fs::path(camera.path).filename() == name;
      case 2: return camera.name.starts_with(name) || camera.by_id.starts_with(name);
      default: return in_lower_case(camera.card).find(lower) != std::string::npos;
    }
  };
  for (int how = 0; how < 4; ++how) {
    for (const CameraDevice& camera : cameras) {
      if (is_it(camera, how)) return &camera;
    }
  }
  return nullptr;
}

Result<std::string> camera_path(std::string_view name, bool or_another,
                                const CameraPlaces& places) {
  const auto cameras = list_cameras(places);
  const CameraDevice* found = find_camera(cameras, name);
  if (found == nullptr && or_another && !cameras.empty()) found = &cameras.front();
  if (found != nullptr) return found->path;
  if (cameras.empty()) {
    return fail(ErrorCode::not_found, name.empty()
                                          ? "There is no camera; plug one in."
                                          : "The camera " + std::string(name) +
                                                " is not there, nor any other; plug it in.");
  }
  std::string others;
  for (const CameraDevice& camera : cameras) others += (others.empty() ? "" : ", ") + camera.name;
  return fail(ErrorCode::not_found, "The camera " + std::string(name) +
                                        " is not there; plug it in, or choose another: " + others +
                                        ".");
}

}  // namespace meetpoint::scan
