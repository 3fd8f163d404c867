// When the questions that the server holds are asked again.
#include <algorithm>
#include <chrono>

#include "sync/hub/http_server_impl.h"

namespace meetpoint::hub {

namespace {

using namespace std::chrono_literals;

// Several commits in a row wake the held questions once. Answering them takes about so long each: a
// hub of a thousand stations would do nothing else, were it to begin again at once.
constexpr auto least_wake_delay = 20ms;
constexpr auto most_wake_delay = 400ms;
constexpr auto wake_delay_each = 200us;

}  // namespace

void HttpServer::Impl::feed_grew() {
  ++growth_;
  plan_wake();
}

void HttpServer::Impl::plan_wake() {
  if (wake_planned_ || stopping_) return;
  wake_planned_ = true;
  const auto in_proportion = wake_delay_each * std::max(held_.size(), last_woken_);
  wake_timer_.expires_after(std::clamp<std::chrono::steady_clock::duration>(
      in_proportion, least_wake_delay, most_wake_delay));
  wake_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    wake_planned_ = false;
    if (cancelled) return;
    last_woken_ = held_.size();
    for (boost::asio::steady_timer* timer : held_) timer->cancel();
  });
}

}  // namespace meetpoint::hub
