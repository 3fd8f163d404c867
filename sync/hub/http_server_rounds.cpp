// When the questions that the server holds are asked again.
#include <algorithm>
#include <chrono>

#include "sync/hub/http_server_impl.h"

namespace meetpoint::hub {

namespace {

using namespace std::chrono_literals;

// Several commits in a row wake the held questions once, and a hub of a thousand stations does
// something else, too, before it begins again.
constexpr auto least_wake_delay = 20ms;
constexpr auto most_wake_delay = 400ms;
constexpr auto wake_delay_each = 20us;

// Not all at once: whoever hands something in would wait until a thousand others are answered.
// Evenly over the time is best, as all of a round are told the same, whenever it is their turn.
constexpr std::size_t woken_at_once = 8;
constexpr auto pause_between = 3ms;
// Of so many each is told the same; more would wait longer for what came since the first was told.
constexpr std::size_t told_the_same = 128;

}  // namespace

void HttpServer::Impl::feed_grew() {
  ++growth_;
  plan_wake();
}

void HttpServer::Impl::plan_wake() {
  another_round_ = true;
  if (wake_planned_ || stopping_) return;
  wake_planned_ = true;
  const auto in_proportion = wake_delay_each * std::max(held_.size(), last_woken_);
  wake_timer_.expires_after(std::clamp<std::chrono::steady_clock::duration>(
      in_proportion, least_wake_delay, most_wake_delay));
  wake_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    wake_planned_ = !cancelled;
    if (cancelled) return;
    ++round_;
    another_round_ = false;
    last_woken_ = held_.size();
    to_wake_.assign(held_.begin(), held_.end());
    wake_some();
  });
}

void HttpServer::Impl::wake_some() {
  for (std::size_t i = 0; i < woken_at_once && !to_wake_.empty(); ++i) {
    boost::asio::steady_timer* const timer = to_wake_.back();
    to_wake_.pop_back();
    if (held_.contains(timer)) timer->cancel();  // else it was answered meanwhile
    if (!to_wake_.empty() && to_wake_.size() % told_the_same == 0) ++round_;
  }
  if (!to_wake_.empty()) {
    wake_timer_.expires_after(pause_between);
    wake_timer_.async_wait([this](const boost::system::error_code& cancelled) {
      wake_planned_ = !cancelled;
      if (!cancelled) wake_some();
    });
    return;
  }
  wake_planned_ = false;
  // For those whose turn was over before the feed grew, or who came too late for it.
  if (another_round_) plan_wake();
}

}  // namespace meetpoint::hub
