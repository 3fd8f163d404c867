// The sockets that the hub listens on, and its certificate: opened, or a word that says why not.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <optional>
#include <string>

#include "sync/hub/http_server.h"

namespace meetpoint::hub {

// Nothing where no certificate is asked for. Fails with invalid_input.
Result<std::optional<boost::asio::ssl::context>> tls_context(const ServerOptions&);

// `address` is "127.0.0.1:8080" or "[::1]:8080". Fails with invalid_input, or io where it is taken.
Status listen_on(boost::asio::ip::tcp::acceptor&, const std::string& address);

// A socket for this user alone. What a hub that was killed left there is replaced: the caller holds
// the folder's lock.
Status listen_on_path(boost::asio::local::stream_protocol::acceptor&, const std::string& path);

std::string url_of(const boost::asio::ip::tcp::endpoint&, bool tls);

}  // namespace meetpoint::hub
