#include "sync/hub/store/sql_hub_store.h"

#include <fmt/format.h>

#include "sync/hub/store/transaction.h"
#include "sync/store/erasure.h"
#include "sync/store/fact_table.h"
#include "sync/store/roster_table.h"
#include "sync/store/schema.h"
#include "sync/store/seats.h"

namespace meetpoint::hub {

namespace {

// More readers would only share two cores; each has its own page cache.
constexpr int reader_count = 2;

// Looking at a small file as a whole costs nothing that one would notice; at a large one only after
// a crash, which leaves a log behind.
constexpr std::uintmax_t always_checked_bytes = std::uintmax_t{64} << 20;

bool needs_check(const std::filesystem::path& file) {
  std::error_code none;
  std::filesystem::path log = file;
  log += "-wal";
  const auto log_size = std::filesystem::file_size(log, none);
  if (!none && log_size > 0) return true;
  return std::filesystem::file_size(file, none) <= always_checked_bytes;
}

}  // namespace

Result<std::unique_ptr<SqlHubStore>> SqlHubStore::open(const std::filesystem::path& file) {
  const bool check = needs_check(file);
  auto writer = store::Database::open(file, store::Access::read_write, [](store::Database& db) {
    return store::check_ours(db, store::hub_schema());
  });
  if (!writer) return fail(writer);
  if (check) {
    if (const Status whole = writer->check_integrity(); !whole) return fail(whole);
  }
  if (const Status migrated = store::migrate(*writer, store::hub_schema()); !migrated) {
    return fail(migrated);
  }
  if (const Status read = store::read_older_zone_facts(*writer); !read) return fail(read);
  if (const Status purged = store::Purge().at_start(*writer); !purged) return fail(purged);
  if (const Status begun = begin_seat_session(*writer); !begun) return fail(begun);
  std::vector<store::Database> readers;
  for (int i = 0; i < reader_count; ++i) {
    auto reader = store::Database::open(file, store::Access::read_only);
    if (!reader) return fail(reader);
    readers.push_back(std::move(*reader));
  }
  return std::unique_ptr<SqlHubStore>(new SqlHubStore(std::move(*writer), std::move(readers)));
}

SqlHubStore::SqlHubStore(store::Database writer, std::vector<store::Database> readers)
    : writer_(std::move(writer)), readers_(std::move(readers)) {}

SqlHubStore::~SqlHubStore() {
  // Readers go first, so that the writer's close can checkpoint and take the WAL away. What
  // stations were heard of is only for show: a failure here loses nothing.
  readers_.clear();
  (void)write([](store::Database&) -> Status { return {}; });
}

store::Database SqlHubStore::take_reader() {
  std::unique_lock lock(reader_mutex_);
  reader_free_.wait(lock, [&] { return !readers_.empty(); });
  store::Database db = std::move(readers_.back());
  readers_.pop_back();
  return db;
}

void SqlHubStore::give_back(store::Database db) {
  {
    const std::lock_guard lock(reader_mutex_);
    readers_.push_back(std::move(db));
  }
  reader_free_.notify_one();
}

void SqlHubStore::saw(const EventId& event, StationId station, Instant now) {
  const std::lock_guard lock(seen_mutex_);
  seen_[{event, station}] = now;
}

void SqlHubStore::write_last_seen() {
  std::map<std::pair<EventId, StationId>, Instant> seen;
  {
    const std::lock_guard lock(seen_mutex_);
    seen.swap(seen_);
  }
  for (const auto& [who, when] : seen) {
    writer_.run("UPDATE station SET last_seen_ms = ? WHERE event_id = ? AND station_id = ?",
                to_ms(when), who.first.value, who.second.value);
  }
}

void SqlHubStore::remember(const Status& status) {
  const std::lock_guard lock(seen_mutex_);
  if (status) {
    last_write_.reset();
  } else if (status.error().code == ErrorCode::disk_full || status.error().code == ErrorCode::io ||
             status.error().code == ErrorCode::corrupt) {
    last_write_ = status.error();
  }
}

Status SqlHubStore::ready() {
  const auto readable = events();
  if (!readable) return fail(readable);
  const std::lock_guard lock(seen_mutex_);
  if (last_write_) return fail(last_write_->code, last_write_->message);
  return {};
}

Status SqlHubStore::together(const std::function<void()>& body) {
  const std::lock_guard lock(write_mutex_);
  together_lost_.reset();
  Status done = store::in_transaction(writer_, [&]() -> Status {
    write_last_seen();
    in_together_ = true;
    try {
      body();
    } catch (...) {
      in_together_ = false;
      throw;
    }
    in_together_ = false;
    if (together_lost_) return fail(together_lost_->code, together_lost_->message);
    return {};
  });
  if (done) purge_erased();
  // Where SQLite has already taken it all back, the ROLLBACK of in_transaction() fails and hides
  // why.
  if (!done && together_lost_) done = fail(together_lost_->code, together_lost_->message);
  together_lost_.reset();
  remember(done);
  return done;
}

Result<EventPosition> position_of(store::Database& db, const EventId& event) {
  store::Rows rows =
      db.query("SELECT epoch, head_seq FROM event_counter WHERE event_id = ?", event.value);
  if (!rows.next()) {
    return fail(ErrorCode::not_found,
                fmt::format("This hub has no event '{}'. Import it first, or use the hub that has "
                            "it.",
                            event.value));
  }
  return EventPosition{.epoch = static_cast<std::uint64_t>(rows.integer(0)),
                       .head = static_cast<HubSeq>(rows.integer(1))};
}

Result<std::vector<EventSummary>> SqlHubStore::events() {
  return read([](store::Database& db) -> Result<std::vector<EventSummary>> {
    std::vector<EventSummary> found;
    store::Rows rows =
        db.query("SELECT event_id, epoch, head_seq FROM event_counter ORDER BY event_id");
    while (rows.next()) {
      EventSummary summary{.id = EventId(rows.text(0)),
                           .epoch = static_cast<std::uint64_t>(rows.integer(1)),
                           .head = static_cast<HubSeq>(rows.integer(2))};
      if (const auto event = store::RosterTable(db, summary.id).event()) summary.name = event->name;
      found.push_back(std::move(summary));
    }
    return found;
  });
}

Result<EventPosition> SqlHubStore::position(const EventId& event) {
  return read([&](store::Database& db) { return position_of(db, event); });
}

Result<std::string> SqlHubStore::state_hash(const EventId& event, bool shared_only) {
  return read([&](store::Database& db) -> Result<std::string> {
    if (auto known = position_of(db, event); !known) return fail(known);
    return store::FactTable(db, event).state_hash(shared_only);
  });
}

}  // namespace meetpoint::hub
