#include "kiosk/core/state.h"

#include <algorithm>
#include <array>

namespace meetpoint::core {
namespace {

constexpr std::array<const char*, 3> spoken = {"nl", "fr", "en"};

}  // namespace

std::vector<std::string> languages_of(const AppState& state) {
  std::vector<std::string> out;
  if (state.event) {
    for (const std::string& language : state.event->languages) {
      if (std::find(spoken.begin(), spoken.end(), language) == spoken.end()) continue;
      if (std::find(out.begin(), out.end(), language) == out.end()) out.push_back(language);
    }
  }
  if (out.empty()) out.assign(spoken.begin(), spoken.end());
  return out;
}

std::string language_of(const AppState& state) {
  const std::vector<std::string> offered = languages_of(state);
  const bool known = std::find(offered.begin(), offered.end(), state.language) != offered.end();
  return known ? state.language : offered.front();
}

bool busy(const AppState& state) { return !state.pending.empty(); }

std::optional<Duration> time_left(const AppState& state, Instant now) {
  if (busy(state) || state.store_down) return std::nullopt;
  const bool at_rest =
      state.screen == Screen::waiting && !state.language_chosen && state.notice == Notice::none;
  if (at_rest) return std::nullopt;
  return std::clamp(state.active_at + visit_ms - now, Duration{0}, visit_ms);
}

}  // namespace meetpoint::core
