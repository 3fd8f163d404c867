// Parts of answers that are the same for many stations: made once, packed once, sent to all of them
// without a copy each.
//
// Thread-safe. Holds at most `max_bytes`; what was not asked for the longest goes first. What is in
// use lives on with whoever uses it.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace meetpoint::hub {

class ReplyCache {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  explicit ReplyCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Null where it is not here.
  Bytes find(const std::string& key);
  Bytes keep(const std::string& key, std::string bytes);

 private:
  struct Entry {
    std::string key;
    Bytes bytes;
  };

  const std::size_t max_bytes_;
  std::mutex mutex_;  // guards what follows
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // the one that was used last is the first
  std::unordered_map<std::string, std::list<Entry>::iterator> places_;
};

}  // namespace meetpoint::hub
