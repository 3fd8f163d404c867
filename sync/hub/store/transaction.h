// How SqlHubStore's methods reach its connections; for its own sources only.
#pragma once

#include "sync/hub/store/sql_hub_store.h"

namespace meetpoint::hub {

template <class Body>
auto SqlHubStore::write(const EventId& event, Body body)
    -> std::invoke_result_t<Body, store::Database&> {
  const std::lock_guard lock(write_mutex_);
  if (!in_together_) {
    auto result = store::in_transaction(writer_, [&] {
      writer_.lock_event(event.value);
      write_last_seen(event);
      return body(writer_);
    });
    if (result) purge_erased();
    remember(result ? Status{} : Status(fail(result)));
    return result;
  }
  if (together_lost_) return fail(together_lost_->error.code, together_lost_->error.message);
  try {
    writer_.lock_event(event.value);
    write_last_seen(event);
    if (!one_by_one_) {
      const auto before = writer_.all_changes();
      auto result = body(writer_);
      if (!result && writer_.all_changes() != before) half_done_ = true;
      return result;
    }
    writer_.run("SAVEPOINT one");
    auto result = body(writer_);
    if (!result) writer_.run("ROLLBACK TO one");
    writer_.run("RELEASE one");
    return result;
  } catch (const store::StoreFailure& failure) {
    // A full disk may take the whole transaction back, and the writes of others with it; whatever
    // the failure, nobody in this commit is told that it was kept.
    together_lost_ = failure;
    return fail(failure.error.code, failure.error.message);
  }
}

template <class Body>
auto SqlHubStore::read(Body body) -> std::invoke_result_t<Body, store::Database&> {
  if (store::Database* const held = moments_.of_this_thread()) return body(*held);
  struct Borrowed {
    explicit Borrowed(SqlHubStore& from) : store(from), db(from.take_reader()) {}
    ~Borrowed() { store.give_back(std::move(db)); }
    SqlHubStore& store;
    store::Database db;
  } reader(*this);
  return store::in_snapshot(reader.db, [&] { return body(reader.db); });
}

}  // namespace meetpoint::hub
