#include "sync/hub/feed_watch.h"

namespace meetpoint::hub {

FeedWatch::FeedWatch(HubStore& store, std::function<void()> grew) {
  if (!store.is_shared()) return;
  rhythm_.emplace(each, [&store, grew = std::move(grew), last = std::uint64_t{0}]() mutable {
    // A database that does not answer is told of by those who ask for more than this.
    if (const auto pulse = store.pulse(); pulse && *pulse != last) {
      last = *pulse;
      grew();
    }
    return each;
  });
}

}  // namespace meetpoint::hub
