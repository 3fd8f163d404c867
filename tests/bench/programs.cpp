#include "tests/bench/programs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <new>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace meetpoint::bench {

namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  if (!file.flush()) throw std::runtime_error("can't write " + path.string());
}

}  // namespace

Probe::Probe(const Setup& setup) : library_(setup.probe), path_(setup.folder / "probe") {
  const int file = open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(FrameProbe)) != 0) throw std::runtime_error("no probe");
  void* shared = mmap(nullptr, sizeof(FrameProbe), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (shared == MAP_FAILED) throw std::runtime_error("no probe");
  probe_ = new (shared) FrameProbe;
}

Probe::~Probe() { munmap(probe_, sizeof(FrameProbe)); }

std::vector<std::string> Probe::environment() const {
  return {"LD_PRELOAD=" + library_, std::string(probe_variable) + "=" + path_.string()};
}

RunningHub serve(const Setup& setup, Samples& listens) {
  RunningHub hub;
  hub.process = std::make_unique<Child>(
      std::vector<std::string>{setup.hub, "serve", "--data", (setup.folder / "hub").string(),
                               "--listen", "127.0.0.1:0"},
      setup.folder / "hub.log");
  const double ms = hub.process->until_it_says("listening on ");
  listens.add(ms);
  std::smatch found;
  const std::string output = hub.process->output();
  if (!std::regex_search(output, found, std::regex("listening on (\\S+)"))) {
    throw std::runtime_error("the hub names no address");
  }
  hub.url = found[1];
  return hub;
}

std::string enrolment_code(const Setup& setup, const std::string& name) {
  const std::string output =
      run({setup.hub, "station", "add", name, "--data", (setup.folder / "hub").string()},
          setup.folder / "station-add.log");
  std::smatch found;
  if (!std::regex_search(output, found, std::regex("\n +([0-9A-Z]{4,6}(-[0-9A-Z]{4,6})+)(\n|$)"))) {
    throw std::runtime_error("the hub gave no code: " + output);
  }
  return found[1];
}

std::vector<std::string> headless(const Setup& setup, const std::string& name,
                                  const std::string& script) {
  const fs::path path = setup.folder / (name + ".script");
  write(path, script);
  return {setup.kiosk,
          "--data",
          (setup.folder / name).string(),
          "--rehearse-at",
          event_day,
          "--headless",
          "--script",
          path.string(),
          "--shots",
          (setup.folder / "shots").string()};
}

// What packaging/demo plays: a badge held before the camera, the welcome and the day; or two badges
// and a contact.
std::string visit(const Setup& setup, const std::string& part) {
  std::ifstream file(setup.source / "packaging/demo-visit" / (part + ".script"));
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("there is no visit " + part);
  return text.str() + "pause 2\n";
}

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

std::vector<std::string> goal_row(std::string what, double figure, const char* unit, double below) {
  return {std::move(what), fmt::format("{} {}", number(figure), unit),
          fmt::format("< {:.0f} {}", below, unit), reached(figure < below)};
}
std::vector<std::string> plain_row(std::string what, std::string figure) {
  return {std::move(what), std::move(figure), "", ""};
}

}  // namespace meetpoint::bench
