// The only file with Beast's server templates: they take ten seconds to compile.
//
// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include "sync/hub/http_server_impl.h"
#include "sync/hub/relay_side.h"

namespace meetpoint::hub {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Local = asio::local::stream_protocol;
using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t max_header_bytes = 16 * 1024;
constexpr std::size_t max_body_bytes = std::size_t{1} << 20;
constexpr std::size_t max_admin_body_bytes = std::size_t{256} << 20;
constexpr std::uint64_t small_body_bytes = 2048;
constexpr std::uint64_t most_read_bytes = 64 * 1024;
constexpr auto first_header_time = 10s;
constexpr auto idle_time = 75s;
constexpr auto body_time = 60s;
constexpr auto write_time = 300s;
constexpr auto drain_time = 2s;

using TcpStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
using LocalStream = beast::basic_stream<Local, asio::io_context::executor_type>;

template <class Stream>
constexpr bool is_tls = false;
template <>
constexpr bool is_tls<TlsStream> = true;
template <class Stream>
constexpr bool is_admin = false;
template <>
constexpr bool is_admin<LocalStream> = true;

Request to_request(http::request<http::string_body>&& message, const std::string& address,
                   bool admin) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(field.name_string(), field.value());
  }
  request.body = std::move(message.body());
  request.address = address;
  request.admin = admin;
  return request;
}

bool is_http_problem(const error_code& problem) {
  return problem.category() == http::make_error_code(http::error::bad_version).category() &&
         problem != http::error::end_of_stream && problem != http::error::partial_message;
}

}  // namespace

Status HttpServer::Impl::open(const ServerOptions& options) {
  auto tls = tls_context(options);
  if (!tls) return fail(tls);
  tls_ = std::move(*tls);
  if (auto status = listen_on(acceptor_, options.listen); !status) return status;
  const tcp::endpoint local = acceptor_.local_endpoint();
  url_ = url_of(local, tls_.has_value());
  if (!tls_ && !local.address().is_loopback()) {
    spdlog::warn("without --tls-cert anybody on this network can read what stations send");
  }
  upstream_ = options.upstream;
  if (options.admin_socket.empty()) return {};
  if (auto status = listen_on_path(admin_acceptor_, options.admin_socket); !status) return status;
  admin_path_ = options.admin_socket;
  return {};
}

void HttpServer::Impl::run() {
  lane_ = std::make_unique<WriteLane>(hub_, clock_);
  readers_ = std::make_unique<asio::thread_pool>(2);
  ahead_ = std::make_unique<asio::thread_pool>(1);
  work_.emplace(io_.get_executor());
  asio::co_spawn(io_, accept_tcp(), asio::detached);
  if (admin_acceptor_.is_open()) asio::co_spawn(io_, accept_admin(), asio::detached);
  thread_ = std::thread([this] {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::exception& problem) {
        spdlog::error("a connection failed: {}", problem.what());
      }
    }
  });
}

asio::awaitable<void> HttpServer::Impl::accept_tcp() {
  const auto self = shared_from_this();
  while (!stopping_) {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    tcp::socket socket = co_await acceptor_.async_accept(token);
    if (stopping_) co_return;
    if (problem) {
      // Out of file descriptors, most likely: others will end.
      asio::steady_timer pause(io_, 100ms);
      error_code ignored;
      auto pause_token = asio::redirect_error(asio::use_awaitable, ignored);
      co_await pause.async_wait(pause_token);
      continue;
    }
    if (sessions_ >= max_connections) continue;  // closes it
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    count_sessions(+1);
    asio::co_spawn(io_, greet(std::move(socket)), [self](const std::exception_ptr& thrown) {
      if (thrown) spdlog::debug("a connection ended early");
      self->end_session();
    });
  }
}

asio::awaitable<void> HttpServer::Impl::accept_admin() {
  const auto self = shared_from_this();
  while (!stopping_) {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    Local::socket socket = co_await admin_acceptor_.async_accept(token);
    if (stopping_) co_return;
    if (problem) continue;
    count_sessions(+1);
    auto stream = std::make_shared<LocalStream>(io_.get_executor());
    stream->socket() = asio::basic_stream_socket<Local, asio::io_context::executor_type>(
        io_.get_executor(), Local(), socket.release());
    asio::co_spawn(io_, serve(*stream, std::string()),
                   [self, stream](const std::exception_ptr& thrown) {
                     if (thrown) spdlog::debug("a command's connection ended early");
                     self->end_session();
                   });
  }
}

