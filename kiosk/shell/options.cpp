#include "kiosk/shell/options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "sync/base/shifted_clock.h"

namespace meetpoint::shell {

namespace fs = std::filesystem;

fs::path default_data_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state) {
    return fs::path(state) / "meetpoint-kiosk";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home ? home : "/var/lib") / ".local/state/meetpoint-kiosk";
}

fs::path translations_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path beside = program.parent_path().parent_path() / "share/meetpoint/locale";
  return fs::is_directory(beside, error) ? beside : fs::path(MEETPOINT_DATA_DIR) / "locale";
}

std::optional<Options> read_options(int argc, char** argv, int& exit_code) {
  Options options;
  std::string data;
  std::string hub_ca;
  std::string script;
  std::string shots;
  std::string trace;
  std::string rehearse;
  std::string size;
  bool headless = false;
  bool windowed = false;

  CLI::App app("Meetpoint kiosk: scan a badge, see where to be next.", "meetpoint-kiosk");
  app.set_version_flag("--version", MEETPOINT_VERSION);
  app.add_option("--hub", options.hub_url, "Address of the hub, for joining an event");
  app.add_option("--enrol", options.enrol_code,
                 "One-time code of 'meetpoint-hub station add', with --hub");
  app.add_option("--data", data, "Folder of this kiosk's database");
  app.add_option("--hub-ca", hub_ca, "Certificate (PEM) of a hub with one of its own making");
  app.add_option("--hub-also", options.hub_also,
                 "Another address of the same event, for when the hub does not answer: a relay at "
                 "the venue, or the central hub; again for another. Give it at each start")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  app.add_flag("!--no-peers", options.peers,
               "Do not speak with other kiosks while the hub is out of reach");
  app.add_option("--peer-port", options.peer_port,
                 "Port on which other kiosks find this one (default: any that is free)")
      ->check(CLI::Range(0, 65535));
  app.add_option("--peer", options.peer,
                 "ADDRESS:PORT of another kiosk, where the network does not let them find each "
                 "other; again for another")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  app.add_option("--camera", options.cameras,
                 "Source of pictures: v4l2:NAME (see 'cameras'), folder:PATH, mjpeg:PATH, "
                 "demo:CODE,CODE+CODE or none; again for another camera (default: the camera of "
                 "the last time, or the first)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  app.add_option("--reader", options.readers,
                 "Badge reader at a serial port: serial:NAME (see 'readers'), "
                 "serial:/dev/ttyACM0?baud=9600, or serial: for the first; again for another. "
                 "Readers that type need no option")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  app.add_flag("--windowed", windowed, "A window instead of the whole screen");
  app.add_option("--size", size, "Size of the window or the screenshots, as 1920x1080");
  app.add_option("--text-scale", options.text_scale, "2 for text of 200 %")
      ->check(CLI::Range(0.5, 3.0));
  app.add_option("--rehearse-at", rehearse,
                 "Pretend that it is this time (UTC, 2027-03-18T09:05:00Z), to try an event out");
  app.add_flag("--headless", headless, "Play a script off screen");
  app.add_option("--script", script, "The script for --headless");
  app.add_option("--shots", shots, "Folder for the screenshots of --headless");

  app.add_option("--trace", trace,
                 "File for what is on the screen as lines of JSON, without personal data");

  CLI::App* scan = app.add_subcommand("scan", "Read pictures; print one line of JSON for each");
  scan->add_option("PATH", options.pictures, "Pictures or folders of pictures")->required();
  CLI::App* hash = app.add_subcommand(
      "state-hash", "Print the hash of this kiosk's state, to compare with the hub's");
  CLI::App* cameras = app.add_subcommand("cameras", "List the cameras that are there");
  CLI::App* readers = app.add_subcommand("readers", "List the serial ports that are there");
  CLI::App* rescue = app.add_subcommand(
      "rescue", "Take what was recorded to the hub by hand: to a file, or from screen to camera");
  bool show = false;
  std::string rescue_file;
  rescue->add_option("FILE", rescue_file, "The file to write, for 'meetpoint-hub rescue FILE'");
  rescue->add_flag("--show", show, "Show it as a film of QR codes on this screen");
  rescue->add_option(
      "--film", options.rescue_film,
      "Film such a screen by this source (v4l2:, mjpeg:PATH, folder:PATH) into FILE");
  rescue->fallthrough();
  app.require_subcommand(0, 1);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  const auto refuse = [&](const std::string& words) {
    std::cerr << words << '\n';
    exit_code = 2;
    return std::nullopt;
  };
  options.data = data.empty() ? default_data_folder() : fs::path(data);
  options.hub_ca = hub_ca;
  options.script = script;
  options.shots = shots;
  options.trace = trace;
  options.fullscreen = !windowed;
  if (!size.empty() && (std::sscanf(size.c_str(), "%dx%d", &options.width, &options.height) != 2 ||
                        options.width < 320 || options.height < 320 || options.width > 8192 ||
                        options.height > 8192)) {
    return refuse("--size needs a width and a height, like 1920x1080.");
  }
  if (!rehearse.empty()) {
    const auto at = parse_utc(rehearse);
    if (!at) return refuse("--rehearse-at: " + at.error().message);
    options.rehearse_at = *at;
  }
  if (options.hub_url.empty() != options.enrol_code.empty()) {
    return refuse("--hub and --enrol belong together: the code is for that hub.");
  }
  if (rescue->parsed()) {
    const bool film = !options.rescue_film.empty();
    if (show ? film || !rescue_file.empty() : rescue_file.empty()) {
      return refuse(
          "rescue needs a FILE to write, or --show, or --film SOURCE and the FILE to write.");
    }
    options.rescue_file = rescue_file;
    options.mode = show ? Mode::rescue_screen : film ? Mode::rescue_camera : Mode::rescue_file;
  }
  if (scan->parsed()) options.mode = Mode::scan;
  if (hash->parsed()) options.mode = Mode::state_hash;
  if (cameras->parsed()) options.mode = Mode::cameras;
  if (readers->parsed()) options.mode = Mode::readers;
  if (headless) {
    if (script.empty()) return refuse("--headless needs --script FILE.");
    options.mode = Mode::headless;
  }
  return options;
}

}  // namespace meetpoint::shell
