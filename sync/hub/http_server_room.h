// How many large requests may be unpacked at once: the others wait as they came, packed. Those that
// wait get in in their order. Of the server's own thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

namespace meetpoint::hub {

class Room {
 public:
  explicit Room(int places) : free_(places) {}

  boost::asio::awaitable<void> enter(boost::asio::io_context& io) {
    if (free_ > 0) {
      --free_;
      co_return;
    }
    boost::asio::steady_timer turn(io, boost::asio::steady_timer::time_point::max());
    waiting_.push_back(&turn);
    boost::system::error_code woken;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, woken);
    co_await turn.async_wait(token);
  }

  void leave() {
    if (waiting_.empty()) {
      ++free_;
      return;
    }
    // Whose turn it is takes over the place.
    waiting_.front()->cancel();
    waiting_.pop_front();
  }

 private:
  int free_;
  std::deque<boost::asio::steady_timer*> waiting_;
};

}  // namespace meetpoint::hub