asio::awaitable<void> HttpServer::Impl::greet(tcp::socket socket) {
  error_code problem;
  const auto peer = socket.remote_endpoint(problem);
  if (problem) co_return;
  std::string address = peer.address().to_string();
  if (!tls_) {
    TcpStream stream(std::move(socket));
    co_await serve(stream, std::move(address));
    co_return;
  }
  TlsStream stream(std::move(socket), *tls_);
  beast::get_lowest_layer(stream).expires_after(first_header_time);
  auto token = asio::redirect_error(asio::use_awaitable, problem);
  co_await stream.async_handshake(asio::ssl::stream_base::server, token);
  if (problem) co_return;
  co_await serve(stream, std::move(address));
}

template <class Stream>
asio::awaitable<void> HttpServer::Impl::serve(Stream& stream, std::string address) {
  beast::flat_buffer buffer;
  auto time_for_header = std::chrono::seconds(first_header_time);
  while (!stopping_) {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    http::request_parser<http::string_body> parser;
    parser.header_limit(max_header_bytes);
    parser.body_limit(is_admin<Stream> ? max_admin_body_bytes : max_body_bytes);
    auto& socket = beast::get_lowest_layer(stream);
    socket.expires_after(time_for_header);
    time_for_header = idle_time;
    const std::uint64_t idle = next_idle_++;
    idle_[idle] = [&socket] { socket.cancel(); };
    co_await http::async_read_header(stream, buffer, parser, token);
    if (!problem) {
      socket.expires_after(body_time);
      // As much is read at once as there is room for: half a kilobyte, were it left to grow.
      const auto length = parser.content_length().value_or(0);
      if (length > small_body_bytes) {
        buffer.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(length, most_read_bytes)));
      }
      if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        http::response<http::empty_body> go_on(http::status::continue_, 11);
        co_await http::async_write(stream, go_on, token);
      }
      if (!problem) co_await http::async_read(stream, buffer, parser, token);
    }
    idle_.erase(idle);
    if (problem) {
      if (is_http_problem(problem)) co_await turn_away(stream, problem);
      break;
    }
    auto message = parser.release();
    const bool head_only = message.method() == http::verb::head;
    const bool keep = message.keep_alive();
    auto job = std::make_shared<HttpJob>(io_);
    job->request = to_request(std::move(message), address, is_admin<Stream>);
    socket.expires_never();
    const auto asked = Steady::now();
    co_await answer(job);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - asked);
    hub_.metrics().answered({.route = route_of(job->request.method, job->request.target),
                             .status = job->response.status,
                             .took = took,
                             .held = job->request.held.has_value(),
                             .received = job->request.body.size(),
                             .sent = job->response.bytes().size()});
    socket.expires_after(write_time);
    const bool go_on = co_await send(stream, std::move(job->response), head_only, keep);
    if (!go_on || stopping_) break;
  }
  error_code ignored;
  if constexpr (is_tls<Stream>) {
    beast::get_lowest_layer(stream).expires_after(drain_time);
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await stream.async_shutdown(token);
  } else {
    stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
  }
}

// Answers what is not HTTP, or is too large; then reads on for a moment, so that a peer that is
// still sending gets the answer.
template <class Stream>
asio::awaitable<void> HttpServer::Impl::turn_away(Stream& stream, error_code problem) {
  const Request unread;
  const bool large = problem == http::error::body_limit || problem == http::error::header_limit;
  Response response =
      large ? reply_error(unread, {ErrorCode::too_large,
                                   fmt::format("The request is larger than {} bytes. Send less at "
                                               "once.",
                                               max_body_bytes)})
            : reply_error(unread, {ErrorCode::protocol, "This is not a request in HTTP/1.1."});
  auto& socket = beast::get_lowest_layer(stream);
  socket.expires_after(drain_time);
  co_await send(stream, std::move(response), false, false);
  error_code ended;
  socket.socket().shutdown(asio::socket_base::shutdown_send, ended);
  std::string rest(16 * 1024, '\0');
  auto token = asio::redirect_error(asio::use_awaitable, ended);
  for (int pieces = 0; pieces < 512; ++pieces) {
    const std::size_t size = co_await socket.async_read_some(asio::buffer(rest), token);
    if (ended || size == 0) break;
  }
}

