#include "sync/store/erasure.h"

#include <algorithm>
#include <map>
#include <set>

#include "sync/store/late_facts.h"
#include "sync/store/roster_table.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::store {

namespace {

constexpr std::string_view empty_map = "\xa0";  // CBOR

// Whether a text of an unknown kind's body is one of these.
bool names_any(const wire::Json& value, const EventId& event, const Erased& erased) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return erased.people.contains(AttendeeId(text)) ||
           erased.code_digests.contains(code_digest(event, text));
  }
  return value.is_structured() &&
         std::any_of(value.begin(), value.end(),
                     [&](const wire::Json& child) { return names_any(child, event, erased); });
}

using Journal = std::pair<std::uint32_t, std::uint32_t>;  // station, incarnation

// What is not at the central hub yet: it is kept as it was signed until then. At a station of its
// own journals, at a relay of all that are kept there; nothing at a central hub.
struct Unsent {
  bool at_relay = false;
  std::map<Journal, std::uint64_t> acked;
  bool contains(const FactId& id) const {
    const auto found = acked.find({id.station.value, id.incarnation});
    return found != acked.end() ? id.seq > found->second : at_relay;
  }
};

void read_acked(Unsent& unsent, Rows rows) {
  while (rows.next()) {
    unsent.acked[{static_cast<std::uint32_t>(rows.integer(0)),
                  static_cast<std::uint32_t>(rows.integer(1))}] =
        static_cast<std::uint64_t>(rows.integer(2));
  }
}

Unsent unsent_of(Database& db) {
  Unsent unsent;
  if (db.has_table("seat_hub")) {
    // Before it was compared with, a hub of a new epoch may have lost what another acknowledged.
    read_acked(unsent, db.query("SELECT station_id, incarnation, "
                                "CASE WHEN vector_epoch = epoch THEN acked_seq ELSE 0 END "
                                "FROM station"));
    read_acked(unsent, db.query("SELECT s.station_id, p.incarnation, "
                                "CASE WHEN s.vector_epoch = s.epoch THEN p.acked_seq ELSE 0 END "
                                "FROM past_journal p JOIN station s ON s.event_id = p.event_id "
                                "AND s.station_id = p.station_id"));
  } else if (is_relay(db)) {
    unsent.at_relay = true;
    read_acked(unsent, db.query("SELECT station_id, incarnation, acked_seq FROM upstream_journal"));
  }
  return unsent;
}

void purge_is_due(Database& db) {
  // Nobody but the operator rewrites the files of a server.
  if (db.is_shared()) return;
  db.run("INSERT INTO purge_due VALUES (1, 0) ON CONFLICT (only_row) DO UPDATE SET failed = 0");
}

std::size_t wipe_facts(Database& db, const EventId& event, const Erased& erased) {
  const Unsent unsent = unsent_of(db);
  std::vector<FactId> found;
  std::map<std::string, std::vector<FactId>> keys;
  bool wait = false;
  {
    Rows rows = db.scan(
        "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body, "
        "fold_key || late_key, chain IS NOT NULL FROM fact WHERE event_id = ? AND kind <> 'erased'",
        event.value);
    while (rows.next()) {
      const FactRecord record = read_fact_row(rows);
      if (!is_about(record, event, erased)) continue;
      // Without a chain hash it came from the hub, also where another copy of this disk recorded
      // it.
      if (rows.integer(10) != 0 && unsent.contains(record.id)) {
        wait = true;
        continue;
      }
      const std::string key = rows.text(9);
      if (!key.empty()) keys[key].push_back(record.id);
      found.push_back(record.id);
    }
  }
  for (const FactId& id : found) {
    db.run(
        "UPDATE fact SET kind = ?, version = 1, body = ?, fold_key = '', late_key = '' "
        "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
        wire::erased_kind, Blob{empty_map}, event.value, id.station.value, id.incarnation,
        static_cast<std::int64_t>(id.seq));
  }
  FactTable facts(db, event);
  for (const auto& [key, gone] : keys) {
    for (const FactId& id : gone) forget_late_fact(db, event, key, id);
    facts.fold_again(key);
  }
  if (!found.empty()) purge_is_due(db);
  if (wait) wipe_later(db);
  return found.size();
}

