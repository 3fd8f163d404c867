// How the server ends: what is being answered is finished first, for a few seconds.
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <chrono>

#include "sync/hub/http_server_impl.h"

namespace meetpoint::hub {

namespace {

constexpr auto stop_time = std::chrono::seconds(5);

}  // namespace

void HttpServer::Impl::stop() {
  const std::lock_guard lock(stop_mutex_);
  if (!thread_.joinable()) return;
  boost::asio::post(io_, [this] { begin_stop(); });
  thread_.join();
  ahead_->join();  // hands on to the lane
  lane_.reset();
  readers_->join();
  if (!admin_path_.empty()) ::unlink(admin_path_.c_str());
}

void HttpServer::Impl::begin_stop() {
  stopping_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  admin_acceptor_.close(ignored);
  for (boost::asio::steady_timer* timer : held_) timer->cancel();
  const auto idle = std::move(idle_);
  idle_.clear();
  for (const auto& [id, end] : idle) end();
  // Whoever is still being served has this long.
  wake_timer_.expires_after(stop_time);
  wake_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) io_.stop();
  });
  if (sessions_ == 0) {
    work_.reset();
    wake_timer_.cancel();
  }
}

void HttpServer::Impl::count_sessions(int change) {
  sessions_ += static_cast<std::size_t>(change);
  hub_.metrics().connections(sessions_);
}

void HttpServer::Impl::end_session() {
  count_sessions(-1);
  if (stopping_ && sessions_ == 0) {
    work_.reset();
    wake_timer_.cancel();
  }
}

}  // namespace meetpoint::hub
