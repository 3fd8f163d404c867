// Real programs, started, watched and killed by a test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace meetpoint::e2e {

using Seconds = std::chrono::seconds;

// How a program ended. `signal` is 0 where it ended by itself.
struct Ending {
  int exit_code = 0;
  int signal = 0;
};

// A program with its output in a file. Killed when it goes.
class Process {
 public:
  // `environment` is added to the test's own, as "NAME=value".
  Process(const std::vector<std::string>& command, std::filesystem::path output,
          const std::vector<std::string>& environment = {});
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  void signal(int number) const;
  void kill_now();  // SIGKILL, and waits
  bool running();
  // Nothing: it still runs after so long.
  std::optional<Ending> wait(Seconds at_most);
  pid_t pid() const { return pid_; }
  std::string output() const;
  // The first line of the output that begins so, without it; waits for it.
  std::optional<std::string> line(const std::string& beginning, Seconds at_most);

 private:
  bool reap(bool block);

  pid_t pid_ = -1;
  std::filesystem::path output_;
  std::optional<Ending> ending_;
};

// Runs to its end and gives the output; the test fails where the exit code is not 0.
std::string run(const std::vector<std::string>& command, const std::filesystem::path& output,
                Seconds at_most = Seconds(60));

std::string read_file(const std::filesystem::path&);
void write_file(const std::filesystem::path&, const std::string&);

}  // namespace meetpoint::e2e