// A code that the organiser gave to another since is theirs, also once it is off the list.
bool is_of_another(Database& db, const EventId& event, const std::string& code,
                   const AttendeeId& person) {
  const auto row = RosterTable(db, event).find(wire::row_type<Badge>(), code);
  if (!row) return false;
  const auto badge = wire::read_row<Badge>(*row);
  return badge && badge->attendee != person;
}

std::set<std::string> known_codes(Database& db, const EventId& event, const AttendeeId& person) {
  std::set<std::string> codes;
  {
    Rows rows = db.query(
        "SELECT id FROM roster_attendee WHERE event_id = ? AND attendee_id = ? AND type = 'badge'",
        event.value, person.value);
    while (rows.next()) codes.insert(rows.text(0));
  }
  Rows rows = db.scan(
      "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body "
      "FROM fact WHERE event_id = ? AND kind IN ('badge_issued', 'check_in')",
      event.value);
  while (rows.next()) {
    const Fact fact = wire::read_fact(read_fact_row(rows));
    const auto [whose, code] = code_in(fact.body);
    if (whose == person && !code.empty()) codes.insert(code);
  }
  std::erase_if(codes,
                [&](const std::string& code) { return is_of_another(db, event, code, person); });
  return codes;
}

void remember(Database& db, const EventId& event, const AttendeeId& person,
              const std::vector<std::string>& digests) {
  db.run("INSERT INTO erased_person VALUES (?, ?) ON CONFLICT DO NOTHING", event.value,
         person.value);
  for (const std::string& digest : digests) {
    db.run("INSERT INTO erased_badge VALUES (?, ?) ON CONFLICT DO NOTHING", event.value, digest);
  }
}

}  // namespace

bool is_relay(Database& db) {
  if (!db.has_table("upstream")) return false;
  Rows rows = db.query("SELECT 1 FROM upstream");
  return rows.next();
}

Erased read_erased(Database& db, const EventId& event) {
  Erased erased;
  {
    Rows rows = db.query("SELECT attendee_id FROM erased_person WHERE event_id = ?", event.value);
    while (rows.next()) erased.people.insert(AttendeeId(rows.text(0)));
  }
  Rows rows = db.query("SELECT code_digest FROM erased_badge WHERE event_id = ?", event.value);
  while (rows.next()) erased.code_digests.insert(rows.text(0));
  return erased;
}

bool is_about(const FactRecord& record, const EventId& event, const Erased& erased) {
  if (record.kind == wire::erased_kind) return false;
  const Fact fact = wire::read_fact(record);
  if (!std::holds_alternative<UnknownFact>(fact.body)) {
    return meetpoint::is_about(fact.body, event, erased);
  }
  if (const auto body = wire::parse_cbor(record.body)) return names_any(*body, event, erased);
  return std::any_of(erased.people.begin(), erased.people.end(), [&](const AttendeeId& person) {
    return record.body.find(person.value) != std::string::npos;
  });
}

bool is_about(const RosterRow& row, const EventId& event, const Erased& erased) {
  if (row.type == wire::row_type<Attendee>()) return erased.people.contains(AttendeeId(row.id));
  if (row.type != wire::row_type<Badge>()) return false;
  const auto badge = wire::read_row<Badge>(row);
  return erased.code_digests.contains(code_digest(event, row.id)) ||
         (badge && erased.people.contains(badge->attendee));
}

FactRecord wiped(FactRecord record) {
  record.kind = std::string(wire::erased_kind);
  record.version = 1;
  record.body = std::string(empty_map);
  return record;
}

