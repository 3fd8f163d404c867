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

// With every commit it would be a row of each station that asked since the last.
constexpr Duration seen_rhythm = std::chrono::seconds(10);

// Whoever scans a badge meanwhile waits for it.
constexpr std::size_t folded_in_one_commit = 200;  // keys

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
  writer->script(writer_settings);
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
  auto log = store::LogMover::open(file, *writer);
  if (!log) return fail(log);
  return std::unique_ptr<SqlHubStore>(
      new SqlHubStore(std::move(*writer), std::move(readers), std::move(*log)));
}

std::unique_ptr<SqlHubStore> SqlHubStore::over(store::Database writer,
                                               std::vector<store::Database> readers) {
  return std::unique_ptr<SqlHubStore>(
      new SqlHubStore(std::move(writer), std::move(readers), nullptr));
}

SqlHubStore::SqlHubStore(store::Database writer, std::vector<store::Database> readers,
                         std::unique_ptr<store::LogMover> log)
    : writer_(std::move(writer)), log_(std::move(log)), readers_(std::move(readers)) {}

SqlHubStore::~SqlHubStore() {
  // Readers go first, so that the writer's close can checkpoint and take the WAL away. What
  // stations were heard of is only for show: a failure here loses nothing.
  readers_.clear();
  std::vector<EventId> events;
  for (auto& [event, seen] : seen_) {
    seen.due = {};
    events.push_back(event);
  }
  for (const EventId& event : events) {
    (void)write(event, [](store::Database&) -> Status { return {}; });
  }
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
  Seen& seen = seen_[event];
  seen.stations[station] = now;
  seen.newest = std::max(seen.newest, now);
}

