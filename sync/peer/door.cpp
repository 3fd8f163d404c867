// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include "sync/peer/door.h"

#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <csignal>
#include <thread>

#include "sync/client/hub_address.h"
#include "sync/wire/messages.h"

namespace meetpoint::peer {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto idle_time = 30s;
constexpr auto message_time = 5s;
constexpr std::size_t max_header_bytes = 4096;

Error bad_address() {
  return {ErrorCode::invalid_input,
          "The address for other kiosks is ADDRESS:PORT, for example [::]:0."};
}

Result<tcp::endpoint> read_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return fail(bad_address().code, bad_address().message);
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  std::uint16_t port = 0;
  const auto [end, wrong] =
      std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  error_code problem;
  const auto address = asio::ip::make_address(host, problem);
  if (problem || wrong != std::errc{} || end != text.data() + text.size()) {
    return fail(bad_address().code, bad_address().message);
  }
  return tcp::endpoint(address, port);
}

}  // namespace

class Door::Impl {
 public:
  Impl(Talk& talk, std::function<void()> on_applied)
      : talk_(talk),
        on_applied_(std::move(on_applied)),
        path_("/v1/events/" + client::escape_segment(talk.event().value) + "/peer") {}

  ~Impl() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Status listen(const std::string& address) {
    const auto endpoint = read_endpoint(address);
    if (!endpoint) return fail(endpoint);
    error_code problem = listen_on(*endpoint);
    // A machine whose IPv6 is switched off has IPv4 all the same.
    if (problem && endpoint->address() == asio::ip::address_v6::any()) {
      problem = listen_on({tcp::v4(), endpoint->port()});
    }
    if (problem) {
      return fail(ErrorCode::io, fmt::format("Other kiosks can't be listened to on {} ({}).",
                                             address, problem.message()));
    }
    port_ = acceptor_.local_endpoint().port();
    return {};
  }

  void run() {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] {
      // Signals are the main thread's; and a peer that hangs up must not end the program.
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, nullptr);
      while (!io_.stopped()) {
        try {
          io_.run();
        } catch (const std::exception& problem) {
          spdlog::error("peers: a connection failed: {}", problem.what());
        }
      }
    });
  }

  std::uint16_t port() const { return port_; }

 private:
  error_code listen_on(const tcp::endpoint& endpoint) {
    error_code problem;
    if (acceptor_.is_open()) acceptor_.close(problem);
    acceptor_.open(endpoint.protocol(), problem);
    if (!problem) acceptor_.set_option(tcp::acceptor::reuse_address(true), problem);
    if (!problem && endpoint.protocol() == tcp::v6()) {
      acceptor_.set_option(asio::ip::v6_only(false), problem);
    }
    if (!problem) acceptor_.bind(endpoint, problem);
    if (!problem) acceptor_.listen(asio::socket_base::max_listen_connections, problem);
    return problem;
  }

  using Asked = http::request<http::string_body>;
  using Told = http::response<http::string_body>;

  asio::awaitable<void> accept() {
    for (;;) {
      error_code problem;
      auto token = asio::redirect_error(asio::use_awaitable, problem);
      tcp::socket socket = co_await acceptor_.async_accept(token);
      if (problem == asio::error::operation_aborted) co_return;
      if (problem || connections_ == max_connections) {
        // Out of descriptors, or enough of them: those that are here go first.
        asio::steady_timer pause(io_, 50ms);
        co_await pause.async_wait(token);
        continue;
      }
      ++connections_;
      asio::co_spawn(io_, serve(beast::tcp_stream(std::move(socket))),
                     [this](const std::exception_ptr&) { --connections_; });
    }
  }

  asio::awaitable<void> serve(beast::tcp_stream stream) {
    beast::flat_buffer buffer;
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    stream.socket().set_option(tcp::no_delay(true), problem);
    for (;;) {
      http::request_parser<http::string_body> parser;
      parser.header_limit(max_header_bytes);
      parser.body_limit(max_envelope_bytes);
      stream.expires_after(idle_time);
      co_await http::async_read_header(stream, buffer, parser, token);
      if (problem) co_return;
      stream.expires_after(message_time);
      co_await http::async_read(stream, buffer, parser, token);
      if (problem) co_return;
      const Asked asked = parser.release();
      Told told = answer(asked);
      told.keep_alive(asked.keep_alive() && told.result() == http::status::ok);
      stream.expires_after(message_time);
      co_await http::async_write(stream, told, token);
      if (problem || !told.keep_alive()) co_return;
    }
  }

  Told answer(const Asked& asked) {
    Told told(http::status::ok, asked.version());
    told.set(std::string(wire::protocol_header), std::to_string(wire::protocol_version));
    if (asked.target() != path_) {
      told.result(http::status::not_found);
    } else if (asked.method() == http::verb::get) {
      told.set(http::field::content_type, std::string(wire::media_json));
      told.body() = fmt::format("{{\"station\":{}}}", talk_.self().value);
    } else if (asked.method() == http::verb::post) {
      auto answered = talk_.answer(asked.body());
      if (answered) {
        told.set(http::field::content_type, "application/octet-stream");
        told.body() = std::move(answered->envelope);
        if (answered->applied && on_applied_) on_applied_();
      } else {
        const bool stranger = answered.error().code == ErrorCode::unauthorised;
        told.result(stranger ? http::status::forbidden : http::status::service_unavailable);
      }
    } else {
      told.result(http::status::method_not_allowed);
    }
    told.prepare_payload();
    return told;
  }

  Talk& talk_;
  std::function<void()> on_applied_;
  const std::string path_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  std::uint16_t port_ = 0;
  std::size_t connections_ = 0;
  std::thread thread_;
};

Door::Door(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Door::~Door() = default;

Result<std::unique_ptr<Door>> Door::open(Talk& talk, const std::string& listen,
                                         std::function<void()> on_applied) {
  auto impl = std::make_unique<Impl>(talk, std::move(on_applied));
  if (const Status listening = impl->listen(listen); !listening) return fail(listening);
  impl->run();
  return std::unique_ptr<Door>(new Door(std::move(impl)));
}

std::uint16_t Door::port() const { return impl_->port(); }

}  // namespace meetpoint::peer
