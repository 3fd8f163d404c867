// The command that moves an event to another database.
#include <fmt/format.h>

#include <ostream>

#include "sync/hub/commands.h"
#include "sync/hub/store/move.h"
#include "sync/hub/store/postgresql/engine.h"
#include "sync/hub/store/postgresql/open.h"

namespace meetpoint::hub {

namespace {

struct Place {
  std::optional<DataFolder> folder;  // its lock
  std::optional<store::Database> database;
  std::string words;
};

bool is_server(const std::string& place) {
  std::error_code none;
  return place.starts_with("postgresql://") || place.starts_with("postgres://") ||
         (place.find('=') != std::string::npos && !std::filesystem::exists(place, none));
}

// Opened once as a store first: that brings its tables up to date.
Result<Place> open_server(const std::string& conninfo) {
  if (const auto store = postgresql::open_store(conninfo); !store) return fail(store);
  auto database = postgresql::shared_writer(conninfo);
  if (!database) return fail(database);
  Place place{.words = postgresql::name_of(conninfo)};
  place.database.emplace(std::move(*database));
  return place;
}

Result<Place> open_folder(const std::string& path, bool create) {
  auto folder = DataFolder::open(path, create);
  if (!folder) return fail(folder);
  const auto locked = folder->try_lock();
  if (!locked) return fail(locked);
  if (!*locked) {
    return fail(ErrorCode::conflict,
                fmt::format("A hub has {} open. Stop it, then move the event.", path));
  }
  if (const auto store = SqlHubStore::open(folder->database()); !store) return fail(store);
  auto database = store::Database::open(folder->database(), store::Access::read_write);
  if (!database) return fail(database);
  Place place{.words = fmt::format("folder {}", path)};
  place.folder.emplace(std::move(*folder));
  place.database.emplace(std::move(*database));
  return place;
}

Result<Place> open_place(const std::string& place, bool create) {
  return is_server(place) ? open_server(place) : open_folder(place, create);
}

Result<EventId> chosen(store::Database& from, const std::string& wanted) {
  if (!wanted.empty()) return EventId(wanted);
  const auto events = events_to_move(from);
  if (!events) return fail(events);
  if (events->size() == 1) return events->front();
  if (events->empty()) return fail(ErrorCode::not_found, "There is no event that could be moved.");
  std::string known;
  for (const EventId& event : *events) known += fmt::format("\n  {}", event.value);
  return fail(ErrorCode::invalid_input,
              fmt::format("There are several events. Say which with --event:{}", known));
}

}  // namespace

int move_event(const CommandContext& context, const std::string& from, const std::string& to) {
  const auto failed = [&](const Error& error) {
    context.err << "meetpoint-hub: " << error.message << '\n';
    return exit_failed;
  };
  auto source = open_place(from, false);
  if (!source) return failed(source.error());
  auto target = open_place(to, true);
  if (!target) return failed(target.error());
  const auto event = chosen(*source->database, context.event);
  if (!event) return failed(event.error());
  const auto moved = move_event(*source->database, *target->database, *event, target->words);
  if (!moved) return failed(moved.error());
  context.out << fmt::format(
      "Event '{}' is in {} now, and goes on there in epoch {}.\n"
      "  {} records, {} rows in all{}\n"
      "What was in {} is still there, but is not served from there any more. Kiosks read the event "
      "again when they reach the hub that serves it now.\n",
      event->value, target->words, moved->epoch, moved->facts, moved->rows,
      moved->state_hash.empty() ? std::string(" (they arrived at the last try)")
                                : fmt::format(", state {}", moved->state_hash),
      source->words);
  return exit_done;
}

}  // namespace meetpoint::hub
