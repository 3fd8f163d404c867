// A real hub with an event, that a test starts, kills and asks.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/process.h"

namespace meetpoint::e2e {

class EventHub {
 public:
  // Imports the event (an XLSX, a CSV or a folder of them) and serves it from `folder`.
  EventHub(std::string program, std::filesystem::path folder,
           const std::filesystem::path& event_files);

  void start();     // on the port of before, where there was one
  void kill_now();  // SIGKILL
  const std::string& url() const { return url_; }
  // A one-time enrolment code. `more`: options of 'station add'.
  std::string add_station(const std::string& name, const std::vector<std::string>& more = {});
  std::string export_contacts(const std::string& format);
  // The hash of the state that stations share.
  std::string shared_hash();
  // All arguments but --data.
  std::string command(std::vector<std::string> arguments);

 private:
  std::string program_;
  std::filesystem::path folder_;
  std::string url_;
  std::string listen_ = "127.0.0.1:0";
  std::optional<Process> process_;
  int commands_ = 0;
};

}  // namespace meetpoint::e2e
