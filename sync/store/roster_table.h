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
  // The same where it is known what stands there: `before`, deleted or not, or nothing.
  void put(const RosterRow&, HubSeq row_seq, const std::optional<RosterRow>& before);

  // From now on put() only notes which attendees a row is about; link_now() writes it all in the
  // order of the table, which is quicker by far where there are many. Until then an attendee's
  // meetings and badges are not found by them, and what is not written when this goes is lost.
  void link_later() { later_ = true; }
  void link_now();

  // Forgets the rows of position 0, but for notices.
  void forget_unseen();

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
  struct Link {
    AttendeeId attendee;
    std::string type;
    std::string id;
    auto operator<=>(const Link&) const = default;
  };

  bool insert(const RosterRow&, HubSeq row_seq);
  void replace(const RosterRow&, HubSeq row_seq);
  void link(const RosterRow&);
  void write(const Link&);
  void unlink(const RosterRow& before, const std::vector<AttendeeId>& kept);

  Database& db_;
  EventId event_;
  bool later_ = false;
  std::vector<Link> links_;  // that are not written yet
};

}  // namespace meetpoint::store
