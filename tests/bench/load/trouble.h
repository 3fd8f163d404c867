// Clients that a hub is better off without, on raw sockets. One thread, that of `io`.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "sync/client/transport.h"

namespace meetpoint::load {

// How the hub dealt with them.
struct TroubleCount {
  int open = 0;         // connections, now
  int refused = 0;      // could not be opened
  int ended = 0;        // closed by the hub
  int answered = 0;     // bombs with an answer,
  int turned_away = 0;  // and those among them with 4xx
};

// Until `stop` is set, or the hub ends it and `again` is not set. `again`: comes back at once.
struct Nuisance {
  unsigned short port = 0;
  const bool* stop = nullptr;
  TroubleCount* count = nullptr;
};

// Opens a connection, asks one healthy question where `asks`, and then nothing any more.
boost::asio::awaitable<void> idle(boost::asio::io_context& io, Nuisance nuisance, bool asks);

// Sends the head of a request a byte a second.
boost::asio::awaitable<void> drip(boost::asio::io_context& io, Nuisance nuisance);

// Asks for these one after the other on one connection, and reads 1 KB of the answers a second.
// Comes again a second later where it is told to.
boost::asio::awaitable<void> sip(boost::asio::io_context& io, Nuisance nuisance,
                                 const std::vector<client::Request>& requests);

// A zstd frame of a few hundred KB that unpacks to so many bytes.
std::string zip_bomb(double gigabytes);

}  // namespace meetpoint::load
