#include "kiosk/shell/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <utility>

namespace meetpoint::shell {

namespace {

constexpr std::array<std::pair<std::string_view, StepKind>, 7> kinds{{
    {"camera", StepKind::camera},
    {"scan", StepKind::scan},
    {"type", StepKind::type},
    {"touch", StepKind::touch},
    {"wait", StepKind::wait},
    {"pause", StepKind::pause},
    {"shot", StepKind::shot},
}};

constexpr std::array<std::string_view, 14> waits = {
    "waiting", "welcome", "agenda",  "badge",  "consent", "kept",     "typing",
    "refused", "undone",  "trouble", "online", "offline", "at-venue", "sent"};

constexpr Duration default_wait{20'000};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

bool read_seconds(const std::string& text, Duration& time) {
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !(seconds >= 0) || seconds > 86'400) return false;
  time = Duration(static_cast<std::int64_t>(seconds * 1000));
  return true;
}

// What is wrong with the arguments, or empty.
std::string complete(ScriptStep& step) {
  if (step.text.empty()) return "something must follow it";
  if (step.kind == StepKind::pause && !read_seconds(step.text, step.time)) {
    return "a number of seconds is needed";
  }
  if (step.kind == StepKind::shot && step.text.find('/') != std::string::npos) {
    return "a name without a folder is needed";
  }
  if (step.kind != StepKind::wait) return {};
  step.time = default_wait;
  if (const auto space = step.text.find(' '); space != std::string::npos) {
    if (!read_seconds(trimmed(step.text.substr(space)), step.time)) {
      return "a number of seconds is needed behind the screen";
    }
    step.text.resize(space);
  }
  if (std::find(waits.begin(), waits.end(), step.text) == waits.end()) {
    return fmt::format("there is no screen '{}'; there are {}", step.text, fmt::join(waits, ", "));
  }
  return {};
}

}  // namespace

Result<std::vector<ScriptStep>> parse_script(std::string_view text) {
  std::vector<ScriptStep> steps;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string content = trimmed(line);
    if (content.empty() || content.front() == '#') continue;
    const std::string word = content.substr(0, content.find_first_of(" \t"));
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const auto& known) { return known.first == word; });
    ScriptStep step{.text = trimmed(content.substr(word.size())), .line = number};
    std::string problem = "there is no such step";
    if (kind != kinds.end()) {
      step.kind = kind->second;
      problem = complete(step);
    }
    if (!problem.empty()) {
      return fail(ErrorCode::invalid_input,
                  fmt::format("Line {} of the script, '{}': {}.", number, word, problem));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace meetpoint::shell
