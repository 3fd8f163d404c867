// A real meetpoint-hub with an event and its stations, in a folder of its own, started and watched.
// What fails throws.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "sync/client/hub_request.h"
#include "tests/bench/big_event.h"
#include "tests/bench/child.h"
#include "tests/bench/load/traffic.h"

namespace meetpoint::load {

struct HubSetup {
  std::string program;           // meetpoint-hub
  std::filesystem::path folder;  // made anew, and taken away afterwards
  bench::BigEvent event;
  int stations = 1;
  std::vector<std::string> options;  // more of `serve`
  std::string database;              // PostgreSQL's, which is emptied; empty: SQLite in the folder
};

class HubUnderLoad {
 public:
  // Enrols the stations in the database itself, before the hub opens it: a thousand codes under
  // Argon2id would take minutes, and are not what is measured.
  explicit HubUnderLoad(const HubSetup&);
  ~HubUnderLoad();
  HubUnderLoad(const HubUnderLoad&) = delete;
  HubUnderLoad& operator=(const HubUnderLoad&) = delete;

  const EventId& event() const { return event_; }
  const std::vector<Login>& logins() const { return logins_; }
  unsigned short port() const { return port_; }
  client::HubAccess access(const Login&) const;
  const bench::Child& process() const { return *process_; }
  std::uint64_t rows() const { return rows_; }  // of the roster
  // Asks until it has counted into the present state all that it was handed.
  boost::asio::awaitable<void> folded(boost::asio::io_context&) const;
  // Of its database and write-ahead log.
  double file_mb() const;

 private:
  void seed(const HubSetup&);

  std::filesystem::path folder_;
  EventId event_;
  std::vector<Login> logins_;
  std::unique_ptr<bench::Child> process_;
  std::uint64_t rows_ = 0;
  unsigned short port_ = 0;
};

}  // namespace meetpoint::load
