#include "sync/hub/commands.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fstream>
#include <ostream>

#include "sync/hub/admin_messages.h"
#include "sync/hub/importers/event_importer.h"
#include "sync/wire/roster_codec.h"

namespace meetpoint::hub {

namespace {

int failed(const CommandContext& context, const Error& error) {
  context.err << "meetpoint-hub: " << error.message << '\n';
  return exit_failed;
}

std::string when(Instant at) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", std::chrono::floor<std::chrono::seconds>(at));
}

std::string when(const std::optional<Instant>& at) { return at ? when(*at) : "never"; }

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

// A station may send anything as the name of a kind, which is not for a terminal.
std::string_view shown_kind(std::string_view kind) {
  const bool plain = kind.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == kind.npos;
  return plain && !kind.empty() && kind.size() <= 64 ? kind : "(no kind that is known)";
}

// The way to the data, and the event that is meant.
struct Opened {
  std::unique_ptr<Reached> reached;
  AdminLink* link = nullptr;
  EventId event;

  std::string path(std::string_view rest) const {
    return fmt::format("/v1/admin/events/{}/{}", percent_encode(event.value), rest);
  }
};

Result<EventId> choose_event(AdminLink& link, const std::string& wanted) {
  const auto list = link.get<EventList>("/v1/admin/events");
  if (!list) return fail(list);
  if (list->events.empty()) {
    return fail(ErrorCode::not_found,
                "There is no event here yet. Import one: meetpoint-hub import FILE");
  }
  std::string known;
  for (const EventSummary& event : list->events) {
    if (event.id.value == wanted) return event.id;
    known += fmt::format("\n  {}  {}", event.id.value, event.name);
  }
  if (!wanted.empty()) {
    return fail(ErrorCode::not_found,
                fmt::format("There is no event '{}' here. There are:{}", wanted, known));
  }
  if (list->events.size() > 1) {
    return fail(ErrorCode::invalid_input,
                fmt::format("There are several events. Say which with --event:{}", known));
  }
  return list->events.front().id;
}

Result<std::unique_ptr<Opened>> open(const CommandContext& context) {
  auto reached = reach(context, false);
  if (!reached) return fail(reached);
  auto opened = std::make_unique<Opened>();
  opened->link = (*reached)->link.get();
  opened->reached = std::move(*reached);
  auto event = choose_event(*opened->link, context.event);
  if (!event) return fail(event);
  opened->event = std::move(*event);
  return opened;
}

Status write_file(const std::filesystem::path& path, const std::string& bytes) {
  // Beside the target first: a full disk must not leave half a log under its name.
  std::filesystem::path part = path;
  part += ".part";
  {
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    if (!file) {
      std::error_code ignored;
      std::filesystem::remove(part, ignored);
      return fail(ErrorCode::io,
                  fmt::format("{} can't be written. Is the disk full, or the folder not yours?",
                              path.string()));
    }
  }
  std::error_code problem;
  std::filesystem::permissions(part, std::filesystem::perms(0600), problem);
  std::filesystem::rename(part, path, problem);
  if (problem) {
    return fail(ErrorCode::io,
                fmt::format("{} can't be written: {}.", path.string(), problem.message()));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Reached>> reach(const CommandContext& context, bool create) {
  auto reached = std::make_unique<Reached>();
  auto link = [&]() -> Result<std::unique_ptr<AdminLink>> {
    if (!context.database.empty()) return AdminLink::open(context.database, context.clock);
    auto folder = DataFolder::open(context.data, create);
    if (!folder) return fail(folder);
    reached->folder.emplace(std::move(*folder));
    return AdminLink::open(*reached->folder, context.clock);
  }();
  if (!link) return fail(link);
  reached->link = std::move(*link);
  return reached;
}

int import_files(const CommandContext& context, const std::vector<std::filesystem::path>& files) {
  const importers::ImportReport report = importers::import_event(files);
  for (const auto& problem : report.warnings) {
    context.err << "warning: " << importers::text_of(problem) << '\n';
  }
  for (const auto& problem : report.errors) {
    context.err << "error: " << importers::text_of(problem) << '\n';
  }
  if (!report.roster) {
    context.err << fmt::format("Nothing was imported: put {} right, then import again.\n",
                               count(report.errors.size(), "error", "errors"));
    return exit_failed;
  }
  const Roster& roster = *report.roster;
  const auto reached = reach(context, true);
  if (!reached) return failed(context, reached.error());
  const auto outcome = (*reached)->link->post<ImportOutcome>(
      "/v1/admin/import", ImportRequest{roster.event.id, wire::rows_of(roster)});
  if (!outcome) return failed(context, outcome.error());
  context.out << fmt::format(
      "{} event '{}' ({}).\n  {}, {}, {}, {}, {}, {}, {}\n  {} added, {} changed{}, {} removed, {} "
      "as before\n",
      outcome->created ? "Imported" : "Updated", roster.event.id.value, roster.event.name,
      count(roster.organisations.size(), "organisation", "organisations"),
      count(roster.attendees.size(), "attendee", "attendees"),
      count(roster.badges.size(), "badge", "badges"),
      count(roster.places.size(), "place", "places"),
      count(roster.meetings.size(), "meeting", "meetings"),
      count(roster.sessions.size(), "session", "sessions"),
      count(roster.zones.size(), "zone", "zones"), outcome->added, outcome->changed,
      outcome->moved ? fmt::format(" ({} moved)", count(outcome->moved, "meeting", "meetings"))
                     : std::string(),
      outcome->removed, outcome->unchanged);
  if (outcome->erased > 0) {
    context.out << fmt::format("  {} about people who were erased: passed over\n",
                               count(outcome->erased, "row", "rows"));
  }
  return exit_done;
}

int export_contacts(const CommandContext& context, const std::string& format,
                    const std::filesystem::path& output, bool anyway) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  Request request{.method = "GET", .target = (*opened)->path("exports/contacts." + format)};
  if (anyway) request.target += "?anyway=1";
  const auto response = (*opened)->link->ask(std::move(request));
  if (!response) return failed(context, response.error());
  if (const auto warning = header(response->headers, "Meetpoint-Warning"); !warning.empty()) {
    context.err << "warning: " << warning << '\n';
  }
  if (output.empty()) {
    context.out << response->body << std::flush;
    return exit_done;
  }
  if (const Status written = write_file(output, response->body); !written) {
    return failed(context, written.error());
  }
  context.out << fmt::format(
      "Wrote {}: {} contacts; {} more are kept back, as neither person "
      "agreed to share.\n",
      output.string(), header(response->headers, "Meetpoint-Contacts"),
      header(response->headers, "Meetpoint-Withheld"));
  return exit_done;
}

int add_station(const CommandContext& context, const std::string& name, const std::string& role,
                bool again) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  const auto added = (*opened)->link->post<AddStationReply>((*opened)->path("stations"),
                                                            AddStationRequest{name, role, again});
  if (!added) return failed(context, added.error());
  context.out << fmt::format(
      "Station {} '{}' may join '{}' once with this code, until {}:\n\n    {}\n\n",
      added->station.value, name, (*opened)->event.value, when(added->expires_at), added->code);
  return exit_done;
}

int list_stations(const CommandContext& context) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  const auto list = (*opened)->link->get<StationList>((*opened)->path("stations"));
  if (!list) return failed(context, list.error());
  if (list->stations.empty()) {
    context.out << "No stations yet. Add one: meetpoint-hub station add NAME\n";
    return exit_done;
  }
  std::size_t width = 4;
  for (const Station& station : list->stations) width = std::max(width, station.name.size());
  context.out << fmt::format("{:>4}  {:<{}}  {:<9}  {:<7}  {:>7}  {:>8}  {}\n", "no.", "name",
                             width, "role", "status", "facts", "rejected", "last heard of");
  for (const Station& station : list->stations) {
    context.out << fmt::format("{:>4}  {:<{}}  {:<9}  {:<7}  {:>7}  {:>8}  {}\n", station.id.value,
                               station.name, width, station.role, station.status, station.facts,
                               station.rejected, when(station.last_seen));
  }
  return exit_done;
}

