// How questions that are held come to be asked again.
#include <boost/asio/post.hpp>

#include "sync/hub/http_server_impl.h"

namespace meetpoint::hub {

namespace {

// Several commits in a row wake the held questions once.
constexpr auto wake_delay = std::chrono::milliseconds(20);

}  // namespace

void HttpServer::Impl::feed_grew() {
  ++growth_;
  if (wake_planned_ || stopping_) return;
  wake_planned_ = true;
  wake_timer_.expires_after(wake_delay);
  wake_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    wake_planned_ = false;
    if (cancelled) return;
    for (boost::asio::steady_timer* timer : held_) timer->cancel();
  });
}

void HttpServer::Impl::look_again() {
  boost::asio::post(io_, [self = shared_from_this()] { self->feed_grew(); });
}

}  // namespace meetpoint::hub