void SqlHubStore::write_last_seen(const EventId& event) {
  std::map<StationId, Instant> stations;
  {
    const std::lock_guard lock(seen_mutex_);
    const auto seen = seen_.find(event);
    if (seen == seen_.end() || seen->second.newest < seen->second.due) return;
    seen->second.due = seen->second.newest + seen_rhythm;
    stations.swap(seen->second.stations);
  }
  for (const auto& [station, when] : stations) {
    // Another hub may have heard of it since.
    writer_.run(
        "UPDATE station SET last_seen_ms = CASE WHEN last_seen_ms > ? THEN last_seen_ms ELSE ? END "
        "WHERE event_id = ? AND station_id = ?",
        to_ms(when), to_ms(when), event.value, station.value);
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
  // A hub that is not ready gets no requests, so nothing else would find out that it is again.
  if (writer_.is_shared()) return try_writing();
  const std::lock_guard lock(seen_mutex_);
  if (last_write_) return fail(last_write_->code, last_write_->message);
  return {};
}

Status SqlHubStore::try_writing() {
  {
    const std::lock_guard lock(seen_mutex_);
    if (!last_write_) return {};
  }
  const std::unique_lock lock(write_mutex_, std::try_to_lock);
  if (!lock) return fail(ErrorCode::io, "The database does not take writes at the moment.");
  const Status tried = store::in_transaction(writer_, [&]() -> Status {
    writer_.run("UPDATE seat_session SET session = session");
    return {};
  });
  remember(tried);
  return tried;
}

Result<std::uint64_t> SqlHubStore::pulse() {
  return read([](store::Database& db) -> Result<std::uint64_t> {
    store::Rows rows =
        db.query("SELECT CAST(coalesce(sum(epoch + head_seq), 0) AS BIGINT) FROM event_counter");
    return rows.next() ? store::unsigned_of(rows.integer(0)) : 0;
  });
}

// A savepoint keeps what every page was before, which a storm has no time for. Almost no write
// fails after it has written something: where one does, all is taken back and done again with them.
Status SqlHubStore::together(const std::function<void()>& body) {
  const std::lock_guard lock(write_mutex_);
  Status done = try_together(body, writer_.is_shared());
  if (half_done_) done = try_together(body, true);
  if (done) purge_erased();
  together_lost_.reset();
  remember(done);
  return done;
}

Status SqlHubStore::try_together(const std::function<void()>& body, bool one_by_one) {
  one_by_one_ = one_by_one;
  half_done_ = false;
  return store::in_transaction(writer_, [&]() -> Status {
    together_lost_.reset();
    in_together_ = true;
    try {
      const Moments::Held held(moments_, writer_);
      body();
    } catch (...) {
      in_together_ = false;
      throw;
    }
    in_together_ = false;
    if (together_lost_) throw store::StoreFailure(*together_lost_);
    if (half_done_) return fail(ErrorCode::internal, "A part of a commit failed.");
    return {};
  });
}

Status SqlHubStore::at_one_moment(const std::function<void()>& body) {
  return read([&](store::Database& db) -> Status {
    const Moments::Held held(moments_, db);
    body();
    return {};
  });
}

Status not_moved(store::Database& db, const EventId& event) {
  store::Rows rows = db.query("SELECT 1 FROM moved_event WHERE event_id = ?", event.value);
  if (!rows.next()) return {};
  // Stations keep what they have and ask again, until their hub's address leads to the other one.
  return fail(
      ErrorCode::unreachable,
      fmt::format("Event '{}' was moved to another database: the hub there goes on with it.",
                  event.value));
}

Result<EventPosition> position_of(store::Database& db, const EventId& event) {
  store::Rows rows =
      db.query("SELECT epoch, head_seq FROM event_counter WHERE event_id = ?", event.value);
  if (!rows.next()) {
    if (const Status here = not_moved(db, event); !here) return fail(here);
    return fail(ErrorCode::not_found,
                fmt::format("This hub has no event '{}'. Import it first, or use the hub that has "
                            "it.",
                            event.value));
  }
  return EventPosition{.epoch = static_cast<std::uint64_t>(rows.integer(0)),
                       .head = static_cast<HubSeq>(rows.integer(1))};
}

Result<bool> SqlHubStore::fold_left() {
  const std::lock_guard lock(write_mutex_);
  if (writer_.is_shared() || !some_left_) return false;
  auto done = write({}, [this](store::Database& db) -> Result<bool> {
    if (!sort_) {
      if (auto event = store::event_to_sort(db)) sort_.emplace(std::move(*event), sort_pace_);
    }
    if (sort_) {
      if (!sort_->step(db)) sort_.reset();
      return true;
    }
    std::optional<EventId> event;
    {
      store::Rows rows = db.query("SELECT event_id FROM unfolded LIMIT 1");
      if (rows.next()) event = EventId(rows.text(0));
    }
    if (event) store::FactTable(db, *event).fold_left(folded_in_one_commit);
    return event.has_value();
  });
  if (done) {
    some_left_ = *done;
  } else {
    sort_.reset();  // it may be further than the database
  }
  return done;
}

// Twice, so that little is left for which a commit has to wait.
Status SqlHubStore::move_log() {
  const std::lock_guard moving(log_mutex_);
  if (!log_) return {};
  const auto begin = [this](std::size_t pages) {
    const std::lock_guard still(write_mutex_);
    return log_->begin(pages);
  };
  auto more = begin(moved_at_once_);
  if (!more) return fail(more);
  if (!*more) return {};
  Status moved = log_->move();
  if (moved) more = begin(moved_at_once_ / 64);
  if (moved && more && *more) moved = log_->move();
  const std::lock_guard still(write_mutex_);
  const Status finished = log_->finish();
  if (!moved) return moved;
  return more ? finished : Status(fail(more));
}

Result<std::vector<EventSummary>> SqlHubStore::events() {
  return read([](store::Database& db) -> Result<std::vector<EventSummary>> {
    std::vector<EventSummary> found;
    store::Rows rows = db.query(
        "SELECT event_id, epoch, head_seq, (SELECT count(*) FROM unfolded u "
        "WHERE u.event_id = c.event_id) + (SELECT CAST(coalesce(sum(last_seq - first_seq + 1), 0) "
        "AS BIGINT) FROM late_batch b WHERE b.event_id = c.event_id) "
        "FROM event_counter c ORDER BY event_id");
    while (rows.next()) {
      EventSummary summary{.id = EventId(rows.text(0)),
                           .epoch = static_cast<std::uint64_t>(rows.integer(1)),
                           .head = static_cast<HubSeq>(rows.integer(2)),
                           .to_fold = store::unsigned_of(rows.integer(3))};
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
