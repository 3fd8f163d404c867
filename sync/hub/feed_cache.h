// Replies of the feed that were made before and serve all who ask from the same place: packed once,
// and held once however many read them, and however slowly.
//
// Two kinds. Of a moment ago: a thousand stations that keep up stand at a few places only, and who
// is given such a reply knows no more and no less than somebody who asked that moment ago. Sealed:
// it ends before the head, so nothing but a change of the past makes it another, and the key says
// which past it is of (HubStore::newest_row). Thread-safe.
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "sync/base/instant.h"
#include "sync/hub/http_message.h"

namespace meetpoint::hub {

class FeedCache {
 public:
  // Of replies and keys together; who was asked for least of late goes first.
  explicit FeedCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // All that a reply depends on.
  struct Key {
    EventId event;
    std::uint64_t epoch = 0;
    HubSeq after = 0;
    std::string form;  // what the request says of media types, packing and version
    HubSeq newest_row = 0;
    auto operator<=>(const Key&) const = default;
  };

  // One that was made at most so long before `now`; without `at_most`, whenever it was.
  std::optional<Response> find(const Key& key, Instant now, std::optional<Duration> at_most);
  // Keeps the response, which must have a shared body.
  void keep(const Key& key, const Response& response, Instant now);

  void forget_older(Instant now, Duration than);

  std::size_t bytes() const;

 private:
  struct Kept {
    Key key;
    Response response;
    Instant made;
    std::size_t bytes = 0;
  };
  void forget(std::list<Kept>::iterator);

  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::list<Kept> kept_;  // asked for last first
  std::map<Key, std::list<Kept>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

// What a request asks of its answer's form, for a key.
std::string form_of(const Request& request);

}  // namespace meetpoint::hub