int revoke_station(const CommandContext& context, const std::string& station) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  const auto revoked =
      (*opened)->link->post<RevokeReply>((*opened)->path("revoke"), RevokeRequest{station});
  if (!revoked) return failed(context, revoked.error());
  context.out << fmt::format("Station {} '{}' is shut out. What it sent stays.\n",
                             revoked->station.value, revoked->name);
  return exit_done;
}

int list_rejected(const CommandContext& context) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  const auto list = (*opened)->link->get<SetAsideList>((*opened)->path("rejected"));
  if (!list) return failed(context, list.error());
  if (list->facts.empty()) {
    context.out << "Nothing was set aside: all that kiosks sent counts.\n";
    return exit_done;
  }
  const SetAside* last = nullptr;
  for (const SetAside& fact : list->facts) {
    if (!last || last->station != fact.station) {
      context.out << fmt::format("station {} '{}'\n", fact.station.value, fact.name);
    }
    last = &fact;
    context.out << fmt::format("    {}.{}  {}: {}\n", fact.incarnation, fact.seq,
                               shown_kind(fact.kind), fact.reason);
  }
  if (list->total > list->facts.size()) {
    context.out << fmt::format("and {} more\n", list->total - list->facts.size());
  }
  context.out << "These are kept but do not count. Look at the kiosk's log, and record by hand "
                 "what is missing.\n";
  return exit_done;
}

