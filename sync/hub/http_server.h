// The hub's sockets: HTTP/1.1 with keep-alive, plain or by TLS, and the private socket of a data
// folder.
//
// One thread holds all connections, held questions included; the database is asked on others (one
// that writes, two that read), so that 20,000 idle stations cost memory only. start() returns when
// connections are accepted; stop() answers what was asked, then closes. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sync/base/clock.h"
#include "sync/hub/handlers.h"

namespace meetpoint::hub {

class UpstreamDoor;  // relay_side.h

struct ServerOptions {
  std::string listen = "127.0.0.1:0";  // ADDRESS:PORT; port 0 picks a free one
  std::string tls_certificate;         // PEM files; both or none
  std::string tls_key;
  std::string admin_socket;          // a path; empty: none
  UpstreamDoor* upstream = nullptr;  // of a relay; must outlive the server
};

class HttpServer {
 public:
  static constexpr std::size_t max_connections = 20'000;

  // `hub` and `clock` must outlive this. Fails with invalid_input (the address, the certificate)
  // and io (the address is taken).
  static Result<std::unique_ptr<HttpServer>> start(Hub& hub, const Clock& clock,
                                                   const ServerOptions&);
  ~HttpServer();

  // Another hub on the same database, or another part of this program, put something into a feed:
  // held questions are asked again. From any thread.
  void look_again();

  // "http://127.0.0.1:8080"
  std::string url() const;
  void stop();

 private:
  class Impl;
  explicit HttpServer(std::shared_ptr<Impl>);
  std::shared_ptr<Impl> impl_;
};

}  // namespace meetpoint::hub
