#include "tests/bench/scans.h"

#include <deque>
#include <utility>

#include "kiosk/core/update.h"
#include "kiosk/core/view.h"
#include "kiosk/pixels/gl.h"
#include "kiosk/shell/desk.h"
#include "kiosk/shell/options.h"

namespace meetpoint::bench {

Result<std::unique_ptr<ScanBench>> ScanBench::make(store::StationStore& store, const Clock& clock,
                                                   const std::vector<std::pair<int, int>>& sizes) {
  std::unique_ptr<ScanBench> bench(new ScanBench(store, clock));
  for (const auto& [width, height] : sizes) {
    auto surface = pixels::Offscreen::make({.width = width, .height = height});
    if (!surface) return fail(std::move(surface));
    auto face = shell::Face::make(**surface, shell::translations_folder());
    if (!face) return fail(std::move(face));
    bench->screens_.push_back({std::move(*surface), std::move(*face)});
    bench->cost_.screens.push_back({.width = width, .height = height});
  }
  const Status read = store.read([&](store::EventReader& reader) -> Status {
    if (auto event = reader.event()) {
      bench->waiting_ = core::update({}, core::EventChanged{std::move(*event)}, clock.now()).state;
    }
    return {};
  });
  if (!read) return fail(read);
  return bench;
}

Status ScanBench::scan(const std::string& badge) {
  shell::Desk desk(store_);
  core::AppState state = waiting_;
  double store_ms = 0;
  double store_cpu = 0;
  const double begin = wall_ms();
  const double begin_cpu = cpu_ms();

  // As shell::Kiosk does it: what comes in, what it commands, and the answers to that.
  std::deque<core::AppEvent> events{core::BadgesRead{{badge}}};
  while (!events.empty()) {
    core::Update update = core::update(std::move(state), events.front(), clock_.now());
    events.pop_front();
    state = std::move(update.state);
    for (const core::Command& command : update.commands) {
      const auto* read = std::get_if<core::ReadBadge>(&command);
      if (read == nullptr) continue;
      const double before = wall_ms();
      const double before_cpu = cpu_ms();
      events.push_back(desk.carry_out(*read));
      store_ms += wall_ms() - before;
      store_cpu += cpu_ms() - before_cpu;
    }
  }
  const core::ScreenModel model = core::view(state, clock_.now());
  const double thought = wall_ms();
  const double thought_cpu = cpu_ms();
  if (!std::holds_alternative<core::WelcomeModel>(model.body)) {
    return fail(ErrorCode::internal, "The badge " + badge + " was not welcomed.");
  }
  cost_.store.add(store_ms);
  cost_.store_cpu.add(store_cpu);
  cost_.think.add(thought - begin - store_ms);

  for (std::size_t i = 0; i < screens_.size(); ++i) {
    ScreenCost& cost = cost_.screens[i];
    screens_[i].surface->make_current();
    const double start = wall_ms();
    const double start_cpu = cpu_ms();
    screens_[i].face->show(model, {});
    const double laid_out = wall_ms();
    glFinish();
    const double drawn = wall_ms();
    cost.layout.add(laid_out - start);
    cost.pixels.add(drawn - laid_out);
    cost.all.add(thought - begin + drawn - start);
    cost.all_cpu.add(thought_cpu - begin_cpu + cpu_ms() - start_cpu);
  }
  return {};
}

Status ScanBench::scan(const std::vector<std::string>& badges) {
  for (const std::string& badge : badges) {
    if (Status done = scan(badge); !done) return done;
  }
  return {};
}

}  // namespace meetpoint::bench
