// On which connection a thread reads, while it reads several things of one moment.
#pragma once

#include <map>
#include <mutex>
#include <thread>

#include "sync/store/database.h"

namespace meetpoint::hub {

// Thread-safe.
class Moments {
 public:
  // For as long as it lives, of_this_thread() is `db`. They may be nested.
  class Held {
   public:
    Held(Moments& moments, store::Database& db) : moments_(moments), before_(moments.set(&db)) {}
    ~Held() { moments_.set(before_); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    Moments& moments_;
    store::Database* before_;
  };

  // Null: this thread reads each thing by itself.
  store::Database* of_this_thread() const {
    const std::lock_guard lock(mutex_);
    const auto found = by_thread_.find(std::this_thread::get_id());
    return found == by_thread_.end() ? nullptr : found->second;
  }

 private:
  store::Database* set(store::Database* db) {
    const std::lock_guard lock(mutex_);
    store::Database*& of_this = by_thread_[std::this_thread::get_id()];
    std::swap(of_this, db);
    if (of_this == nullptr) by_thread_.erase(std::this_thread::get_id());
    return db;
  }

  mutable std::mutex mutex_;
  std::map<std::thread::id, store::Database*> by_thread_;
};

}  // namespace meetpoint::hub
