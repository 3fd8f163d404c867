// A station's connection to the hub: requests of sync/client over a real socket, kept alive, as
// coroutines of one thread, so that thousands fit into a process.
//
// Owned by one thread, that of its io_context. Without TLS.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "sync/client/transport.h"

namespace meetpoint::load {

class Connection {
 public:
  // `io` must outlive it. `port` of 127.0.0.1.
  Connection(boost::asio::io_context& io, unsigned short port);
  ~Connection();
  Connection(Connection&&) noexcept;

  // What came; status 0 where nothing did. Connects first where there is no connection (any more).
  boost::asio::awaitable<client::Response> ask(client::Request request);

  // Of whatever was sent and received, heads included.
  std::uint64_t bytes_sent() const;
  std::uint64_t bytes_received() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Waits; milliseconds on the clock of bench::wall_ms().
boost::asio::awaitable<void> sleep_until_ms(boost::asio::io_context& io, double wall_ms);

// As many files as this user may open; each connection is one.
void raise_file_limit();

}  // namespace meetpoint::load
