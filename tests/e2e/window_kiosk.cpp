#include "tests/e2e/window_kiosk.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

namespace meetpoint::e2e {

namespace {

using Json = nlohmann::json;

TraceLine parse(const std::string& text) {
  const Json json = Json::parse(text);
  TraceLine line{.screen = json.value("screen", ""),
                 .language = json.value("language", ""),
                 .online = json.value("online", false),
                 .waiting = json.value("waiting", 0L),
                 .ended = json.value("ended", false),
                 .frames = json.value("frames", 0L)};
  for (const Json& target : json.value("targets", Json::array())) {
    const auto box = target.at("box").get<std::vector<int>>();
    line.targets.push_back({.label = target.at("label").get<std::string>(),
                            .x = box.at(0) + box.at(2) / 2,
                            .y = box.at(1) + box.at(3) / 2});
  }
  return line;
}

const TraceTarget* find(const TraceLine& line, const std::string& label, std::size_t place) {
  std::size_t seen = 0;
  for (const TraceTarget& target : line.targets) {
    if (target.label == label && seen++ == place) return &target;
  }
  return nullptr;
}

std::vector<std::string> command_of(const std::filesystem::path& folder,
                                    const std::vector<std::string>& arguments) {
  std::vector<std::string> command{MEETPOINT_KIOSK, "--data", (folder / "data").string(), "--trace",
                                   (folder / "trace.jsonl").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

WindowKiosk::WindowKiosk(XDisplay& display, std::filesystem::path folder,
                         const std::vector<std::string>& arguments)
    : display_(display),
      folder_(std::move(folder)),
      process_(display.here(command_of(folder_, arguments)), folder_ / "kiosk.log") {}

std::vector<TraceLine> WindowKiosk::trace() const {
  std::vector<TraceLine> lines;
  std::istringstream text(trace_text());
  for (std::string line; std::getline(text, line);) {
    if (!text.eof()) lines.push_back(parse(line));  // a line without its end still grows
  }
  return lines;
}

TraceLine WindowKiosk::await(const std::string& what,
                             const std::function<bool(const TraceLine&)>& is, Seconds at_most) {
  const auto end = std::chrono::steady_clock::now() + at_most;
  for (;;) {
    const bool last = !process_.running() || std::chrono::steady_clock::now() > end;
    const auto lines = trace();
    if (!lines.empty() && is(lines.back())) return lines.back();
    if (last) {
      ADD_FAILURE() << "waited for " << what << "; the trace ends with\n"
                    << trace_text().substr(std::max<std::size_t>(trace_text().size(), 2000) - 2000)
                    << "\n"
                    << process_.output();
      return lines.empty() ? TraceLine{} : lines.back();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

TraceLine WindowKiosk::await_screen(const std::string& screen) {
  return await("the screen '" + screen + "'",
               [&](const TraceLine& line) { return line.screen == screen; });
}

TraceLine WindowKiosk::await_target(const std::string& label, std::size_t place) {
  return await("something to touch with the label '" + label + "'",
               [&](const TraceLine& line) { return find(line, label, place) != nullptr; });
}

void WindowKiosk::touch(const std::string& label, std::size_t place) {
  const TraceLine line = await_target(label, place);
  if (const TraceTarget* target = find(line, label, place)) display_.click(target->x, target->y);
}

void WindowKiosk::scan(const std::string& code) { display_.type_and_enter(code); }

}  // namespace meetpoint::e2e
