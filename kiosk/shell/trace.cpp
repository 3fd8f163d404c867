#include "kiosk/shell/trace.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "kiosk/shell/screen_name.h"

namespace meetpoint::shell {

namespace {

using Json = nlohmann::ordered_json;

// In touch with the hub that this kiosk was given, be it a relay.
bool is_online(core::Connection connection) {
  return connection == core::Connection::online || connection == core::Connection::relayed ||
         connection == core::Connection::at_venue;
}

Json line_of(const core::ScreenModel& model, const ui::LayoutLog& layout) {
  Json targets = Json::array();
  for (const ui::LayoutLog::Target& target : layout.targets) {
    const ui::Rect& box = target.box;
    targets.push_back(
        {{"label", target.label},
         {"box",
          {std::lround(box.x), std::lround(box.y), std::lround(box.w), std::lround(box.h)}}});
  }
  return {{"screen", name_of(model)},
          {"language", model.language},
          {"targets", std::move(targets)},
          {"online", is_online(model.status.connection)},
          {"at_venue", model.status.connection == core::Connection::at_venue},
          {"waiting", model.status.waiting}};
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Result<std::unique_ptr<Trace>> Trace::open(const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::trunc);
  if (!file) {
    return fail(ErrorCode::io, "The trace can't be written: " + path.string() +
                                   ". Name a file in a folder that exists.");
  }
  return std::unique_ptr<Trace>(new Trace(std::move(file)));
}

Trace::~Trace() { file_ << text_of({{"ended", true}, {"frames", frames_}}) << '\n'; }

void Trace::drew(const core::ScreenModel& model, const ui::LayoutLog& layout) {
  ++frames_;
  Json line = line_of(model, layout);
  std::string now = text_of(line);
  if (now == last_) return;
  last_ = std::move(now);
  line["frames"] = frames_;
  file_ << text_of(line) << '\n' << std::flush;
}

}  // namespace meetpoint::shell
