// The first read of a hub's feed, piece by piece: what has come waits in the database, also over a
// restart, until all of it is there. Then it is taken over in one transaction, so that nobody at
// the station meets half an event, and a line that is cut costs one piece.
//
// Functions on a connection, inside a transaction; they throw StoreFailure.
#pragma once

#include <string>

#include "sync/base/instant.h"
#include "sync/base/result.h"
#include "sync/store/database.h"
#include "sync/wire/messages.h"

namespace meetpoint::store {

// 30 times an event of 100,000 people and 400,000 meetings.
inline constexpr std::size_t most_staged_bytes = std::size_t{512} << 20;

struct Staged {
  std::uint64_t epoch = 0;
  HubSeq to = 0;  // 0: nothing is staged
  std::string mark;
};
Staged read_staged(Database&);

// Keeps a piece that goes on where the last one ended and does not reach the head. conflict where
// it does not go on there, protocol where its entries are out of order, too_large beyond
// `most_bytes`. Rows about people who are known to be erased are left out.
Status stage_piece(Database&, const EventId&, const wire::FeedReply&,
                   std::size_t most_bytes = most_staged_bytes);

// Applies all that is staged, where `last` goes on after it; `last` itself is the caller's to
// apply. Nothing is staged any more then. corrupt where a piece can't be read.
Status take_over_staged(Database&, const EventId&, const wire::FeedReply& last, Instant now);

void drop_staged(Database&);

// While it lives the connection has memory for a whole event, if one is staged: what does not fit
// into SQLite's cache is written out and read again many times before the commit. Around the
// transaction, not inside.
class RoomForAnEvent {
 public:
  // `db` must outlive it.
  explicit RoomForAnEvent(Database& db);
  ~RoomForAnEvent();
  RoomForAnEvent(const RoomForAnEvent&) = delete;
  RoomForAnEvent& operator=(const RoomForAnEvent&) = delete;

 private:
  Database& db_;
  bool made_ = false;
};

}  // namespace meetpoint::store