int list_seats(const CommandContext& context, bool go_on) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  auto& link = *(*opened)->link;
  if (go_on) {
    const auto done = link.post<Nothing>((*opened)->path("seats"), Nothing{});
    if (!done) return failed(context, done.error());
  }
  const auto seats = link.get<SeatOverview>((*opened)->path("seats"));
  if (!seats) return failed(context, seats.error());
  if (seats->zones.empty()) {
    context.out << "No zone of this event has a limit.\n";
    return exit_done;
  }
  for (const ZoneOverview& zone : seats->zones) {
    context.out << fmt::format("{}  {}\n    {} seats: {} taken, {} set aside, {} free\n",
                               zone.id.value, zone.topic, zone.seats.capacity, zone.seats.held,
                               zone.seats.set_aside, zone.seats.free());
    for (const StationSeats& station : seats->unspent) {
      if (station.zone != zone.id) continue;
      context.out << fmt::format("    {} set aside for station {} '{}'\n", station.unspent,
                                 station.station.value, station.name);
    }
  }
  if (seats->waiting_for.empty()) return exit_done;
  context.out << "No more seats are set aside before these have reported:\n";
  for (const Station& station : seats->waiting_for) {
    context.out << fmt::format("    station {} '{}'\n", station.id.value, station.name);
  }
  context.out << "Bring them online; revoke those that are gone for good; or, where this folder "
                 "was not put back from a copy, 'meetpoint-hub seats --go-on'.\n";
  return exit_done;
}

int erase_attendee(const CommandContext& context, const std::string& attendee, bool yes) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  if (!yes) {
    context.err << fmt::format(
        "This erases '{}' from event '{}' for good: the entry, badges, visits, contacts and notes, "
        "here and at every kiosk. Files that were exported and copies of the disk are yours to "
        "erase. Say so with --yes.\n",
        attendee, (*opened)->event.value);
    return exit_usage;
  }
  const auto erased =
      (*opened)->link->post<Erasure>((*opened)->path("erase"), EraseRequest{AttendeeId(attendee)});
  if (!erased) return failed(context, erased.error());
  context.out << fmt::format(
      "Erased '{}' here: {} and {}. Kiosks do the same when they next hear from this hub.\n",
      attendee, count(erased->badges, "badge", "badges"),
      count(erased->facts, "record", "records"));
  return exit_done;
}

int restored(const CommandContext& context) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  const auto reply = (*opened)->link->post<RestoredReply>((*opened)->path("restored"), Nothing{});
  if (!reply) return failed(context, reply.error());
  context.out << fmt::format(
      "Epoch {} begins for '{}'. Stations will read everything again and "
      "send what this copy does not have.\n",
      reply->epoch, (*opened)->event.value);
  return exit_done;
}

int state_hash(const CommandContext& context) {
  auto opened = open(context);
  if (!opened) return failed(context, opened.error());
  const auto hash = (*opened)->link->get<StateHashReply>((*opened)->path("state-hash"));
  if (!hash) return failed(context, hash.error());
  context.out << fmt::format("shared {}\nall    {}\nhead   {}.{}\n", hash->shared, hash->all,
                             hash->epoch, hash->head);
  return exit_done;
}

}  // namespace meetpoint::hub