ErasedCount erase_person(Database& db, const EventId& event, const AttendeeId& person,
                         std::vector<std::string>& code_digests) {
  ErasedCount count;
  const std::set<std::string> codes = known_codes(db, event, person);
  for (const std::string& code : codes) {
    const std::string digest = code_digest(event, code);
    if (std::find(code_digests.begin(), code_digests.end(), digest) == code_digests.end()) {
      code_digests.push_back(digest);
    }
  }
  std::sort(code_digests.begin(), code_digests.end());
  remember(db, event, person, code_digests);

  // A badge's row goes whole: its id is the code.
  for (const std::string& code : codes) {
    db.run("DELETE FROM roster_row WHERE event_id = ? AND type = 'badge' AND id = ?", event.value,
           code);
    count.badges += static_cast<std::size_t>(db.changes());
    db.run(
        "DELETE FROM roster_attendee "
        "WHERE event_id = ? AND attendee_id = ? AND type = 'badge' AND id = ?",
        event.value, person.value, code);
  }
  db.run(
      "UPDATE roster_row SET deleted = 1, body = ? "
      "WHERE event_id = ? AND type = 'attendee' AND id = ?",
      Blob{empty_map}, event.value, person.value);
  // The seats that they had stay counted, without saying whose they were.
  db.run("UPDATE zone_entry SET attendee_id = '' WHERE event_id = ? AND attendee_id = ?",
         event.value, person.value);
  Erased erased;
  erased.people.insert(person);
  erased.code_digests.insert(code_digests.begin(), code_digests.end());
  count.facts = wipe_facts(db, event, erased);
  purge_is_due(db);
  return count;
}

std::optional<LearnedCode> learn_code(Database& db, const EventId& event, const FactRecord& record,
                                      Erased& erased) {
  const Fact fact = wire::read_fact(record);
  const auto [person, code] = code_in(fact.body);
  if (code.empty() || !erased.people.contains(person)) return std::nullopt;
  const std::string digest = code_digest(event, code);
  if (erased.code_digests.contains(digest) || is_of_another(db, event, code, person)) {
    return std::nullopt;
  }
  erased.code_digests.insert(digest);
  remember(db, event, person, {digest});
  Erased learned;
  learned.code_digests.insert(digest);
  wipe_facts(db, event, learned);
  return LearnedCode{person, digest};
}

void purge_deleted(Database& db) {
  Rows rows = db.query("SELECT 1 FROM erased_person LIMIT 1");
  if (rows.next()) purge_is_due(db);
}

void wipe_later(Database& db) { db.run("INSERT INTO wipe_due VALUES (1) ON CONFLICT DO NOTHING"); }

void wipe_acknowledged(Database& db, const EventId& event) {
  {
    Rows due = db.query("SELECT 1 FROM wipe_due");
    if (!due.next()) return;
  }
  db.run("DELETE FROM wipe_due");
  wipe_facts(db, event, read_erased(db, event));
}

Status Purge::at_start(Database& db) {
  const Status done = guarded([&]() -> Status {
    {
      Rows due = db.query("SELECT 1 FROM purge_due");
      if (!due.next()) return {};
    }
    // What was deleted is overwritten with zeros (secure_delete), but pages that were rearranged
    // keep pieces of it, and the log whole pages.
    db.run("VACUUM");
    bool busy = true;
    {
      Rows rows = db.query("PRAGMA wal_checkpoint(TRUNCATE)");
      busy = rows.next() && rows.integer(0) != 0;
    }
    if (!busy) db.run("DELETE FROM purge_due");
    return {};
  });
  commits_since_failure_ = 0;
  if (done) return done;
  const Status noted = guarded([&]() -> Status {
    db.run("UPDATE purge_due SET failed = 1");
    return {};
  });
  static_cast<void>(noted);  // the first failure is the one to tell
  return done;
}

Status Purge::after_commit(Database& db) {
  if (db.is_shared()) return {};
  bool wait = true;
  Status read = guarded([&]() -> Status {
    Rows due = db.query("SELECT failed FROM purge_due");
    wait = !due.next() || (due.integer(0) != 0 && ++commits_since_failure_ < 32);
    return {};
  });
  if (!read || wait) return read;
  return at_start(db);
}

}  // namespace meetpoint::store
