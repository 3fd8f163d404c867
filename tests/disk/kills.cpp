#include "tests/disk/kills.h"

#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <sstream>

namespace meetpoint::disk {

namespace {

namespace fs = std::filesystem;

struct Child {
  pid_t pid = -1;
  int out = -1;
};

Child start(const fs::path& writer, const WriterOrders& orders) {
  int pipe_ends[2] = {-1, -1};
  if (pipe(pipe_ends) != 0) return {};
  const std::string folder = orders.folder.string();
  const std::string role(name_of(orders.role));
  const std::string first = std::to_string(orders.first);
  const std::string count = std::to_string(orders.count);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    if (orders.traced) ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    execl(writer.c_str(), writer.c_str(), role.c_str(), folder.c_str(), orders.token.c_str(),
          first.c_str(), count.c_str(), orders.traced ? "traced" : "free", nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  return {pid, pipe_ends[0]};
}

// The last seq that it said; 0: none. Reads to the end of a child that is dead.
std::uint64_t last_said(Child& child) {
  std::string all;
  char buffer[4096];
  for (ssize_t n = 0; (n = read(child.out, buffer, sizeof buffer)) > 0;) {
    all.append(buffer, static_cast<std::size_t>(n));
  }
  close(child.out);
  std::uint64_t last = 0;
  std::istringstream lines(all.substr(0, all.rfind('\n') + 1));
  for (std::uint64_t seq = 0; lines >> seq;) last = seq;
  return last;
}

// Lets the child run to its `stop`-th stop after SIGUSR1, and kills it there. False: it had ended.
bool run_to(const Child& child, std::size_t stop) {
  int status = 0;
  if (waitpid(child.pid, &status, 0) < 0 || !WIFSTOPPED(status)) return false;
  ptrace(PTRACE_SETOPTIONS, child.pid, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  bool counting = false;
  for (std::size_t stops = 0; stops < stop;) {
    ptrace(counting ? PTRACE_SYSCALL : PTRACE_CONT, child.pid, nullptr, nullptr);
    if (waitpid(child.pid, &status, 0) < 0 || !WIFSTOPPED(status)) return false;
    if (WSTOPSIG(status) == SIGUSR1) counting = true;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) ++stops;
  }
  kill(child.pid, SIGKILL);
  waitpid(child.pid, &status, 0);
  return true;
}

// What was acknowledged, or that and the one commit that was not.
void judge(Killed& killed, Role role, const fs::path& folder, std::uint64_t before,
           std::uint64_t said, const std::string& when, std::uint64_t& there) {
  if (said > before) killed.acknowledged += said - before;
  const auto count = count_facts(role, folder);
  if (!count) {
    killed.failures.push_back(fmt::format("{}: {}", when, count.error().message));
    return;
  }
  there = *count;
  const std::uint64_t promised = std::max(before, said);
  if (*count != promised && *count != last_of_commit(role, promised + 1)) {
    killed.failures.push_back(
        fmt::format("{}: {} facts were acknowledged, {} are there", when, promised, *count));
  }
}

}  // namespace

Killed kill_at_each_call(Role role, const fs::path& writer, const fs::path& folder,
                         std::size_t every) {
  Killed killed;
  const fs::path prepared = folder / "prepared";
  const fs::path used = folder / "used";
  const auto token = prepare(role, prepared);
  if (!token) {
    killed.failures.push_back(token.error().message);
    return killed;
  }
  for (std::size_t stop = 1; killed.failures.size() < 10; stop += every) {
    fs::remove_all(used);
    fs::copy(prepared, used, fs::copy_options::recursive);
    Child child = start(writer, {role, used, *token, 1, 2, true});
    const bool was_killed = run_to(child, stop);
    const std::uint64_t said = last_said(child);
    std::uint64_t there = 0;
    judge(killed, role, used, 0, said, fmt::format("{}, stop {}", name_of(role), stop), there);
    if (!was_killed) {
      if (said != last_of_commit(role, 2))
        killed.failures.push_back(fmt::format("it ended by itself at {}", said));
      break;
    }
    ++killed.kills;
  }
  return killed;
}

Killed kill_at_random(Role role, const fs::path& writer, const fs::path& folder, std::size_t count,
                      std::uint64_t seed) {
  Killed killed;
  std::mt19937_64 lots(seed);
  std::string token;
  std::uint64_t there = 0;
  for (std::size_t i = 0; i < count && killed.failures.size() < 10; ++i) {
    // Begun anew now and then, or opening would take longer and longer.
    if (i % 25 == 0 || !killed.failures.empty()) {
      fs::remove_all(folder / "used");
      const auto made = prepare(role, folder / "used");
      if (!made) {
        killed.failures.push_back(made.error().message);
        return killed;
      }
      token = *made;
      there = 0;
    }
    Child child = start(writer, {role, folder / "used", token, there + 1, 0, false});
    usleep(static_cast<useconds_t>(2000 + lots() % 60000));
    kill(child.pid, SIGKILL);
    int status = 0;
    waitpid(child.pid, &status, 0);
    const std::uint64_t said = last_said(child);
    if (WIFEXITED(status)) {
      killed.failures.push_back(
          fmt::format("the writer ended by itself, with {}", WEXITSTATUS(status)));
    }
    judge(killed, role, folder / "used", there, said, fmt::format("{}, kill {}", name_of(role), i),
          there);
    ++killed.kills;
  }
  return killed;
}

}  // namespace meetpoint::disk
