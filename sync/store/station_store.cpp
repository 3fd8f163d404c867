#include "sync/store/station_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/model/chain.h"
#include "sync/store/journal.h"
#include "sync/store/notices.h"
#include "sync/store/schema.h"
#include "sync/store/seats.h"
#include "sync/store/stage.h"
#include "sync/store/station_parts.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::store {

namespace {

// How long somebody who came for a seat counts as a reason to have some.
constexpr Duration sought_for{60'000};

// `all` leads from every id that a fact has had to the one that it has, in one step: it may come
// back to an earlier one.
void follow(Renamed& all, const Renamed& moved) {
  for (auto& [from, to] : all) {
    if (const auto on = moved.find(to); on != moved.end()) to = on->second;
  }
  for (const auto& [from, to] : moved) all.insert_or_assign(from, to);
  std::erase_if(all, [](const auto& one) { return one.first == one.second; });
}

}  // namespace

Error not_enrolled() {
  return {ErrorCode::not_found,
          "This station belongs to no event yet. Start it once with --hub and --enrol."};
}

std::optional<Enrolment> StationStore::Parts::enrolment() {
  const std::lock_guard hold(who_mutex);
  return who;
}

void StationStore::Parts::set_enrolment(Enrolment now) {
  const std::lock_guard hold(who_mutex);
  who = std::move(now);
}

std::vector<ZoneId> StationStore::Parts::sought() {
  const std::lock_guard hold(sought_mutex);
  std::vector<ZoneId> zones;
  for (const auto& [zone, at] : sought_at) {
    if (clock.monotonic_ms() - at < sought_for.count()) zones.push_back(zone);
  }
  return zones;
}

StationWrite::StationWrite(Database& db, const EventId& event, StationId station, Instant now,
                           std::int64_t monotonic_ms, const Renamed& renamed)
    : db_(db),
      event_(event),
      read_(db, event),
      facts_(db, event),
      station_(station),
      now_(now),
      monotonic_ms_(monotonic_ms),
      renamed_(renamed) {}

FactId StationWrite::append(const FactBody& body) {
  FactRecord record;
  record.kind = std::string(wire::kind_of(body));
  record.wall = now_;
  record.monotonic_ms = monotonic_ms_;
  record.body = wire::write_body(body);
  append_to_journal(db_, facts_, event_, station_, record);
  facts_.fold_pending();
  return record.id;
}

StationStore::StationStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

StationStore::~StationStore() {
  const std::lock_guard hold(parts_->write_mutex);
  const Status closed = guarded([&]() -> Status {
    parts_->writer.run("DELETE FROM open_mark");
    return {};
  });
  // A store that can't say that it closed well is checked at the next start: nothing else to do.
  static_cast<void>(closed);
}

Result<std::unique_ptr<StationStore>> StationStore::open(const std::filesystem::path& folder,
                                                         const Clock& clock) {
  auto lock = FolderLock::take(folder);
  if (!lock) return fail(std::move(lock));
  const std::filesystem::path path = folder / "station.db";
  auto writer = Database::open(path, Access::read_write,
                               [](Database& db) { return check_ours(db, station_schema()); });
  if (!writer) return fail(std::move(writer));
  if (Status migrated = migrate(*writer, station_schema()); !migrated) return fail(migrated);
  if (Status read = read_older_zone_facts(*writer); !read) return fail(read);
  if (Status purged = Purge().at_start(*writer); !purged) return fail(purged);

  auto clean = guarded([&]() -> Result<bool> {
    Rows rows = writer->query("SELECT 1 FROM open_mark");
    return !rows.next();
  });
  if (!clean) return fail(std::move(clean));
  if (!*clean) {
    if (Status checked = writer->check_integrity(); !checked) return fail(checked);
  }
  auto who = guarded([&]() -> Result<std::optional<Enrolment>> {
    writer->run("INSERT INTO open_mark VALUES (1) ON CONFLICT DO NOTHING");
    return read_enrolment(*writer);
  });
  if (!who) return fail(std::move(who));

  auto reader = Database::open(path, Access::read_only);
  if (!reader) return fail(std::move(reader));
  auto parts =
      std::make_unique<Parts>(std::move(*lock), std::move(*writer), std::move(*reader), clock);
  parts->who = std::move(*who);
  return std::unique_ptr<StationStore>(new StationStore(std::move(parts)));
}

Result<std::optional<Enrolment>> StationStore::enrolment() { return parts_->enrolment(); }

Status StationStore::enrol(const Enrolment& enrolment) {
  const std::lock_guard hold(parts_->write_mutex);
  const Status done = in_transaction(parts_->writer, [&]() -> Status {
    return write_enrolment(parts_->writer, parts_->enrolment(), enrolment);
  });
  if (done) parts_->set_enrolment(enrolment);
  return done;
}

Status StationStore::write(const std::function<Status(StationWrite&)>& body) {
  const std::lock_guard hold(parts_->write_mutex);
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  return in_transaction(parts_->writer, [&]() -> Status {
    StationWrite write(parts_->writer, who->event, who->station, parts_->clock.now(),
                       parts_->clock.monotonic_ms(), parts_->renamed);
    return body(write);
  });
}

Status StationStore::read(const std::function<Status(EventReader&)>& body) {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const std::lock_guard hold(parts_->read_mutex);
  return in_snapshot(parts_->reader, [&]() -> Status {
    EventReader reader(parts_->reader, who->event);
    return body(reader);
  });
}

Result<JournalPosition> StationStore::position() {
  const std::lock_guard hold(parts_->read_mutex);
  return guarded([&] { return read_position(parts_->reader); });
}

Result<wire::PushRequest> StationStore::outbox(std::uint32_t incarnation, std::uint64_t after,
                                               std::size_t max_facts, std::size_t max_bytes) {
  const std::lock_guard hold(parts_->read_mutex);
  return guarded(
      [&] { return read_outbox(parts_->reader, incarnation, after, max_facts, max_bytes); });
}

Result<wire::VectorRequest> StationStore::vector() {
  const std::lock_guard hold(parts_->read_mutex);
  return guarded([&] { return read_vector(parts_->reader); });
}

Status StationStore::settle(const wire::VectorReply& reply) {
  const std::lock_guard hold(parts_->write_mutex);
  return parts_->sent([&]() -> Status { return settle_journals(parts_->writer, reply); });
}

Status StationStore::send_again(std::uint32_t incarnation) {
  const std::lock_guard hold(parts_->write_mutex);
  return in_transaction(parts_->writer,
                        [&]() -> Status { return acknowledge_none(parts_->writer, incarnation); });
}

Status StationStore::sign(wire::PushRequest& push) {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const auto bytes = wire::signed_bytes(who->event, who->station, push);
  if (!bytes) return fail(bytes);
  push.signature = meetpoint::sign(*bytes, who->key.secret_key);
  return {};
}

Result<std::string> StationStore::public_key() {
  const std::lock_guard hold(parts_->write_mutex);
  auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  if (!who->key.public_key.empty()) return who->key.public_key;
  const auto made = in_transaction(
      parts_->writer, [&]() -> Result<KeyPair> { return write_new_key(parts_->writer); });
  if (!made) return fail(made);
  who->key = *made;
  who->hub_key.clear();
  parts_->set_enrolment(std::move(*who));
  return made->public_key;
}

Status StationStore::key_registered(const std::string& hub_key) {
  const std::lock_guard hold(parts_->write_mutex);
  auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const Status done = in_transaction(parts_->writer, [&]() -> Status {
    parts_->writer.run("UPDATE station SET hub_key = ?", hub_key);
    return {};
  });
  if (!done) return done;
  who->hub_key = hub_key;
  parts_->set_enrolment(std::move(*who));
  return done;
}

Status StationStore::acknowledge(std::uint32_t incarnation, std::uint64_t seq,
                                 const std::vector<wire::PushResult>& results, HubSeq head,
                                 const std::string& mark) {
  const std::lock_guard hold(parts_->write_mutex);
  return parts_->sent([&]() -> Status {
    const Status marked = mark_acknowledged(parts_->writer, incarnation, seq, results);
    if (marked) note_seen(parts_->writer, head, mark);
    return marked;
  });
}

Status StationStore::apply(const wire::FeedReply& reply) {
  const std::lock_guard hold(parts_->write_mutex);
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const RoomForAnEvent room(parts_->writer);
  Status done = in_transaction(parts_->writer, [&]() -> Status {
    const Instant now = parts_->clock.now();
    if (const Status taken = take_over_staged(parts_->writer, who->event, reply, now); !taken) {
      return taken;
    }
    return apply_feed(parts_->writer, who->event, reply, now);
  });
  if (done) return parts_->purge.after_commit(parts_->writer);
  if (done.error().code == ErrorCode::corrupt) {
    // Where the whole file is damaged this fails as well, and the first failure is the one to tell.
    static_cast<void>(in_transaction(parts_->writer, [&]() -> Status {
      drop_staged(parts_->writer);
      return {};
    }));
  }
  return done;
}

Status StationStore::stage(const wire::FeedReply& reply) {
  const std::lock_guard hold(parts_->write_mutex);
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  return in_transaction(parts_->writer,
                        [&]() -> Status { return stage_piece(parts_->writer, who->event, reply); });
}

Status StationStore::reset_to(std::uint64_t epoch, const std::string& at) {
  const std::lock_guard hold(parts_->write_mutex);
  const Status done = in_transaction(
      parts_->writer, [&]() -> Status { return reset_cursor(parts_->writer, epoch, at); });
  return done ? parts_->purge.after_commit(parts_->writer) : done;
}

Status StationStore::begin_incarnation(const NewJournal& anew) {
  const std::lock_guard hold(parts_->write_mutex);
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  Result<Renumbered> begun;
  Status done = parts_->sent([&]() -> Status {
    begun = renumber_journal(parts_->writer, who->event, who->station, anew);
    return begun ? Status() : fail(begun);
  });
  if (!done) return done;
  Enrolment now = *who;
  now.incarnation = begun->incarnation;
  follow(parts_->renamed, begun->renamed);
  parts_->set_enrolment(std::move(now));
  return {};
}

Result<std::vector<RosterRow>> StationStore::notices() {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const std::lock_guard hold(parts_->read_mutex);
  return guarded(
      [&]() -> Result<std::vector<RosterRow>> { return kept_notices(parts_->reader, who->event); });
}

void StationStore::note_sought(const ZoneId& zone) {
  const std::lock_guard hold(parts_->sought_mutex);
  parts_->sought_at[zone] = parts_->clock.monotonic_ms();
}

Result<bool> StationStore::wants_seats() {
  if (parts_->sought().empty()) return false;
  const auto report = seat_report();
  if (!report) return fail(report);
  const std::vector<ZoneId> sought = parts_->sought();
  return std::any_of(report->zones.begin(), report->zones.end(), [&](const wire::SeatLine& line) {
    return line.wanted > 0 && std::find(sought.begin(), sought.end(), line.zone) != sought.end();
  });
}

Result<wire::GrantsRequest> StationStore::seat_report() {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const std::vector<ZoneId> sought = parts_->sought();
  const std::lock_guard hold(parts_->read_mutex);
  return guarded([&] { return store::seat_report(parts_->reader, who->event, sought); });
}

Result<bool> StationStore::apply_grants(const wire::GrantsReply& reply) {
  const std::lock_guard hold(parts_->write_mutex);
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const std::vector<ZoneId> sought = parts_->sought();
  return in_transaction(parts_->writer, [&]() -> Result<bool> {
    return store::apply_grants(parts_->writer, who->event, reply, sought);
  });
}

Status StationStore::drop_seats() {
  const std::lock_guard hold(parts_->write_mutex);
  return in_transaction(parts_->writer, [&]() -> Status {
    forget_grants(parts_->writer);
    return {};
  });
}

Status StationStore::count_seats() {
  const std::lock_guard hold(parts_->write_mutex);
  return in_transaction(parts_->writer, [&]() -> Status {
    count_instead(parts_->writer);
    return {};
  });
}

Result<std::string> StationStore::state_hash(bool shared_only) {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const std::lock_guard hold(parts_->read_mutex);
  return guarded([&]() -> Result<std::string> {
    return FactTable(parts_->reader, who->event).state_hash(shared_only);
  });
}

}  // namespace meetpoint::store
