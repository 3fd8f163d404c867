// The feed from its start to its head, piece by piece, as a new station reads it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "sync/client/hub_request.h"
#include "tests/bench/load/connection.h"

namespace meetpoint::load {

struct Piece {
  client::Request request;
  client::Response response;
  wire::FeedReply reply;
  double waited_ms = 0;  // from the question to the last byte
  double read_ms = 0;    // unpacked and read into a message
};

// Hands on each piece as it comes; the last has to == head. Throws where there is no proper answer.
boost::asio::awaitable<void> read_whole_feed(Connection& connection, client::HubAccess access,
                                             std::function<void(Piece&)> take);

}  // namespace meetpoint::load
