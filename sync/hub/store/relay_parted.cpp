// Where a journal at a relay and the central hub's part, and facts that came from there first.
#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "sync/hub/store/journals.h"
#include "sync/hub/store/relay_journals.h"
#include "sync/hub/store/transaction.h"
#include "sync/store/fact_table.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::hub {

using store::signed_of;
using store::unsigned_of;

namespace {

// Facts that stay without counting: nothing of them may be left in what was folded.
void set_aside_after(store::Database& db, const EventId& event, const PartedJournal& journal) {
  std::set<std::string> keys;
  std::vector<std::pair<std::string, std::uint64_t>> gone;
  {
    store::Rows rows = db.query(
        "SELECT fold_key || late_key, seq FROM fact WHERE event_id = ? AND station_id = ? "
        "AND incarnation = ? AND seq > ? AND chain IS NOT NULL",
        event.value, journal.station.value, journal.incarnation, signed_of(journal.agreed_seq));
    while (rows.next()) {
      gone.emplace_back(rows.text(0), unsigned_of(rows.integer(1)));
      keys.insert(gone.back().first);
    }
    store::Rows undone = db.query(
        "SELECT f.fold_key || f.late_key FROM undone u JOIN fact f ON f.event_id = u.event_id "
        "AND f.station_id = u.station_id AND f.incarnation = u.incarnation AND f.seq = u.seq "
        "WHERE u.event_id = ? AND u.by_station_id = ? AND u.by_incarnation = ? AND u.by_seq > ?",
        event.value, journal.station.value, journal.incarnation, signed_of(journal.agreed_seq));
    while (undone.next()) keys.insert(undone.text(0));
  }
  for (const auto& [key, seq] : gone) {
    store::forget_late_fact(db, event, key, {journal.station, journal.incarnation, seq});
  }
  db.run(
      "UPDATE fact SET fold_key = '', late_key = '', rejected = coalesce(rejected, ?) "
      "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq > ? AND chain IS NOT NULL",
      "the central hub has another fact under this id", event.value, journal.station.value,
      journal.incarnation, signed_of(journal.agreed_seq));
  for (const char* table : {"undone", "zone_exit"}) {
    db.run(fmt::format("DELETE FROM {} WHERE event_id = ? AND by_station_id = ? "
                       "AND by_incarnation = ? AND by_seq > ?",
                       table),
           event.value, journal.station.value, journal.incarnation, signed_of(journal.agreed_seq));
  }
  db.run(
      "DELETE FROM zone_entry WHERE event_id = ? AND station_id = ? AND incarnation = ? "
      "AND seq > ?",
      event.value, journal.station.value, journal.incarnation, signed_of(journal.agreed_seq));
  store::FactTable facts(db, event);
  for (const std::string& key : keys) {
    if (!key.empty()) facts.fold_again(key);
  }
}

}  // namespace

std::optional<PartedJournal> parted_at(store::Database& db, const EventId& event, StationId station,
                                       std::uint32_t incarnation) {
  store::Rows rows = db.query(
      "SELECT acked_seq, fork FROM upstream_journal WHERE event_id = ? AND station_id = ? "
      "AND incarnation = ? AND parted = 1",
      event.value, station.value, incarnation);
  if (!rows.next()) return std::nullopt;
  PartedJournal parted{
      .station = station, .incarnation = incarnation, .agreed_seq = unsigned_of(rows.integer(0))};
  if (const auto fork = wire::read_cbor<wire::ErrorReply>(rows.text(1))) {
    parted.next_incarnation = fork->next_incarnation;
    parted.known = fork->known;
  }
  return parted;
}

Adopted adopt(store::Database& db, const EventId& event, std::span<const FactRecord> facts,
              std::span<const std::string> chain) {
  Adopted adopted{.here = std::vector<bool>(facts.size(), false)};
  if (facts.empty() || !is_relay(db, event)) return adopted;
  store::FactTable table(db, event);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const auto here = table.find(facts[i].id);
    if (!here) continue;
    const bool wiped = here->kind == wire::erased_kind || facts[i].kind == wire::erased_kind;
    const bool same =
        wiped ? here->hlc == facts[i].hlc && here->wall == facts[i].wall : *here == facts[i];
    if (!same) {
      adopted.other = facts[i].id.seq;
      return adopted;
    }
    adopted.here[i] = true;
    ++adopted.count;
  }
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (!adopted.here[i]) continue;
    const FactId& id = facts[i].id;
    db.run(
        "UPDATE fact SET chain = ? WHERE event_id = ? AND station_id = ? AND incarnation = ? "
        "AND seq = ?",
        chain[i], event.value, id.station.value, id.incarnation, signed_of(id.seq));
  }
  return adopted;
}

Status SqlHubStore::parted(const PartedJournal& journal, std::uint64_t epoch) {
  return write(EventId(), [&](store::Database& db) -> Status {
    const auto to = read_upstream(db);
    if (!to) return fail(ErrorCode::not_found, "This hub is no relay.");
    put_journal(db, to->event,
                {.station = journal.station,
                 .incarnation = journal.incarnation,
                 .acked_seq = journal.agreed_seq},
                epoch, true,
                wire::to_cbor(wire::ErrorReply{.error = "fork",
                                               .next_incarnation = journal.next_incarnation,
                                               .known = journal.known}));
    set_aside_after(db, to->event, journal);
    return begin_own_epoch(db, to->event);
  });
}

}  // namespace meetpoint::hub
