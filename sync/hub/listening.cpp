#include "sync/hub/listening.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>

namespace meetpoint::hub {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct Listen {
  std::string host;
  std::string port;
};

// "127.0.0.1:8080", "[::1]:8080"
std::optional<Listen> read_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, bad] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (bad != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return Listen{std::string(host), std::string(port)};
}

}  // namespace

Result<std::optional<asio::ssl::context>> tls_context(const ServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return std::nullopt;
  if (options.tls_certificate.empty() || options.tls_key.empty()) {
    return fail(ErrorCode::invalid_input, "Give both --tls-cert and --tls-key, or neither.");
  }
  asio::ssl::context tls(asio::ssl::context::tls_server);
  error_code problem;
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1,
                  problem);
  tls.use_certificate_chain_file(options.tls_certificate, problem);
  if (problem) {
    return fail(ErrorCode::invalid_input,
                fmt::format("The certificate {} can't be used: {}. A PEM file is needed.",
                            options.tls_certificate, problem.message()));
  }
  tls.use_private_key_file(options.tls_key, asio::ssl::context::pem, problem);
  if (problem) {
    return fail(ErrorCode::invalid_input,
                fmt::format("The key {} can't be used: {}. The PEM file of this certificate's key "
                            "is needed, without a password.",
                            options.tls_key, problem.message()));
  }
  return std::optional(std::move(tls));
}

Status listen_on(tcp::acceptor& acceptor, const std::string& address) {
  const auto listen = read_listen(address);
  if (!listen) {
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no address to listen on: ADDRESS:PORT is needed, such as "
                            "127.0.0.1:8080 or 0.0.0.0:8080.",
                            address));
  }
  error_code problem;
  tcp::resolver resolver(acceptor.get_executor());
  const auto found = resolver.resolve(
      listen->host, listen->port, tcp::resolver::passive | tcp::resolver::numeric_service, problem);
  if (problem || found.empty()) {
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no address of this machine.", listen->host));
  }
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor.open(endpoint.protocol(), problem);
  if (!problem) acceptor.set_option(tcp::acceptor::reuse_address(true), problem);
  if (!problem) acceptor.bind(endpoint, problem);
  if (!problem) acceptor.listen(asio::socket_base::max_listen_connections, problem);
  if (problem) {
    return fail(ErrorCode::io, fmt::format("{} can't be listened on: {}. Choose another with "
                                           "--listen.",
                                           address, problem.message()));
  }
  return {};
}

Status listen_on_path(asio::local::stream_protocol::acceptor& acceptor, const std::string& path) {
  using Local = asio::local::stream_protocol;
  ::unlink(path.c_str());
  error_code problem;
  const mode_t before = umask(0177);
  acceptor.open(Local(), problem);
  if (!problem) acceptor.bind(Local::endpoint(path), problem);
  if (!problem) acceptor.listen(16, problem);
  umask(before);
  if (problem) {
    return fail(ErrorCode::io,
                fmt::format("The hub's own socket can't be made: {}.", problem.message()));
  }
  return {};
}

std::string url_of(const tcp::endpoint& local, bool tls) {
  const std::string address = local.address().to_string();
  return fmt::format("{}://{}:{}", tls ? "https" : "http",
                     local.address().is_v6() ? "[" + address + "]" : address, local.port());
}

}  // namespace meetpoint::hub
