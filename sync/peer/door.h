// Where other kiosks knock: HTTP/1.1 on the venue's network.
//
//   GET  /v1/events/{event}/peer   {"station": 7}: who is here, so that words can be sealed for it
//   POST /v1/events/{event}/peer   an envelope, answered by one (talk.h)
//
// One thread of its own, bounded connections, sizes and times. open() and the destructor belong to
// one thread; the callback comes on the door's own and must return soon.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sync/peer/talk.h"

namespace meetpoint::peer {

class Door {
 public:
  static constexpr std::size_t max_connections = 512;

  // `talk` must outlive it. `listen` is ADDRESS:PORT or [ADDRESS]:PORT; port 0 picks a free one,
  // and [::] is every address of the machine, of IPv4 as well. `on_applied` (may be empty): facts
  // of others came in. Fails with invalid_input, or with io where the address is taken.
  static Result<std::unique_ptr<Door>> open(Talk& talk, const std::string& listen,
                                            std::function<void()> on_applied);
  ~Door();  // closes

  std::uint16_t port() const;

 private:
  class Impl;
  explicit Door(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

}  // namespace meetpoint::peer
