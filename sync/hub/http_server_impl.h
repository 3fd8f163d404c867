// The parts of HttpServer; for http_server*.cpp only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "sync/hub/http_server.h"
#include "sync/hub/http_server_room.h"
#include "sync/hub/listening.h"
#include "sync/hub/write_lane.h"

namespace meetpoint::hub {

// A question on its way through the database's threads. `done` is cancelled when the answer is
// there.
struct HttpJob {
  explicit HttpJob(boost::asio::io_context& io) : done(io) {}
  Request request;
  Response response;
  boost::asio::steady_timer done;
};

// Everything but the lane and the pool runs on the one thread of `io_`, without locks.
class HttpServer::Impl : public std::enable_shared_from_this<HttpServer::Impl> {
 public:
  Impl(Hub& hub, const Clock& clock) : hub_(hub), clock_(clock) {}

  Status open(const ServerOptions& options);
  void run();
  void stop();
  std::string url() const { return url_; }
  void look_again();

 private:
  boost::asio::awaitable<void> accept_tcp();
  boost::asio::awaitable<void> accept_admin();
  boost::asio::awaitable<void> greet(boost::asio::ip::tcp::socket socket);
  template <class Stream>
  boost::asio::awaitable<void> serve(Stream& stream, std::string address);
  template <class Stream>
  boost::asio::awaitable<void> turn_away(Stream& stream, boost::system::error_code problem);
  template <class Stream>
  boost::asio::awaitable<bool> send(Stream& stream, Response response, bool head_only, bool keep);
  boost::asio::awaitable<void> answer(std::shared_ptr<HttpJob> job);
  boost::asio::awaitable<void> ask(std::shared_ptr<HttpJob> job);
  boost::asio::awaitable<void> ask_upstream(std::shared_ptr<HttpJob> job);

  void finished(const std::shared_ptr<HttpJob>& job);
  void feed_grew();
  void plan_wake();
  void wake_some();
  void begin_stop();
  void end_session();
  void count_sessions(int change);

  Hub& hub_;
  const Clock& clock_;
  UpstreamDoor* upstream_ = nullptr;
  std::string url_;
  boost::asio::io_context io_{1};
  std::optional<boost::asio::ssl::context> tls_;
  boost::asio::ip::tcp::acceptor acceptor_{io_};
  boost::asio::local::stream_protocol::acceptor admin_acceptor_{io_};
  std::string admin_path_;

  std::size_t sessions_ = 0;
  bool stopping_ = false;
  std::uint64_t growth_ = 0;                         // how often a feed has grown
  std::uint64_t round_ = 0;                          // of answers to held questions
  bool wake_planned_ = false;                        // or a round is under way
  bool another_round_ = false;                       // asked for since the last one began
  std::size_t last_woken_ = 0;                       // questions
  std::vector<boost::asio::steady_timer*> to_wake_;  // of held_, in the round that is under way
  boost::asio::steady_timer wake_timer_{io_};
  std::set<boost::asio::steady_timer*> held_;  // of questions that wait for growth
  std::map<std::uint64_t, std::function<void()>>
      idle_;  // how to end a connection that owes us a request
  std::uint64_t next_idle_ = 0;

  static constexpr int most_large = 128;  // a commit takes some ten
  Room large_{most_large};
  std::unique_ptr<WriteLane> lane_;
  std::unique_ptr<boost::asio::thread_pool> readers_;
  std::unique_ptr<boost::asio::thread_pool> ahead_;  // unpacks and checks for the lane
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  std::thread thread_;
  std::mutex stop_mutex_;
};

}  // namespace meetpoint::hub
