// The roster in SQLite, at a station and at the hub alike, and reading it with what the facts say.
//
// Throws StoreFailure. A row that can't be read as its type counts as absent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/model/fold.h"
#include "sync/model/roster.h"
#include "sync/model/roster_row.h"
#include "sync/store/database.h"
#include "sync/wire/roster_codec.h"

namespace meetpoint::store {

class RosterTable {
 public:
  // `db` must outlive this.
  RosterTable(Database& db, EventId event) : db_(db), event_(std::move(event)) {}

  // Inserts or replaces the row of this type and id.
  void put(const RosterRow&, HubSeq row_seq);

  std::optional<RosterRow> find(std::string_view type, std::string_view id);

  // The rows of a type that are not deleted, by id.
  std::vector<RosterRow> all(std::string_view type);

  // The value of an id, unless it is deleted.
  template <class T>
  std::optional<T> get(std::string_view id) {
    const auto row = find(wire::row_type<T>(), id);
    if (!row || row->deleted) return std::nullopt;
    auto value = wire::read_row<T>(*row);
    if (!value) return std::nullopt;
    return std::move(*value);
  }
  template <class T>
  std::vector<T> get_all() {
    std::vector<T> values;
    for (const RosterRow& row : all(wire::row_type<T>())) {
      if (auto value = wire::read_row<T>(row)) values.push_back(std::move(*value));
    }
    return values;
  }

  std::optional<Event> event() { return get<Event>(event_.value); }
  std::vector<Meeting> meetings_of(const AttendeeId&);

 private:
  bool insert(const RosterRow&, HubSeq row_seq);

  Database& db_;
  EventId event_;
};

}  // namespace meetpoint::store
