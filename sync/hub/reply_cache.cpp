#include "sync/hub/reply_cache.h"

namespace meetpoint::hub {

ReplyCache::Bytes ReplyCache::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(key);
  if (found == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->bytes;
}

ReplyCache::Bytes ReplyCache::keep(const std::string& key, std::string bytes) {
  auto shared = std::make_shared<const std::string>(std::move(bytes));
  if (shared->size() > max_bytes_) return shared;
  const std::lock_guard lock(mutex_);
  if (const auto before = places_.find(key); before != places_.end()) {
    bytes_ -= before->second->bytes->size();
    entries_.erase(before->second);
    places_.erase(before);
  }
  entries_.push_front({key, shared});
  places_[key] = entries_.begin();
  bytes_ += shared->size();
  while (bytes_ > max_bytes_) {
    bytes_ -= entries_.back().bytes->size();
    places_.erase(entries_.back().key);
    entries_.pop_back();
  }
  return shared;
}

}  // namespace meetpoint::hub
