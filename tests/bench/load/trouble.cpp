// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include "tests/bench/load/trouble.h"

#include <fmt/format.h>
#include <zstd.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "tests/bench/figures.h"
#include "tests/bench/load/connection.h"

namespace meetpoint::load {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr double between_looks_ms = 500;
constexpr double before_coming_back_ms = 1000;
constexpr std::size_t sip_bytes = 1024;

std::string head_of(const client::Request& request) {
  const std::size_t path = request.url.find('/', request.url.find("://") + 3);
  std::string head = request.method + ' ' + request.url.substr(path) + " HTTP/1.1\r\nHost: hub\r\n";
  for (const auto& [name, value] : request.headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

asio::awaitable<bool> connect(tcp::socket& socket, const Nuisance& nuisance) {
  error_code problem;
  auto token = asio::redirect_error(asio::use_awaitable, problem);
  const tcp::endpoint hub(asio::ip::address_v4::loopback(), nuisance.port);
  co_await socket.async_connect(hub, token);
  if (problem) {
    ++nuisance.count->refused;
    co_return false;
  }
  ++nuisance.count->open;
  co_return true;
}

// Whether the hub has closed it; takes what it said until then.
bool has_ended(tcp::socket& socket) {
  error_code problem;
  socket.non_blocking(true, problem);
  std::array<char, 4096> said{};
  while (!problem) {
    const std::size_t size = socket.read_some(asio::buffer(said), problem);
    if (size == 0) break;
  }
  return problem && problem != asio::error::would_block;
}

}  // namespace

asio::awaitable<void> idle(asio::io_context& io, Nuisance nuisance, bool asks) {
  while (!*nuisance.stop) {
    tcp::socket socket(io);
    const bool open = co_await connect(socket, nuisance);
    if (open && asks) {
      const std::string question = "GET /healthz HTTP/1.1\r\nHost: hub\r\n\r\n";
      error_code problem;
      auto token = asio::redirect_error(asio::use_awaitable, problem);
      const auto bytes = asio::buffer(question);
      co_await asio::async_write(socket, bytes, token);
    }
    while (open && !*nuisance.stop && !has_ended(socket)) {
      co_await sleep_until_ms(io, bench::wall_ms() + between_looks_ms * 4);
    }
    if (open) --nuisance.count->open;
    if (open && !*nuisance.stop) ++nuisance.count->ended;
    co_await sleep_until_ms(io, bench::wall_ms() + before_coming_back_ms);
  }
}

asio::awaitable<void> drip(asio::io_context& io, Nuisance nuisance) {
  const std::string request =
      "POST /v1/enrol HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\n";
  while (!*nuisance.stop) {
    tcp::socket socket(io);
    const bool open = co_await connect(socket, nuisance);
    for (std::size_t i = 0; open && !*nuisance.stop && !has_ended(socket); ++i) {
      error_code problem;
      auto token = asio::redirect_error(asio::use_awaitable, problem);
      const auto byte = asio::buffer(&request[i % request.size()], 1);
      co_await asio::async_write(socket, byte, token);
      if (problem) break;
      co_await sleep_until_ms(io, bench::wall_ms() + 1000);
    }
    if (open) --nuisance.count->open;
    if (open && !*nuisance.stop) ++nuisance.count->ended;
    co_await sleep_until_ms(io, bench::wall_ms() + before_coming_back_ms);
  }
}

asio::awaitable<void> sip(asio::io_context& io, Nuisance nuisance,
                          const std::vector<client::Request>& requests) {
  std::string head;
  for (const client::Request& request : requests) head += head_of(request);
  while (!*nuisance.stop) {
    tcp::socket socket(io);
    error_code problem;
    // So that what is not read waits at the hub, not in the kernel.
    socket.open(tcp::v4(), problem);
    socket.set_option(asio::socket_base::receive_buffer_size(4096), problem);
    const bool open = co_await connect(socket, nuisance);
    if (open) {
      auto token = asio::redirect_error(asio::use_awaitable, problem);
      const auto bytes = asio::buffer(head);
      co_await asio::async_write(socket, bytes, token);
      std::array<char, sip_bytes> sipped{};
      const auto into = asio::buffer(sipped);
      while (!problem && !*nuisance.stop) {
        co_await sleep_until_ms(io, bench::wall_ms() + 1000);
        const std::size_t size = co_await socket.async_read_some(into, token);
        if (std::string_view(sipped.data(), size).starts_with("HTTP/1.1 503")) break;
      }
      --nuisance.count->open;
      if (!*nuisance.stop) ++nuisance.count->ended;
    }
    co_await sleep_until_ms(io, bench::wall_ms() + before_coming_back_ms);
  }
}

std::string zip_bomb(double gigabytes) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> packer(ZSTD_createCCtx(),
                                                                       ZSTD_freeCCtx);
  if (!packer) throw std::runtime_error("zstd has no memory");
  const std::string zeros(std::size_t{1} << 20, '\0');
  std::string bomb;
  std::string piece(ZSTD_CStreamOutSize(), '\0');
  const auto rounds = static_cast<std::uint64_t>(gigabytes * 1024);
  for (std::uint64_t i = 0; i <= rounds; ++i) {
    const bool last = i == rounds;
    ZSTD_inBuffer in{zeros.data(), last ? 0 : zeros.size(), 0};
    for (bool more = true; more;) {
      ZSTD_outBuffer out{piece.data(), piece.size(), 0};
      const std::size_t left =
          ZSTD_compressStream2(packer.get(), &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0) throw std::runtime_error("zstd failed");
      bomb.append(piece.data(), out.pos);
      more = last ? left > 0 : in.pos < in.size;
    }
  }
  return bomb;
}

}  // namespace meetpoint::load
