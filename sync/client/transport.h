// HTTP exchanges, several at a time, for one thread.
//
// All of it is called by the owning thread but wake(). A transport follows no redirect, repeats
// nothing, and gives back what came: whether that is the hub's is for hub_reply.h to say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/base/instant.h"
#include "sync/base/result.h"

namespace meetpoint::client {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;  // "GET", "POST"
  std::string url;
  std::vector<Header> headers;
  std::string body;
  Duration silence{10'000};  // ends the exchange when nothing has moved for so long
  Duration total{60'000};    // ends it in any case
  std::size_t max_reply_bytes = 1024 * 1024;
};

struct Response {
  int status = 0;
  std::vector<Header> headers;
  std::string body;

  // The value of the first header of this name (letters of any case), or empty.
  std::string_view header(std::string_view name) const;
};

// Never 0.
using ExchangeId = std::uint64_t;

// Errors: unreachable (no network, refused, timed out, broken off), protocol (no HTTP, a
// certificate that is not trusted), too_large, invalid_input (an address that can't be used).
struct Finished {
  ExchangeId id = 0;
  Result<Response> response;
};

class Transport {
 public:
  virtual ~Transport() = default;

  // Failures come from wait() too.
  virtual ExchangeId start(Request) = 0;
  // No Finished comes for this one any more.
  virtual void cancel(ExchangeId) = 0;
  // Returns when something has finished, after wake(), or after `at_most`; possibly with nothing.
  virtual std::vector<Finished> wait(Duration at_most) = 0;
  // Ends a wait() early, or the next one. Any thread.
  virtual void wake() = 0;
};

}  // namespace meetpoint::client
