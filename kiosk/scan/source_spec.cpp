#include "kiosk/scan/source_spec.h"

#include <charconv>
#include <map>
#include <optional>

#include "kiosk/scan/camera_list.h"
#include "kiosk/scan/demo_source.h"
#include "kiosk/scan/folder_source.h"
#include "kiosk/scan/mjpeg_source.h"
#include "kiosk/scan/v4l2_source.h"

namespace meetpoint::scan {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(text[i]);
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const auto [end, error] = std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16);
    if (error != std::errc{} || end != &text[i + 1] + 2) return std::nullopt;
    plain.push_back(static_cast<char>(value));
    i += 2;
  }
  return plain;
}

// The options behind the "?": each is asked for once, and what nobody asked for is an error.
class Options {
 public:
  explicit Options(std::string_view query) {
    if (query.empty()) return;
    for (const std::string_view part : split(query, '&')) {
      const auto equals = part.find('=');
      const std::string name(part.substr(0, equals));
      if (equals == std::string_view::npos) {
        complain(name);
      } else {
        values_[name] = std::string(part.substr(equals + 1));
      }
    }
  }

  double number(const std::string& name, double standard, double least, double most) {
    const auto text = take(name);
    if (!text) return standard;
    double value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size() || !(value >= least) ||
        !(value <= most)) {
      complain(name);
      return standard;
    }
    return value;
  }

  bool flag(const std::string& name, bool standard) {
    return number(name, standard ? 1 : 0, 0, 1) != 0;
  }

  void size(int& width, int& height) {
    const auto text = take("size");
    if (!text) return;
    const char* end = text->data() + text->size();
    const auto first = std::from_chars(text->data(), end, width);
    const bool cross = first.ec == std::errc{} && first.ptr != end && *first.ptr == 'x';
    if (!cross) return complain("size");
    const auto second = std::from_chars(first.ptr + 1, end, height);
    if (second.ec != std::errc{} || second.ptr != end) complain("size");
  }

  // The first option that is wrong or unknown, or an empty string.
  std::string problem() const {
    if (!problem_.empty()) return problem_;
    return values_.empty() ? "" : values_.begin()->first;
  }

 private:
  std::optional<std::string> take(const std::string& name) {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    std::string value = std::move(found->second);
    values_.erase(found);
    return value;
  }
  void complain(const std::string& name) {
    if (problem_.empty()) problem_ = name;
  }

  std::map<std::string, std::string> values_;
  std::string problem_;
};

std::optional<std::vector<DemoScene>> parse_scenes(std::string_view text, Duration show,
                                                   Duration away) {
  std::vector<DemoScene> scenes{{{}, away}};
  if (text.empty()) return scenes;
  for (const std::string_view part : split(text, ',')) {
    DemoScene scene{{}, show};
    if (part != "-") {
      for (const std::string_view escaped : split(part, '+')) {
        const auto code = unescaped(escaped);
        if (!code || code->empty()) return std::nullopt;
        scene.codes.push_back(*code);
      }
    }
    if (scenes.size() > 1) scenes.push_back({{}, away});
    scenes.push_back(std::move(scene));
  }
  return scenes;
}

V4l2Options v4l2_options(Options& options) {
  V4l2Options v4l2;
  options.size(v4l2.width, v4l2.height);
  v4l2.copy = options.flag("copy", v4l2.copy);
  CameraControlOptions& controls = v4l2.controls;
  controls.automatic = options.flag("auto", controls.automatic);
  controls.shutter_ms = static_cast<int>(options.number("shutter", controls.shutter_ms, 1, 33));
  controls.mains_hz = static_cast<int>(options.number("hz", controls.mains_hz, 0, 60));
  controls.lamp = options.flag("lamp", controls.lamp);
  const double focus = options.number("focus", -1, 0, 1e6);
  if (focus >= 0) controls.focus = static_cast<int>(focus);
  return v4l2;
}

Result<SourceSpec> with_options(std::string_view text, const Options& options,
                                SourceFactory factory) {
  const std::string problem = options.problem();
  if (!problem.empty()) {
    return fail(ErrorCode::invalid_input, "The camera \"" + std::string(text) +
                                              "\" has an option that is wrong here: " + problem +
                                              ".");
  }
  return SourceSpec{std::string(text), std::move(factory)};
}

}  // namespace

Result<SourceSpec> parse_source(std::string_view text) {
  if (text == "none") return SourceSpec{"none", {}};
  const auto colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const auto question = rest.find('?');
  Options options(question == std::string_view::npos ? "" : rest.substr(question + 1));
  rest = rest.substr(0, question);
  const auto path = unescaped(rest);
  const bool needs_path = kind == "folder" || kind == "mjpeg";
  if ((kind == "v4l2" && !path) || (needs_path && (!path || path->empty()))) {
    return fail(ErrorCode::invalid_input,
                "The camera \"" + std::string(text) + "\" needs a path behind the colon.");
  }
  if (kind == "v4l2" && colon != std::string_view::npos) {
    const V4l2Options v4l2 = v4l2_options(options);
    const bool or_another = options.flag("other", false);
    return with_options(text, options, [=, name = *path]() -> Result<std::unique_ptr<FrameSource>> {
      if (name.starts_with('/')) return open_v4l2(name, v4l2);
      // Looked for each time: a camera that is plugged in again may have another number.
      const auto device = camera_path(name, or_another);
      if (!device) return fail(device);
      return open_v4l2(*device, v4l2);
    });
  }
  if (kind == "folder") {
    FolderOptions folder;
    folder.frames_per_second = options.number("fps", folder.frames_per_second, 0.1, 240);
    folder.loop = options.flag("loop", folder.loop);
    folder.paced = options.flag("pace", folder.paced);
    return with_options(text, options, [=, path = *path] { return open_folder(path, folder); });
  }
  if (kind == "mjpeg") {
    MjpegOptions film;
    film.frames_per_second = options.number("fps", film.frames_per_second, 0.1, 240);
    film.loop = options.flag("loop", film.loop);
    film.paced = options.flag("pace", film.paced);
    return with_options(text, options, [=, path = *path] { return open_mjpeg(path, film); });
  }
  if (kind == "demo" && colon != std::string_view::npos) {
    DemoSourceOptions demo;
    demo.frames_per_second = options.number("fps", demo.frames_per_second, 0.1, 240);
    demo.loop = options.flag("loop", demo.loop);
    demo.paced = options.flag("pace", demo.paced);
    demo.film.seed = static_cast<std::uint32_t>(options.number("seed", 1, 0, 4e9));
    options.size(demo.film.width, demo.film.height);
    const Duration show{static_cast<int>(options.number("show", 3000, 100, 3.6e6))};
    const Duration away{static_cast<int>(options.number("away", 2000, 100, 3.6e6))};
    auto scenes = parse_scenes(rest, show, away);
    if (!scenes) {
      return fail(ErrorCode::invalid_input,
                  "The demonstration camera does not understand \"" + std::string(rest) +
                      "\"; write codes with commas between them, and + between two together.");
    }
    demo.film.scenes = std::move(*scenes);
    return with_options(text, options, [demo] { return open_demo(demo); });
  }
  return fail(ErrorCode::invalid_input,
              "There is no camera \"" + std::string(text) +
                  "\"; choose v4l2:NAME, folder:PATH, mjpeg:PATH, demo:CODE,CODE or none.");
}

}  // namespace meetpoint::scan
