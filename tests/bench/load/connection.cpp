// The only file of the load tool with Beast's templates: they take ten seconds to compile.
//
// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include "tests/bench/load/connection.h"

#include <sys/resource.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "tests/bench/figures.h"

namespace meetpoint::load {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

// Beast reads as much at once as its buffer has room for: half a kilobyte, were it left to grow.
constexpr std::size_t read_bytes = 32 * 1024;

std::string target_of(const std::string& url) {
  const std::size_t host = url.find("://");
  const std::size_t path = host == std::string::npos ? 0 : url.find('/', host + 3);
  return path == std::string::npos ? "/" : url.substr(path);
}

}  // namespace

struct Connection::Parts {
  Parts(asio::io_context& context, unsigned short port)
      : stream(context), hub(asio::ip::address_v4::loopback(), port) {
    buffer.reserve(read_bytes);
  }
  beast::tcp_stream stream;
  beast::flat_buffer buffer;
  tcp::endpoint hub;
  bool open = false;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

Connection::Connection(asio::io_context& io, unsigned short port)
    : parts_(std::make_unique<Parts>(io, port)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
std::uint64_t Connection::bytes_sent() const { return parts_->sent; }
std::uint64_t Connection::bytes_received() const { return parts_->received; }

asio::awaitable<client::Response> Connection::ask(client::Request request) {
  http::request<http::string_body> message(http::string_to_verb(request.method),
                                           target_of(request.url), 11);
  message.set(http::field::host, "127.0.0.1");
  for (const client::Header& header : request.headers) message.set(header.name, header.value);
  message.body() = std::move(request.body);
  message.prepare_payload();
  client::Response response;
  // A connection that the hub closed for being idle shows only when it is used again.
  for (int attempt = 0; attempt < 2; ++attempt) {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    const bool used_before = parts_->open;
    parts_->stream.expires_after(std::chrono::milliseconds(request.total.count()));
    if (!parts_->open) {
      parts_->buffer.clear();
      co_await parts_->stream.async_connect(parts_->hub, token);
      if (problem) break;
      parts_->stream.socket().set_option(tcp::no_delay(true), problem);
      parts_->open = true;
    }
    parts_->sent += co_await http::async_write(parts_->stream, message, token);
    http::response_parser<http::string_body> parser;
    parser.body_limit(request.max_reply_bytes);
    if (!problem) {
      parts_->received += co_await http::async_read(parts_->stream, parts_->buffer, parser, token);
    }
    if (problem) {
      parts_->stream.close();
      parts_->open = false;
      if (used_before) continue;
      break;
    }
    auto answer = parser.release();
    response.status = answer.result_int() > 0 ? static_cast<int>(answer.result_int()) : 0;
    for (const auto& field : answer) {
      response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    }
    response.body = std::move(answer.body());
    if (!answer.keep_alive()) {
      parts_->stream.close();
      parts_->open = false;
    }
    break;
  }
  co_return response;
}

asio::awaitable<void> sleep_until_ms(asio::io_context& io, double wall_ms) {
  const double left = wall_ms - bench::wall_ms();
  if (left <= 0) co_return;
  asio::steady_timer timer(io, std::chrono::microseconds(static_cast<std::int64_t>(left * 1000)));
  error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await timer.async_wait(token);
}

void raise_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace meetpoint::load
