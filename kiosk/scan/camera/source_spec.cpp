#include "kiosk/scan/camera/source_spec.h"

#include <optional>

#include "kiosk/scan/base/spec_options.h"
#include "kiosk/scan/camera/camera_list.h"
#include "kiosk/scan/camera/demo_source.h"
#include "kiosk/scan/camera/folder_source.h"
#include "kiosk/scan/camera/gst_source.h"
#include "kiosk/scan/camera/mjpeg_source.h"
#include "kiosk/scan/camera/v4l2_source.h"

namespace meetpoint::scan {
namespace {

std::optional<std::vector<DemoScene>> parse_scenes(std::string_view text, Duration show,
                                                   Duration away) {
  std::vector<DemoScene> scenes{{{}, away}};
  if (text.empty()) return scenes;
  for (const std::string_view part : split_spec(text, ',')) {
    DemoScene scene{{}, show};
    if (part != "-") {
      for (const std::string_view escaped : split_spec(part, '+')) {
        const auto code = unescape_spec(escaped);
        if (!code || code->empty()) return std::nullopt;
        scene.codes.push_back(*code);
      }
    }
    if (scenes.size() > 1) scenes.push_back({{}, away});
    scenes.push_back(std::move(scene));
  }
  return scenes;
}

V4l2Options v4l2_options(SpecOptions& options) {
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

Result<SourceSpec> with_options(std::string_view text, const SpecOptions& options,
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
  if (kind == "gstreamer" && colon + 1 < text.size() && colon != std::string_view::npos) {
    // A pipeline has signs of its own: nothing in it is an option or an escape.
    return SourceSpec{std::string(text), [pipeline = std::string(text.substr(colon + 1))] {
                        return open_gstreamer(pipeline);
                      }};
  }
  std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const auto question = rest.find('?');
  SpecOptions options(question == std::string_view::npos ? "" : rest.substr(question + 1));
  rest = rest.substr(0, question);
  const auto path = unescape_spec(rest);
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
                  "\"; choose v4l2:NAME, folder:PATH, gstreamer:PIPELINE, mjpeg:PATH, "
                  "demo:CODE,CODE or none.");
}

}  // namespace meetpoint::scan
