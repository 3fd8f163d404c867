#include "sync/hub/feed_cache.h"

#include <algorithm>

#include "sync/wire/messages.h"

namespace meetpoint::hub {

std::optional<Response> FeedCache::find(const Key& key, Instant now, Duration at_most) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
    // Not one of a later time either: somebody set the clock back.
    return kept.key == key && kept.made <= now && now - kept.made <= at_most;
  });
  if (found == kept_.end()) return std::nullopt;
  return found->response;
}

void FeedCache::keep(Key key, Response response, Instant now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const Kept& kept) { return kept.key == key; });
  kept_.push_front({std::move(key), std::move(response), now});
  if (kept_.size() > most_kept) kept_.pop_back();
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
