#include "tests/e2e/event_hub.h"

#include <gtest/gtest.h>

#include <regex>

namespace meetpoint::e2e {

EventHub::EventHub(std::string program, std::filesystem::path folder,
                   const std::filesystem::path& event_files)
    : program_(std::move(program)), folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  command({"import", event_files.string()});
  start();
}

void EventHub::start() {
  process_.emplace(
      std::vector<std::string>{program_, "serve", "--data", (folder_ / "data").string(), "--listen",
                               listen_, "--rehearse-at", "2027-03-18T09:05:00Z"},
      folder_ / "serve.log");
  const auto url = process_->line("listening on ", Seconds(30));
  ASSERT_TRUE(url) << process_->output();
  url_ = *url;
  listen_ = url_.substr(url_.find("//") + 2);
}

void EventHub::kill_now() { process_->kill_now(); }

std::string EventHub::command(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program_);
  arguments.push_back("--data");
  arguments.push_back((folder_ / "data").string());
  return run(arguments, folder_ / ("command-" + std::to_string(++commands_) + ".log"));
}

std::string EventHub::add_station(const std::string& name, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"station", "add", name};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const std::string output = command(std::move(arguments));
  std::smatch code;
  EXPECT_TRUE(std::regex_search(output, code, std::regex("\n +([0-9A-Z]{5}-[0-9A-Z]{5})")))
      << output;
  return code[1];
}

std::string EventHub::export_contacts(const std::string& format) {
  const std::filesystem::path file = folder_ / ("contacts." + format);
  command({"export", "contacts", "--format", format, "--output", file.string()});
  return read_file(file);
}

std::string EventHub::shared_hash() {
  const std::string output = command({"state-hash"});
  std::smatch hash;
  EXPECT_TRUE(std::regex_search(output, hash, std::regex("shared +([0-9a-f]+)"))) << output;
  return hash[1];
}

}  // namespace meetpoint::e2e
