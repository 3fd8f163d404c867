// Facts in SQLite, and what they fold to, kept up to date with every fact that is inserted.
//
// Works on the tables of migrations/0001_event.sql, at a station and at the hub alike. Called
// inside a transaction; throws StoreFailure.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync/model/erasure.h"
#include "sync/model/fact_body.h"
#include "sync/model/fold.h"
#include "sync/store/database.h"
#include "sync/store/late_facts.h"

namespace meetpoint::store {

struct FactPosition {
  std::optional<HubSeq> hub_seq;
  std::optional<Instant> received;
  std::string chain;      // empty: not known here
  std::string set_aside;  // why it can't count, as the caller found; empty: the fact alone decides
  bool late = false;  // one of so many that their keys are put into order later: see fold_later()
};

class FactTable {
 public:
  // `db` must outlive this.
  FactTable(Database& db, EventId event) : db_(db), event_(std::move(event)) {}

  // Inserts a fact that is not here yet, wiped where the hub has numbered it and it is about
  // somebody who was erased; why it is rejected, or empty. Its key is folded anew by
  // fold_pending(). False in `inserted`: it was here already (then hub_seq and received are filled
  // in where they were missing; another fact under its id that the hub gave before goes for it, and
  // one that had its number loses that). In a shared database that is a failure, told by
  // fold_pending() at the latest: a hub numbers a fact once, and does not wait for each to hear of
  // it.
  struct Inserted {
    bool inserted = false;
    std::string rejected;
  };
  Inserted insert(const FactRecord&, const FactPosition&);

  // Whether a fact that the hub gives is not here. Two copies of one disk can give the same number
  // to two facts; what the hub gave under it before it was put back is not the one that it gives
  // now.
  bool lacks(const FactRecord&);

  // Folds every key that an insert() touched since the last call. This or fold_later() is to be
  // called before the commit.
  void fold_pending();

  // Writes down instead, in the same commit, what is to be folded: whoever brings a day's facts at
  // once would have each person's folded dozens of times. Of facts that came as `late` the keys go
  // to LateSort first. Until fold_left(), `folded` and `presence` are behind; each_state() and
  // state_hash() are not. Not in a shared database.
  void fold_later();

  // Folds at most so many of the keys that fold_later() and LateSort wrote down; how many there
  // were.
  std::size_t fold_left(std::size_t most);

  // A fact was never one: it goes, and what it did with it, at the next fold_pending().
  void take_out(const FactId&);

  // Folds a key of which facts were erased.
  void fold_again(const std::string& key);

  // Whether there is any fact of this key.
  bool has_facts_of(const std::string& key);

  // Badge codes of erased people that facts of insert() were the first to name.
  const std::vector<LearnedCode>& learned() const { return learned_; }

  std::optional<FactRecord> find(const FactId&);

  // The folded state of a key, as wire::write_state() wrote it; empty: none. Of keys that
  // fold_later() left it may be behind.
  std::string state_bytes(std::string_view key);

  // The folded states of all keys that begin with `prefix`, in their order.
  using TakeState = std::function<void(const std::string& key, const std::string& bytes)>;
  void each_state(const std::string& prefix, const TakeState& take);

  // One hash over the folded state, in the order of the keys: equal on all replicas that have the
  // same facts. `shared_only`: over what stations share, so that it compares a station with the
  // hub.
  std::string state_hash(bool shared_only);

 private:
  bool make_way(const FactRecord& record, HubSeq number);
  void note_zones(Fact fact);
  void note_late(const FactId& id);
  Rows facts_of(const std::string& key);
  FoldedState fold_now(const std::string& key, const std::vector<FactId>& unsorted = {});
  void keep_state(const std::string& key, const FoldedState& state);
  void fold_at_once();

  Database& db_;
  EventId event_;
  std::set<std::string> pending_;
  std::vector<Fact> ending_;  // stays in zones; of a shared database, for fold_pending()
  std::vector<LateBatch> late_;
  std::vector<LearnedCode> learned_;
  std::optional<Erased> erased_;  // read when the first fact comes in
};

// Reads a fact row: station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body
// from column `first` on. The matching list of columns is fact_columns.
inline constexpr std::string_view fact_columns =
    "station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body";
FactRecord read_fact_row(const Rows&, int first = 0);

}  // namespace meetpoint::store
