#include "tests/disk/reference.h"

#include <fmt/format.h>

#include "tests/disk/look.h"

namespace meetpoint::disk {

namespace {

Result<std::string> sound_contents(const Day& day) {
  auto db = store::Database::open(day.database(), store::Access::read_only);
  if (!db) return fail(db);
  return store::guarded([&]() -> Result<std::string> {
    if (std::string fault = day.find_fault(*db); !fault.empty()) {
      return fail(ErrorCode::corrupt, std::move(fault));
    }
    return contents_of(*db);
  });
}

}  // namespace

Result<std::string> contents_on_disk(const Day& day) {
  auto db = store::Database::open(day.database(), store::Access::read_only);
  if (!db) return fail(db);
  return store::guarded([&]() -> Result<std::string> {
    if (std::string damage = damage_of(*db); !damage.empty()) {
      return fail(ErrorCode::corrupt, std::move(damage));
    }
    return contents_of(*db);
  });
}

Result<std::vector<ActReference>> run_whole(Day& day, sim::SimDisk& disk) {
  std::vector<ActReference> references;
  std::size_t moment = 0;
  disk.restore({});
  disk.power_on();
  for (const Act& act : day.acts()) {
    ActReference reference{
        .before = disk.copy(), .first_moment = moment, .answers = {}, .contents = {}};
    const auto note_contents = [&](const std::string& after) -> Status {
      auto contents = sound_contents(day);
      if (!contents) {
        return fail(contents.error().code,
                    fmt::format("{}, after {}: {}", act.name, after, contents.error().message));
      }
      reference.contents.push_back(std::move(*contents));
      return {};
    };
    day.set_moment(moment);
    if (const Status started = day.start(); !started) return fail(started);
    if (const Status noted = note_contents("opening"); !noted) return fail(noted);
    for (const Step& step : act.steps) {
      day.set_moment(++moment);
      auto answer = step.run();
      if (!answer) {
        return fail(answer.error().code,
                    fmt::format("{}, {}: {}", act.name, step.name, answer.error().message));
      }
      reference.answers.push_back(std::move(*answer));
      if (const Status noted = note_contents(step.name); !noted) return fail(noted);
    }
    day.stop();
    ++moment;
    references.push_back(std::move(reference));
  }
  return references;
}

}  // namespace meetpoint::disk
