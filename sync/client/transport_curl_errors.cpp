#include "sync/client/transport_curl_errors.h"

#include <fmt/format.h>

namespace meetpoint::client {

namespace {

// "hub.example:8443" of "https://hub.example:8443/v1/…".
std::string host_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto from = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(from, url.find_first_of("/?#", from) - from);
}

}  // namespace

Error error_of(CURLcode code, bool own_ca, bool too_large, const std::string& url,
               std::size_t max_reply_bytes, const char* detail) {
  const std::string host = host_of(url);
  if (too_large) {
    return {ErrorCode::too_large,
            fmt::format("The answer of {} is larger than {} bytes and was refused.", host,
                        max_reply_bytes)};
  }
  const std::string why = detail != nullptr && *detail != '\0' ? detail : curl_easy_strerror(code);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {ErrorCode::unreachable,
              fmt::format("The name of the hub, {}, can't be found: there is no network, or the "
                          "address is wrong.",
                          host)};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {ErrorCode::unreachable, fmt::format("The proxy can't be found: {}.", why)};
    case CURLE_COULDNT_CONNECT:
      return {ErrorCode::unreachable,
              fmt::format("Nothing answers at {}: the network or the hub is down.", host)};
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorCode::unreachable, fmt::format("{} did not answer in time.", host)};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return {
          ErrorCode::protocol,
          fmt::format("The certificate shown at {} is not trusted ({}). A Wi-Fi portal may be in "
                      "between, the date of this machine may be wrong, or the hub's own "
                      "certificate has to be given with --hub-ca.",
                      host, why)};
    case CURLE_SSL_CONNECT_ERROR:
      return {ErrorCode::protocol,
              fmt::format("No secure connection to {} ({}). If the hub serves plain http, its "
                          "address must begin with http://.",
                          host, why)};
    case CURLE_SSL_CACERT_BADFILE:
      if (!own_ca) {
        return {
            ErrorCode::protocol,
            fmt::format("This machine has no list of certificates to trust, so that {} can't be "
                        "checked ({}). Install the package ca-certificates, or give the hub's "
                        "own certificate with --hub-ca FILE.",
                        host, why)};
      }
      return {ErrorCode::invalid_input,
              fmt::format("The file given as --hub-ca holds no certificate in PEM ({}).", why)};
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {
          ErrorCode::protocol,
          fmt::format("What answers at {} does not speak HTTP. Check the hub's address.", host)};
    case CURLE_URL_MALFORMAT:
      return {ErrorCode::invalid_input,
              fmt::format("The hub's address {} can't be read. It looks like https://hub.example.",
                          host)};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_HTTP3:
      return {ErrorCode::protocol,
              fmt::format("What answers at {} does not speak HTTP as the hub does.", host)};
    case CURLE_OUT_OF_MEMORY:
      return {ErrorCode::internal, "There was no memory left for an HTTP request."};
    default:
      return {ErrorCode::unreachable,
              fmt::format("The connection to {} broke off ({}).", host, why)};
  }
}

}  // namespace meetpoint::client
