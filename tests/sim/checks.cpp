// What must hold when all faults have stopped and the backlog has drained.
#include <fmt/format.h>

#include <algorithm>

#include "sync/model/chain.h"
#include "sync/store/fact_table.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/json.h"
#include "sync/wire/notice_codec.h"
#include "sync/wire/roster_codec.h"
#include "tests/sim/world.h"

namespace meetpoint::sim {

namespace {

std::vector<Fact> facts_in(store::Database& db) {
  std::vector<Fact> facts;
  store::Rows rows = db.query(
      "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body "
      "FROM fact WHERE rejected IS NULL ORDER BY 1, 2, 3");
  while (rows.next()) facts.push_back(wire::read_fact(store::read_fact_row(rows)));
  return facts;
}

// The hash that every replica must have: over the reference fold of all facts at once.
std::string reference_hash(std::span<const Fact> facts, bool shared_only) {
  std::string chain(chain_start);
  for (const auto& [key, state] : fold_all(facts)) {
    if (shared_only && !shared_key(key)) continue;
    chain = chain_next(chain, key);
    chain = chain_next(chain, wire::write_state(state));
  }
  return chain;
}

std::vector<std::string> roster_in(store::Database& db) {
  std::vector<std::string> rows_there;
  store::Rows rows = db.query("SELECT type, id, deleted, body FROM roster_row ORDER BY type, id");
  while (rows.next()) {
    const RosterRow row = wire::for_stations({.type = rows.text(0),
                                              .id = rows.text(1),
                                              .deleted = rows.integer(2) != 0,
                                              .body = rows.text(3)});
    rows_there.push_back(
        fmt::format("{} {} {} {}", row.type, row.id, row.deleted, digest(row.body)));
  }
  return rows_there;
}

// How many badges the notices of erased people name.
std::int64_t codes_in_notices(store::Database& db) {
  std::size_t codes = 0;
  store::Rows rows = db.query("SELECT id, body FROM roster_row WHERE type = 'notice'");
  while (rows.next()) {
    const auto notice = wire::read_notice({.type = std::string(wire::notice_row_type),
                                           .id = rows.text(0),
                                           .deleted = false,
                                           .body = rows.text(1)});
    if (notice) codes += notice->code_digests.size();
  }
  return static_cast<std::int64_t>(codes);
}

// The first row that only one of both has; empty: they are the same.
std::string first_other(const std::vector<std::string>& here, const std::vector<std::string>& hub) {
  const auto differ = std::mismatch(here.begin(), here.end(), hub.begin(), hub.end());
  if (differ.first == here.end() && differ.second == hub.end()) return {};
  return fmt::format("{} here, {} there", differ.first == here.end() ? "nothing" : *differ.first,
                     differ.second == hub.end() ? "nothing" : *differ.second);
}

// What a database holds as folded, as far as stations and the hub share it.
std::vector<std::string> folded_in(store::Database& db) {
  std::vector<std::string> states;
  store::Rows rows = db.query("SELECT fold_key, body FROM folded ORDER BY fold_key");
  while (rows.next()) {
    if (!shared_key(rows.text(0))) continue;
    states.push_back(fmt::format("{} = {}", rows.text(0),
                                 wire::parse_cbor(rows.text(1)).value_or(wire::Json()).dump()));
  }
  return states;
}

}  // namespace

void World::judge() {
  const std::string wrong = ledger_.judge(facts_at_hub(hub_->disk(), folder_ / "scratch"));
  if (!wrong.empty()) failed(wrong);
  auto db = store::Database::open(hub_->database(), store::Access::read_only);
  if (!db) failed("the hub's file: " + db.error().message);
  judge_hub(*db);
  judge_chains(*db);
  const std::vector<Fact> facts = facts_in(*db);
  outcome_.facts = facts.size();
  judge_firsts(facts);
  const std::string all = reference_hash(facts, false);
  const std::string shared = reference_hash(facts, true);
  // Once with what the hub has left to be folded, and once without.
  for (const char* when : {"", " once all is folded"}) {
    if (hub_->store().state_hash(event_, false) != all) {
      failed(std::string("the hub's state is not the fold of its facts") + when);
    }
    if (hub_->store().state_hash(event_, true) != shared) {
      failed(std::string("the hub's shared state is not the fold of its facts") + when);
    }
    export_log();
    for (std::size_t turns = 0; hub_->program().tidy(); ++turns) {
      if (turns > facts.size()) failed("the hub does not come to the end of what it left");
    }
  }
  judge_presence(*db, facts, "the hub");
  const std::vector<std::string> roster = roster_in(*db);
  for (const auto& site : sites_) {
    if (site->revoked) continue;
    judge_station(*site, shared);
    auto file = store::Database::open(site->node->database(), store::Access::read_only);
    if (!file) failed(site->node->name() + " can't be read: " + file.error().message);
    if (const std::string row = first_other(roster_in(*file), roster); !row.empty()) {
      failed(site->node->name() + " has another roster than the hub: " + row);
    }
    judge_presence(*file, facts_in(*file), site->node->name());
  }
  judge_flawed(*db);
  judge_set_aside(*db);
  judge_taken_back(*db);
  judge_bytes();
  note(fmt::format("state {}", all));
}

// Who met whom, notes and consents are at the station that recorded them, and at the hub.
void World::judge_privacy(Site& site) {
  auto file = store::Database::open(site.node->database(), store::Access::read_only);
  if (!file) failed(site.node->name() + " can't be read: " + file.error().message);
  store::Rows rows = file->query("SELECT kind FROM fact WHERE station_id <> ?", site.id.value);
  while (rows.next()) {
    if (shared_with_stations(rows.text(0)) || rows.text(0) == wire::erased_kind) continue;
    failed(fmt::format("{} has a {} of another station", site.node->name(), rows.text(0)));
  }
}

// Positions: none twice, none beyond the head, and as many as were given out.
void World::judge_hub(store::Database& db) {
  store::Rows counter = db.query("SELECT head_seq FROM event_counter");
  if (!counter.next()) failed("the hub has no event");
  const std::int64_t head = counter.integer(0);
  store::Rows rows = db.query(
      "SELECT count(hub_seq), count(DISTINCT hub_seq), coalesce(max(hub_seq), 0), "
      "(SELECT count(*) FROM fact WHERE hub_seq IN (SELECT row_seq FROM roster_row)) FROM fact");
  if (!rows.next()) failed("the hub has no table of facts");
  if (rows.integer(0) != rows.integer(1) || rows.integer(3) != 0 || rows.integer(2) > head) {
    failed("positions of the hub are there twice, or beyond its head");
  }
  // A badge of somebody erased that turns up later gives the notice another position, and itself
  // to what the notice names. A restored hub hears again of what it had said once and for all;
  // that takes positions, too.
  const std::int64_t given = rows.integer(0) + static_cast<std::int64_t>(rows_);
  const bool right = head >= given && head <= given + codes_in_notices(db);
  if (!rows_unsure_ && !hub_was_restored_ && !right) {
    failed(
        fmt::format("the hub's head is {}, of {} facts and {} rows", head, rows.integer(0), rows_));
  }
  // What an undo names was seen by who undid it, so that it is at the hub before the undo; but a
  // restored hub is refilled in any order.
  if (hub_was_restored_) return;
  store::Rows early = db.query(
      "SELECT count(*) FROM undone u "
      "JOIN fact d ON d.station_id = u.by_station_id AND d.incarnation = u.by_incarnation "
      "AND d.seq = u.by_seq "
      "LEFT JOIN fact f ON f.station_id = u.station_id AND f.incarnation = u.incarnation "
      "AND f.seq = u.seq WHERE f.hub_seq IS NULL OR f.hub_seq > d.hub_seq");
  if (early.next() && early.integer(0) != 0) {
    failed(fmt::format("{} undos are before what they undo", early.integer(0)));
  }
}

// Journals: dense from 1, each fact's hash over the one before it.
void World::judge_chains(store::Database& db) {
  store::Rows rows = db.query(
      "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body, "
      "chain FROM fact ORDER BY 1, 2, 3");
  FactId last;
  std::string chain;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<std::uint64_t, std::string>> ends;
  while (rows.next()) {
    const FactRecord fact = store::read_fact_row(rows);
    const bool begins = fact.id.station != last.station || fact.id.incarnation != last.incarnation;
    if (begins) chain = chain_start;
    if (fact.id.seq != (begins ? 1 : last.seq + 1)) {
      failed(fmt::format("the journal {}.{} has a hole before {}", fact.id.station.value,
                         fact.id.incarnation, fact.id.seq));
    }
    chain = fact.kind == "erased" ? rows.text(9) : chain_next(chain, wire::chained_bytes(fact));
    if (chain != rows.text(9)) {
      failed(fmt::format("the chain of {}.{} breaks at {}", fact.id.station.value,
                         fact.id.incarnation, fact.id.seq));
    }
    last = fact.id;
    ends[{last.station.value, last.incarnation}] = {last.seq, chain};
  }
  store::Rows journals =
      db.query("SELECT station_id, incarnation, acked_seq, acked_hash FROM journal");
  while (journals.next()) {
    const auto end = ends.find({static_cast<std::uint32_t>(journals.integer(0)),
                                static_cast<std::uint32_t>(journals.integer(1))});
    const auto seq = static_cast<std::uint64_t>(journals.integer(2));
    if (end == ends.end() ? seq != 0 : end->second != std::pair(seq, journals.text(3))) {
      failed(fmt::format("the hub's journal {}.{} is not at its last fact", journals.integer(0),
                         journals.integer(1)));
    }
  }
}

void World::judge_station(Site& site, const std::string& shared_hash) {
  const auto hash = site.node->store().state_hash(true);
  auto db = store::Database::open(hub_->database(), store::Access::read_only);
  if (!db) failed("the hub's file: " + db.error().message);
  if (!hash || *hash != shared_hash) {
    auto file = store::Database::open(site.node->database(), store::Access::read_only);
    failed(site.node->name() + " has another state than the hub: " +
           (file ? first_other(folded_in(*file), folded_in(*db)) : file.error().message));
  }
  const auto status = site.node->sync_status();
  if (!status || !status->online) failed(site.node->name() + " is not online in the end");
  const auto revoked = [&](const std::string& code) {
    bool is = false;
    const Status read = site.node->store().read([&](store::EventReader& reader) -> Status {
      is = reader.is_revoked(code);
      return {};
    });
    return read && is;
  };
  judge_privacy(site);
  for (const Fact& fact : facts_in(*db)) {
    const auto* lost = std::get_if<BadgeRevoked>(&fact.body);
    if (lost != nullptr && !revoked(lost->badge)) {
      failed(site.node->name() + " lets a revoked badge in");
    }
  }
}

// The table from which people in a zone are counted says what the folded state says.
void World::judge_presence(store::Database& db, std::span<const Fact> facts,
                           const std::string& whose) {
  std::map<std::string, std::pair<bool, std::string>> expected;
  for (const auto& [key, state] : fold_all(facts)) {
    if (const auto* person = std::get_if<AttendeeState>(&state)) {
      expected[person->attendee.value] = {person->checked_in_at.has_value(), person->zone.value};
    }
  }
  std::map<std::string, std::pair<bool, std::string>> there;
  store::Rows rows = db.query("SELECT attendee_id, checked_in_ms, zone_id FROM presence");
  while (rows.next()) there[rows.text(0)] = {!rows.is_null(1), rows.text(2)};
  if (there != expected) failed(whose + " counts other people in the zones than there are");
}

// What can't count is kept once, shown to the organiser, and told to the station that sent it; but
// for what is about somebody erased, of which nothing is told.
void World::judge_flawed(store::Database& db) {
  const auto list = hub_->store().set_aside(event_, 1000);
  if (!list) failed("the hub does not tell what can't count: " + list.error().message);
  for (const auto& [station, fact] : flawed_) {
    store::Rows rows =
        db.query("SELECT kind FROM fact WHERE station_id = ? AND incarnation = ? AND seq = ?",
                 fact.station.value, fact.incarnation, fact.seq);
    if (rows.next() && rows.text(0) == wire::erased_kind) continue;
    const auto there =
        std::count_if(list->facts.begin(), list->facts.end(), [&](const hub::SetAside& one) {
          return FactId{one.station, one.incarnation, one.seq} == fact;
        });
    if (there != 1) {
      failed(fmt::format("the hub lists {} times that fact {} of station {} can't count", there,
                         fact.seq, fact.station.value));
    }
    if (!station->told_rejected().contains(fact.seq)) {
      failed(fmt::format("station {} was not told that its fact {} can't count", fact.station.value,
                         fact.seq));
    }
  }
}

// A kiosk records nothing that can't count, and what the hub has under another id already it is
// told rather than shown to the organiser; but for what comes in by a rescue file.
void World::judge_set_aside(store::Database& db) {
  for (const auto& site : sites_) {
    if (site->revoked) continue;
    store::Rows rows = db.query(
        "SELECT incarnation, seq, rejected FROM fact WHERE station_id = ? AND rejected IS NOT NULL",
        site->id.value);
    if (!rows.next()) continue;
    failed(fmt::format("the hub sets aside fact {}.{} of {}: {}", rows.integer(0), rows.integer(1),
                       site->node->name(), rows.text(2)));
  }
}

// What a screen said was taken back does not count, whatever ids it and the undo have by now. An
// exit stands, as its seat may be somebody's. What came in by a rescue file may be a double.
void World::judge_taken_back(store::Database& db) {
  for (const auto& [by, what] : ledger_.taken_back()) {
    const bool shut_out = std::any_of(sites_.begin(), sites_.end(), [&](const auto& site) {
      return site->revoked && site->id.value == by.station;
    });
    store::Rows undo =
        db.query("SELECT 1 FROM fact WHERE station_id = ? AND monotonic_ms = ? AND kind = 'undo'",
                 by.station, by.monotonic_ms);
    if (shut_out || !undo.next()) continue;
    store::Rows rows = db.query(
        "SELECT incarnation, seq FROM fact f WHERE station_id = ? AND monotonic_ms = ? "
        "AND rejected IS NULL AND kind NOT IN ('zone_left', 'erased') "
        "AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.station_id = f.station_id "
        "AND u.incarnation = f.incarnation AND u.seq = f.seq)",
        what.station, what.monotonic_ms);
    if (!rows.next()) continue;
    failed(fmt::format("fact {}.{} of station {} was taken back, and counts", rows.integer(0),
                       rows.integer(1), what.station));
  }
}

// Which of several check-ins and contacts counts, by a rule of its own and not the fold's: the
// first by logical clock, then by id, of those that nobody took back.
void World::judge_firsts(std::span<const Fact> facts) {
  std::set<FactId> undone;
  for (const Fact& fact : facts) {
    if (const auto* undo = std::get_if<Undo>(&fact.body)) {
      undone.insert(undo->facts.begin(), undo->facts.end());
    }
  }
  std::map<std::string, FactId> expected;
  std::map<std::string, std::pair<Hlc, FactId>> first;
  for (const Fact& fact : facts) {
    const bool one = std::holds_alternative<CheckIn>(fact.body) ||
                     (std::holds_alternative<Contact>(fact.body) && why_rejected(fact).empty());
    if (!one || undone.contains(fact.id)) continue;
    const auto [known, fresh] = first.insert({fold_key(fact.body), {fact.hlc, fact.id}});
    if (!fresh) known->second = std::min(known->second, std::pair(fact.hlc, fact.id));
  }
  for (const auto& [key, fact] : first) expected[key] = fact.second;
  std::map<std::string, FactId> there;
  for (const auto& [key, state] : fold_all(facts)) {
    if (const auto* person = std::get_if<AttendeeState>(&state); person && person->check_in) {
      there[key] = *person->check_in;
    } else if (const auto* contact = std::get_if<ContactState>(&state); contact && contact->first) {
      there[key] = *contact->first;
    }
  }
  if (there != expected) failed("another check-in or contact counts than the first");
}

// What was erased is gone from every byte of every disk that still takes part: where the disk
// failed just then, once the program was begun anew.
void World::judge_bytes() {
  const auto owes = [](const std::filesystem::path& database) {
    auto db = store::Database::open(database, store::Access::read_only);
    if (!db) return false;
    store::Rows rows = db->query("SELECT 1 FROM purge_due WHERE failed <> 0");
    return rows.next();
  };
  if (owes(hub_->database())) {
    hub_->stop();
    if (const Status up = hub_->start(); !up) failed("the hub can't start: " + up.error().message);
  }
  for (const auto& site : sites_) {
    if (site->revoked || !owes(site->node->database())) continue;
    site->node->stop();
    const Status up = site->node->start();
    if (!up) failed(site->node->name() + " can't start: " + up.error().message);
  }
  for (const Person& person : people_) {
    if (!person.erased) continue;
    if (hub_->disk().bytes_contain(person.mark)) {
      failed(person.id.value + " was erased, and is on the hub's disk");
    }
    for (const auto& site : sites_) {
      if (!site->revoked && site->node->disk().bytes_contain(person.mark)) {
        failed(person.id.value + " was erased, and is on the disk of " + site->node->name());
      }
    }
  }
}

}  // namespace meetpoint::sim
