// A program under measurement: when it was started, what it said, what it uses. Killed when it
// goes.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace meetpoint::bench {

struct Memory {
  double resident_mb = 0;  // now
  double own_mb = 0;       // of it what is not a file (a library) that others may share
  double highest_mb = 0;   // since its start
};

class Child {
 public:
  // `environment` is added to our own, as "NAME=value". Its output goes into `log`.
  Child(const std::vector<std::string>& command, std::filesystem::path log,
        const std::vector<std::string>& environment = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // wall_ms() just before it was made.
  double started_ms() const { return started_ms_; }
  // Milliseconds from start until its output has `text`; throws where it ends before, or after a
  // minute.
  double until_it_says(const std::string& text);
  // Waits for its end; throws where that was not a success, or takes longer than so long.
  void finish(double at_most_ms = 60'000);
  bool running();
  void ask_to_end();  // SIGTERM, and waits

  Memory memory() const;
  double cpu_ms() const;  // computed since its start
  std::string output() const;

 private:
  void complain(const std::string& what) const;

  pid_t pid_ = -1;
  double started_ms_ = 0;
  std::vector<std::string> command_;
  std::filesystem::path log_;
  int status_ = 0;
};

// Runs a command to its end and gives its output; throws where it fails.
std::string run(const std::vector<std::string>& command, const std::filesystem::path& log);

}  // namespace meetpoint::bench
