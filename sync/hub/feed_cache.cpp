#include "sync/hub/feed_cache.h"

#include "sync/wire/messages.h"

namespace meetpoint::hub {

std::optional<Response> FeedCache::find(const Key& key, Instant now,
                                        std::optional<Duration> at_most) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  const Kept& kept = *found->second;
  // Not one of a later time either: somebody set the clock back.
  if (at_most && (kept.made > now || now - kept.made > *at_most)) return std::nullopt;
  kept_.splice(kept_.begin(), kept_, found->second);
  return kept.response;
}

void FeedCache::keep(const Key& key, const Response& response, Instant now) {
  // The map has the key once more; what else there is to an entry is about as much as a key.
  const std::size_t size = response.bytes().size() + 4 * (sizeof(Kept) + key.form.size());
  const std::lock_guard lock(mutex_);
  if (const auto before = by_key_.find(key); before != by_key_.end()) forget(before->second);
  if (size > most_bytes_) return;
  kept_.push_front({key, response, now, size});
  by_key_[key] = kept_.begin();
  bytes_ += size;
  while (bytes_ > most_bytes_) forget(std::prev(kept_.end()));
}

void FeedCache::forget_older(Instant now, Duration than) {
  const std::lock_guard lock(mutex_);
  for (auto one = kept_.begin(); one != kept_.end();) {
    const auto next = std::next(one);
    if (one->made > now || now - one->made > than) forget(one);
    one = next;
  }
}

void FeedCache::forget(std::list<Kept>::iterator which) {
  bytes_ -= which->bytes;
  by_key_.erase(which->key);
  kept_.erase(which);
}

std::size_t FeedCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::string form_of(const Request& request) {
  std::string form;
  for (const std::string_view name :
       {std::string_view("Accept"), std::string_view("Accept-Encoding"),
        std::string_view("Content-Type"), wire::protocol_header}) {
    form += header(request.headers, name);
    form += '\n';
  }
  return form;
}

}  // namespace meetpoint::hub
