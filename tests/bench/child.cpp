#include "tests/bench/child.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/bench/figures.h"

namespace meetpoint::bench {

namespace {

constexpr double patience_ms = 60'000;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Child::Child(const std::vector<std::string>& command, std::filesystem::path log,
             const std::vector<std::string>& environment)
    : command_(command), log_(std::move(log)) {
  std::vector<char*> arguments;
  for (std::string& argument : command_) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  std::vector<std::string> variables = environment;
  for (char** own = environ; *own != nullptr; ++own) variables.emplace_back(*own);
  std::vector<char*> settings;
  for (std::string& variable : variables) settings.push_back(variable.data());
  settings.push_back(nullptr);
  const int out = open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0) throw std::runtime_error("can't write " + log_.string());
  started_ms_ = wall_ms();
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execvpe(arguments[0], arguments.data(), settings.data());
    _exit(127);
  }
  close(out);
  if (pid_ < 0) throw std::runtime_error("can't start " + command_[0]);
}

Child::~Child() {
  if (!running()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, &status_, 0);
}

bool Child::running() {
  if (pid_ <= 0) return false;
  if (waitpid(pid_, &status_, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

void Child::complain(const std::string& what) const {
  throw std::runtime_error(command_[0] + " " + what + ":\n" + output());
}

double Child::until_it_says(const std::string& text) {
  while (true) {
    const bool runs = running();
    if (output().find(text) != std::string::npos) return wall_ms() - started_ms_;
    if (!runs || wall_ms() - started_ms_ > patience_ms) complain("did not say '" + text + "'");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Child::finish(double at_most_ms) {
  while (running()) {
    if (wall_ms() - started_ms_ > at_most_ms) complain("does not end");
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (!WIFEXITED(status_) || WEXITSTATUS(status_) != 0) complain("failed");
}

void Child::ask_to_end() {
  if (!running()) return;
  kill(pid_, SIGTERM);
  while (running()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

std::string Child::output() const { return read(log_); }

Memory Child::memory() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  Memory memory;
  for (std::string line; std::getline(status, line);) {
    const auto mb = [&] { return std::stod(line.substr(line.find(':') + 1)) * 1024 / 1e6; };
    if (line.starts_with("VmRSS:")) memory.resident_mb = mb();
    if (line.starts_with("RssAnon:")) memory.own_mb = mb();
    if (line.starts_with("VmHWM:")) memory.highest_mb = mb();
  }
  return memory;
}

double Child::cpu_ms() const {
  const std::string stat = read("/proc/" + std::to_string(pid_) + "/stat");
  const std::size_t name_ends = stat.rfind(')');
  if (name_ends == std::string::npos) return 0;
  std::istringstream fields(stat.substr(name_ends + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) * 1000 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::string run(const std::vector<std::string>& command, const std::filesystem::path& log) {
  Child child(command, log);
  child.finish();
  return child.output();
}

}  // namespace meetpoint::bench
