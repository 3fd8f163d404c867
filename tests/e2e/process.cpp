#include "tests/e2e/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

extern char** environ;

namespace meetpoint::e2e {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds poll{10};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, std::filesystem::path output,
                 const std::vector<std::string>& environment)
    : output_(std::move(output)) {
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
  variables.insert(variables.end(), environment.begin(), environment.end());

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, 1, 2);
  const int code = posix_spawnp(&pid_, arguments[0].c_str(), &files, nullptr,
                                pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  if (code != 0) {
    pid_ = -1;
    ADD_FAILURE() << "can't start " << command[0] << ": " << std::strerror(code);
  }
}

Process::~Process() {
  if (running()) kill_now();
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::move(other.output_)),
      ending_(other.ending_) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(ending_, other.ending_);
  return *this;
}

bool Process::reap(bool block) {
  if (pid_ <= 0 || ending_) return true;
  int status = 0;
  if (waitpid(pid_, &status, block ? 0 : WNOHANG) != pid_) return false;
  ending_ = WIFSIGNALED(status) ? Ending{.exit_code = -1, .signal = WTERMSIG(status)}
                                : Ending{.exit_code = WEXITSTATUS(status)};
  return true;
}

void Process::signal(int number) const {
  if (pid_ > 0 && !ending_) ::kill(pid_, number);
}

void Process::kill_now() {
  signal(SIGKILL);
  reap(true);
}

bool Process::running() { return pid_ > 0 && !reap(false); }

std::optional<Ending> Process::wait(Seconds at_most) {
  const auto end = Clock::now() + at_most;
  while (!reap(false)) {
    if (Clock::now() > end) return std::nullopt;
    std::this_thread::sleep_for(poll);
  }
  return ending_;
}

std::string Process::output() const { return read_file(output_); }

std::optional<std::string> Process::line(const std::string& beginning, Seconds at_most) {
  const auto end = Clock::now() + at_most;
  for (;;) {
    const bool last = !running() || Clock::now() > end;
    std::istringstream lines(output());
    for (std::string text; std::getline(lines, text);) {
      // A line without its end may still grow.
      if (text.starts_with(beginning) && (!lines.eof() || last)) {
        return text.substr(beginning.size());
      }
    }
    if (last) return std::nullopt;
    std::this_thread::sleep_for(poll);
  }
}

std::string run(const std::vector<std::string>& command, const std::filesystem::path& output,
                Seconds at_most) {
  Process process(command, output);
  const auto ending = process.wait(at_most);
  EXPECT_TRUE(ending) << command[0] << " did not end";
  if (ending) {
    EXPECT_EQ(ending->exit_code, 0) << command[0] << ": " << process.output();
  }
  return process.output();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace meetpoint::e2e
