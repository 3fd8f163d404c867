// Facts that a hub was handed by the hundred: their keys are put into an index later, very many at
// once and in its order.
//
// A key that is put by itself into an index of millions changes a page of it for itself alone, and
// each page is written twice. So a million together are written in order, as a run of their own
// (late_fact), and whoever looks for a key looks into each run. Until then nobody finds these facts
// by their key but unsorted_facts().
//
// Works on the tables of migrations/0010_event.sql, which are empty at stations and in shared
// databases. Called inside a transaction; throws StoreFailure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sync/model/fact_body.h"
#include "sync/store/database.h"

namespace meetpoint::store {

// Facts of one journal, one after the other.
struct LateBatch {
  StationId station;
  std::uint32_t incarnation = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

void add_late_batch(Database&, const EventId&, const LateBatch&);

// The fact goes, or its key does.
void forget_late_fact(Database&, const EventId&, const std::string& key, const FactId&);

// Facts of keys that begin with `prefix` and may be in no index yet, in the order of their keys;
// some of them may be in late_fact all the same. Rows of key, station_id, incarnation, seq.
Rows unsorted_facts(Database&, const EventId&, const std::string& prefix);

// Which event has batches that are to be sorted, if any.
std::optional<EventId> event_to_sort(Database&);

// Puts the facts of the batches that are there into late_fact, and their keys into `unfolded`, by
// steps that are short enough for somebody who waits meanwhile. What it has read it keeps in memory
// (some 80 bytes a fact); after a step that failed or was not committed, begin with a new one.
class LateSort {
 public:
  struct Pace {
    std::size_t facts = 1'000'000;  // that are put in order together
    std::size_t read = 8'000;       // in one step
    std::size_t written = 3'000;    // in one step
    std::size_t run = 100'000;      // are a run of their own; fewer go among those of run 0
  };
  LateSort(EventId event, Pace pace) : event_(std::move(event)), pace_(pace) {}

  const EventId& event() const { return event_; }

  // Whether there is more to be done.
  bool step(Database&);

 private:
  // In order; their keys lie one after the other in `keys`.
  struct Sorted {
    struct Entry {
      std::uint32_t at = 0;
      std::uint32_t size = 0;
      FactId id;
    };
    std::string keys;
    std::vector<Entry> entries;
    std::size_t next = 0;
    std::string_view key() const {
      return std::string_view(keys).substr(entries[next].at, entries[next].size);
    }
  };

  void read(Database& db);
  void begin_run(Database& db);
  void write(Database& db);
  auto later() const {  // for a heap with the first key on top
    return [this](std::size_t a, std::size_t b) { return sorted_[a].key() > sorted_[b].key(); };
  }

  EventId event_;
  Pace pace_;
  std::vector<LateBatch> taken_;
  std::size_t facts_ = 0;
  bool all_read_ = false;
  std::optional<std::int64_t> run_;
  std::vector<Sorted> sorted_;
  std::vector<std::size_t> heap_;  // places in sorted_ that are not at their end
};

// Sorts all batches of the event, `pace.facts` at a time; then keys are a part of the facts
// themselves, as had they come one by one. For a database in which nobody sorts.
void settle_late_facts(Database&, const EventId&, LateSort::Pace pace = {});

}  // namespace meetpoint::store
