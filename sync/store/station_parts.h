// What a StationStore is made of; for the files that implement it.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "sync/store/database.h"
#include "sync/store/erasure.h"
#include "sync/store/folder_lock.h"
#include "sync/store/station_store.h"

namespace meetpoint::store {

Error not_enrolled();

struct StationStore::Parts {
  Parts(FolderLock l, Database w, Database r, const Clock& c)
      : lock(std::move(l)), writer(std::move(w)), reader(std::move(r)), clock(c) {}

  std::optional<Enrolment> enrolment();
  void set_enrolment(Enrolment now);

  // Runs `body`, by which the hub may be known to have more of our facts, in one transaction: what
  // only waited for that leaves the file. Holding write_mutex.
  template <class Body>
  Status sent(Body body) {
    const auto now = enrolment();
    if (!now) return fail(not_enrolled().code, not_enrolled().message);
    const Status done = in_transaction(writer, [&]() -> Status {
      const Status changed = body();
      if (changed) wipe_acknowledged(writer, now->event);
      return changed;
    });
    return done ? purge.after_commit(writer) : done;
  }

  // The zones that somebody came for of late.
  std::vector<ZoneId> sought();

  FolderLock lock;
  std::mutex write_mutex;  // guards writer, purge, renamed; taken before who_mutex
  Database writer;
  Purge purge;
  // Of this program's life: a screen may still hold the ids that facts had when they were recorded.
  Renamed renamed;
  std::mutex who_mutex;  // guards who, so that a read does not wait for a write
  std::optional<Enrolment> who;
  std::mutex read_mutex;  // guards reader
  Database reader;
  const Clock& clock;
  std::mutex sought_mutex;  // guards sought_at
  std::map<ZoneId, std::int64_t> sought_at;
};

}  // namespace meetpoint::store
