#include "sync/store/station_archive.h"

#include <fmt/format.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include "sync/model/chain.h"
#include "sync/model/signature.h"
#include "sync/store/journal.h"
#include "sync/store/schema.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::store {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t max_body_bytes = 200 * 1024;

bool is_current(Database& db) {
  Rows rows = db.query("PRAGMA user_version");
  return rows.next() &&
         static_cast<std::size_t>(rows.integer(0)) == station_schema().migrations.size();
}

// As it lies, beside whoever writes it.
Result<Database> open_in_place(const fs::path& file) {
  auto db = Database::open(file, Access::read_only,
                           [](Database& opened) { return check_ours(opened, station_schema()); });
  if (!db) return db;
  const auto current = guarded([&]() -> Result<bool> { return is_current(*db); });
  if (!current) return fail(current);
  if (!*current) return fail(ErrorCode::conflict, "The database is of an older release.");
  return db;
}

}  // namespace

// A folder of this program's user alone.
struct StationArchive::Copy {
  Copy() = default;
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  fs::path folder;
};

StationArchive::StationArchive(Database db, std::unique_ptr<Copy> copy, Enrolment who)
    : copy_(std::move(copy)), db_(std::move(db)), who_(std::move(who)) {}
StationArchive::StationArchive(StationArchive&&) noexcept = default;
StationArchive::~StationArchive() = default;

Result<StationArchive> StationArchive::open(const fs::path& folder) {
  const fs::path file = folder / "station.db";
  std::error_code problem;
  if (!fs::exists(file, problem)) {
    return fail(ErrorCode::not_found,
                fmt::format("There is no database of a kiosk in {}. Say where it is with --data.",
                            folder.string()));
  }
  std::unique_ptr<Copy> copy;
  auto db = open_in_place(file);
  if (!db && db.error().code != ErrorCode::foreign && db.error().code != ErrorCode::newer_version) {
    std::string pattern = (fs::temp_directory_path(problem) / "meetpoint-rescue-XXXXXX").string();
    if (!mkdtemp(pattern.data())) {
      return fail(
          ErrorCode::io,
          "There is no room for a copy of the database. Set TMPDIR to a folder on another disk.");
    }
    copy = std::make_unique<Copy>();
    copy->folder = pattern;
    for (const char* rest : {"", "-wal"}) {
      const fs::path from = file.string() + rest;
      if (*rest != '\0' && !fs::exists(from, problem)) continue;
      fs::copy_file(from, copy->folder / ("station.db" + std::string(rest)), problem);
      if (problem) {
        return fail(ErrorCode::io, fmt::format("{} can't be read ({}). Try a copy of the folder, "
                                               "made by a tool for damaged disks.",
                                               from.string(), problem.message()));
      }
      fs::permissions(copy->folder / ("station.db" + std::string(rest)), fs::perms(0600), problem);
    }
    db = Database::open(copy->folder / "station.db", Access::read_write,
                        [](Database& opened) { return check_ours(opened, station_schema()); });
    if (db) {
      if (const Status migrated = migrate(*db, station_schema()); !migrated) return fail(migrated);
    }
  }
  if (!db) return fail(db);
  auto who = guarded([&]() -> Result<std::optional<Enrolment>> { return read_enrolment(*db); });
  if (!who) return fail(who);
  if (!*who) {
    return fail(ErrorCode::not_found,
                "This kiosk belongs to no event yet: it has recorded nothing.");
  }
  return StationArchive(std::move(*db), std::move(copy), std::move(**who));
}

Status StationArchive::add_journal(wire::RescueFile& file, std::uint32_t incarnation) {
  wire::PushRequest push{
      .incarnation = incarnation, .first = 1, .previous_hash = std::string(chain_start)};
  std::string chain(chain_start);
  std::size_t bytes = 0;
  const auto finish = [&]() -> Status {
    if (push.facts.empty()) return {};
    if (!who_.key.secret_key.empty()) {
      const auto message = wire::signed_bytes(who_.event, who_.station, push);
      if (!message) return fail(message);
      push.signature = sign(*message, who_.key.secret_key);
    }
    file.facts += push.facts.size();
    const std::uint64_t next = push.facts.back().id.seq + 1;
    file.pushes.push_back(std::move(push));
    push = {.incarnation = incarnation, .first = next, .previous_hash = chain};
    bytes = 0;
    return {};
  };
  // What has no chain hash was not recorded by this database: the hub gave it back.
  Rows rows =
      db_.query(fmt::format("SELECT {}, chain FROM fact WHERE event_id = ? AND station_id = ? AND "
                            "incarnation = ? AND chain IS NOT NULL ORDER BY seq",
                            fact_columns),
                who_.event.value, who_.station.value, incarnation);
  while (rows.next()) {
    FactRecord record = read_fact_row(rows);
    if (record.id.seq != push.first + push.facts.size()) {
      return fail(ErrorCode::corrupt,
                  fmt::format("The journal lacks its fact {}: the database is damaged.",
                              push.first + push.facts.size()));
    }
    if (push.facts.size() == wire::max_facts_per_push ||
        (!push.facts.empty() && bytes + record.body.size() > max_body_bytes)) {
      if (const Status done = finish(); !done) return done;
    }
    bytes += record.body.size() + 64;
    chain = rows.text(9);
    if (record.kind == wire::erased_kind) push.links.push_back({record.id.seq, chain});
    push.facts.push_back(std::move(record));
  }
  return finish();
}

Result<wire::RescueFile> StationArchive::rescue(std::string app, Instant now) {
  wire::RescueFile file{.event = who_.event,
                        .station = who_.station,
                        .station_name = who_.station_name,
                        .app = std::move(app),
                        .made_at = now,
                        .public_key = who_.key.public_key};
  // One snapshot, whatever the kiosk records meanwhile.
  return in_snapshot(db_, [&]() -> Result<wire::RescueFile> {
    std::vector<std::uint32_t> incarnations;
    {
      Rows rows = db_.query(
          "SELECT DISTINCT incarnation FROM fact WHERE event_id = ? AND station_id = ? AND chain "
          "IS NOT NULL ORDER BY 1",
          who_.event.value, who_.station.value);
      while (rows.next()) incarnations.push_back(static_cast<std::uint32_t>(rows.integer(0)));
    }
    for (const std::uint32_t incarnation : incarnations) {
      if (const Status added = add_journal(file, incarnation); !added) return fail(added);
    }
    return std::move(file);
  });
}

}  // namespace meetpoint::store