template <class Stream>
asio::awaitable<bool> HttpServer::Impl::send(Stream& stream, Response response, bool head_only,
                                             bool keep) {
  // The body stays where it is: it may be that of others, too, and large.
  http::response<http::span_body<const char>> message(static_cast<http::status>(response.status),
                                                      11);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.set(http::field::server, "meetpoint-hub");
  message.keep_alive(keep && !stopping_);
  const std::string& bytes = response.bytes();
  message.body() = {bytes.data(), bytes.size()};
  message.prepare_payload();
  error_code problem;
  auto token = asio::redirect_error(asio::use_awaitable, problem);
  http::response_serializer<http::span_body<const char>> serializer(message);
  if (head_only) {
    co_await http::async_write_header(stream, serializer, token);
  } else {
    co_await http::async_write(stream, serializer, token);
  }
  co_return !problem && message.keep_alive();
}

// Fills in the job's response; holds it for as long as the handlers say that there is nothing new.
asio::awaitable<void> HttpServer::Impl::answer(std::shared_ptr<HttpJob> job) {
  std::optional<Steady::time_point> deadline;
  for (;;) {
    const std::uint64_t growth = growth_;
    job->request.round = round_;
    co_await ask(job);
    if (job->response.pass_on) co_await ask_upstream(job);
    if (!job->response.hold) break;
    const Hold hold = *job->response.hold;
    if (!deadline) deadline = Steady::now() + std::chrono::seconds(hold.seconds);
    // A commit between the look and now has raised growth_: then there is no need to wait.
    if (hold.next_round) plan_wake();
    if ((growth == growth_ || hold.next_round) && !stopping_) {
      asio::steady_timer timer(io_, *deadline);
      held_.insert(&timer);
      hub_.metrics().held_questions(held_.size());
      error_code woken;
      auto token = asio::redirect_error(asio::use_awaitable, woken);
      co_await timer.async_wait(token);
      held_.erase(&timer);
      hub_.metrics().held_questions(held_.size());
    }
    job->request.held = {.seen = hold.seen, .time_is_up = stopping_ || Steady::now() >= *deadline};
  }
  if (!job->response.grew.empty()) feed_grew();
  if (upstream_ && job->response.to_forward) upstream_->nudge();
}

asio::awaitable<void> HttpServer::Impl::ask(std::shared_ptr<HttpJob> job) {
  const auto self = shared_from_this();
  job->done.expires_at(Steady::time_point::max());
  // A thousand stations that come back with a day's facts wait for minutes; unpacked, they would
  // take many times the memory.
  const bool large = Hub::writes(job->request) && job->request.body.size() > LaneOrder::small_bytes;
  if (large) co_await large_.enter(io_);
  if (Hub::writes(job->request)) {
    asio::post(*ahead_, [self, job] {
      self->hub_.read_ahead(job->request);
      self->lane_->submit(job->request, [self, job](Response response) {
        job->response = std::move(response);
        self->finished(job);
      });
    });
  } else {
    asio::post(*readers_, [self, job] {
      job->response = self->hub_.handle(job->request, self->clock_.now());
      self->finished(job);
    });
  }
  error_code cancelled;
  auto token = asio::redirect_error(asio::use_awaitable, cancelled);
  co_await job->done.async_wait(token);
  if (large) large_.leave();
}

// On a thread of the database: the answer is there.
void HttpServer::Impl::finished(const std::shared_ptr<HttpJob>& job) {
  asio::post(io_, [job] { job->done.cancel(); });
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { stop(); }
std::string HttpServer::url() const { return impl_->url(); }
void HttpServer::stop() { impl_->stop(); }
void HttpServer::look_again() { impl_->look_again(); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(Hub& hub, const Clock& clock,
                                                      const ServerOptions& options) {
  try {
    auto impl = std::make_shared<Impl>(hub, clock);
    if (const Status opened = impl->open(options); !opened) return fail(opened);
    impl->run();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
  } catch (const std::exception& problem) {
    return fail(ErrorCode::io, fmt::format("The hub can't serve: {}", problem.what()));
  }
}

}  // namespace meetpoint::hub
