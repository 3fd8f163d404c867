#include "tests/sim/jobs.h"

#include <fmt/format.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <new>
#include <stdexcept>

namespace meetpoint::sim {

namespace {

constexpr std::size_t most_failures = 64;

struct Told {
  std::uint64_t seed = 0;
  std::array<char, 400> why{};
};

// What parent and children share.
struct Board {
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> stop{false};
  std::atomic<std::size_t> failures{0};
  std::array<Told, most_failures> told{};
  std::array<std::atomic<std::uint64_t>, 64> doing{};  // by job; 0: nothing
  std::array<Totals, 64> totals{};
};

void tell(Board& board, std::uint64_t seed, std::string_view why, bool stop_at_first) {
  const std::size_t at = board.failures.fetch_add(1);
  if (at < most_failures) {
    board.told[at].seed = seed;
    std::memcpy(board.told[at].why.data(), why.data(),
                std::min(why.size(), board.told[at].why.size() - 1));
  }
  if (stop_at_first) board.stop = true;
}

// A hang ends by SIGXCPU: time of a core, so that a stopped or busy machine is no hang.
void set_patience(unsigned seconds) {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  rlimit limit{};
  getrlimit(RLIMIT_CPU, &limit);
  limit.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds;
  setrlimit(RLIMIT_CPU, &limit);
}

}  // namespace

Report run_jobs(const Seeds& seeds, int jobs, bool stop_at_first, unsigned patience_s,
                const std::function<std::string(std::uint64_t, Totals&)>& work) {
  void* memory =
      mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory to share");
  auto& board = *new (memory) Board;
  board.next = seeds.first;
  jobs = std::clamp(jobs, 1, static_cast<int>(board.doing.size()));

  std::vector<pid_t> children(static_cast<std::size_t>(jobs), -1);
  const auto begin = [&](std::size_t job) {
    children[job] = fork();
    if (children[job] != 0) return;
    while (!board.stop) {
      const std::uint64_t seed = board.next.fetch_add(1);
      if (seed > seeds.last) break;
      board.doing[job] = seed;
      set_patience(patience_s);
      const std::string why = work(seed, board.totals[job]);
      board.totals[job].seeds += 1;
      board.doing[job] = 0;
      if (!why.empty()) tell(board, seed, why, stop_at_first);
    }
    _exit(0);
  };
  for (std::size_t job = 0; job < children.size(); ++job) begin(job);
  for (std::size_t left = children.size(); left > 0;) {
    int status = 0;
    const pid_t ended = wait(&status);
    const auto job = static_cast<std::size_t>(std::find(children.begin(), children.end(), ended) -
                                              children.begin());
    if (job >= children.size()) break;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
      --left;
      continue;
    }
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    tell(board, board.doing[job],
         signal == SIGXCPU ? "hung" : fmt::format("crashed: {}", strsignal(signal)), stop_at_first);
    begin(job);
  }
  Report report;
  for (const Totals& totals : board.totals) {
    report.totals.seeds += totals.seeds;
    report.totals.facts += totals.facts;
    report.totals.promises += totals.promises;
    report.totals.excused += totals.excused;
    report.totals.messages += totals.messages;
  }
  report.failed = board.failures.load();
  const std::size_t count = std::min(board.failures.load(), most_failures);
  for (std::size_t i = 0; i < count; ++i) {
    report.failures.push_back({board.told[i].seed, board.told[i].why.data()});
  }
  std::sort(report.failures.begin(), report.failures.end(),
            [](const Failure& x, const Failure& y) { return x.seed < y.seed; });
  board.~Board();
  munmap(memory, sizeof(Board));
  return report;
}

}  // namespace meetpoint::sim
