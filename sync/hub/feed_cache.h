// Replies of the feed that were made a moment ago: a thousand stations that keep up stand at a few
// places only, and a reply that is packed once serves all who ask from the same one.
//
// Whoever is given one knows no more and no less than somebody who asked that moment ago.
// Thread-safe.
#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <string>

#include "sync/base/instant.h"
#include "sync/hub/http_message.h"

namespace meetpoint::hub {

class FeedCache {
 public:
  // All that a reply depends on.
  struct Key {
    EventId event;
    std::uint64_t epoch = 0;
    HubSeq after = 0;
    std::string form;  // what the request says of media types, packing and version
    bool operator==(const Key&) const = default;
  };

  // One that was made at most so long before `now`.
  std::optional<Response> find(const Key& key, Instant now, Duration at_most);
  void keep(Key key, Response response, Instant now);

 private:
  // More places than stations that keep up stand at; a reply has 4 MB at most, unpacked.
  static constexpr std::size_t most_kept = 16;

  struct Kept {
    Key key;
    Response response;
    Instant made;
  };
  std::mutex mutex_;
  std::list<Kept> kept_;  // newest first
};

// What a request asks of its answer's form, for a key.
std::string form_of(const Request& request);

}  // namespace meetpoint::hub
