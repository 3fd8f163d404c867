// What `meetpoint-kiosk` was asked to do.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/instant.h"

namespace meetpoint::shell {

enum class Mode {
  window,    // the kiosk
  headless,  // plays a script off screen
  scan,      // reads pictures and prints what is in them
  state_hash,
  cameras,  // lists them
  readers,
  rescue_file,    // writes what was recorded to a file
  rescue_screen,  // shows it as a film of codes
  rescue_camera,  // films such a screen
};

struct Options {
  Mode mode = Mode::window;
  std::string hub_url;  // with `enrol_code`: join first
  std::string enrol_code;
  std::filesystem::path data;
  std::filesystem::path hub_ca;
  std::vector<std::string> hub_also;  // further addresses of hubs of the event
  bool peers = true;                  // speak with other kiosks while the hub is out of reach
  int peer_port = 0;                  // where they find this one; 0: any
  std::vector<std::string> peer;      // ADDRESS:PORT of others
  std::vector<std::string> cameras;   // none given: the one of the last time, or the first
  std::vector<std::string> readers;   // serial ones
  bool fullscreen = true;
  float text_scale = 1;
  int width = 1920;
  int height = 1080;
  std::optional<Instant> rehearse_at;
  std::filesystem::path script;
  std::filesystem::path shots;
  std::filesystem::path trace;  // empty: none
  std::vector<std::string> pictures;
  std::filesystem::path rescue_file;
  std::string rescue_film;  // the source that films
};

// nullopt: `exit_code` says with what to end (0 after --help, 2 for what was not understood); what
// there was to say has been said.
std::optional<Options> read_options(int argc, char** argv, int& exit_code);

// Where a kiosk keeps its database when nobody says otherwise.
std::filesystem::path default_data_folder();

// Where the translations lie: beside the program in a build or an installation.
std::filesystem::path translations_folder();

}  // namespace meetpoint::shell
