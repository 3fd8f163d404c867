#include "tests/fuzz/crash_log.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <thread>

namespace meetpoint::scan::fuzz {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Shared between a child and its parent; outlives the child's crash.
struct Shared {
  std::atomic<std::uint64_t> seed;  // being worked on
  Tally tally;
};

struct Job {
  Shared* shared = nullptr;
  pid_t child = 0;  // 0: none runs
  std::uint64_t next = 0;
  std::uint64_t end = 0;
  std::uint64_t seen = 0;  // the seed at `since`
  SteadyClock::time_point since;
};

Shared* map_shared() {
  void* memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    std::perror("mmap");
    std::exit(2);
  }
  return new (memory) Shared{};
}

void start(Job& job, const std::function<void(std::uint64_t, Tally&)>& work) {
  job.shared->seed = job.next;
  job.seen = job.next;
  job.since = SteadyClock::now();
  std::fflush(nullptr);
  job.child = fork();
  if (job.child < 0) {
    std::perror("fork");
    std::exit(2);
  }
  if (job.child > 0) return;
  for (std::uint64_t seed = job.next; seed < job.end; ++seed) {
    job.shared->seed = seed;
    work(seed, job.shared->tally);
    job.shared->tally.images += 1;
  }
  std::fflush(nullptr);
  std::_Exit(0);
}

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  images += other.images;
  read += other.read;
  wrong += other.wrong;
  faults += other.faults;
  return *this;
}

Outcome run_in_children(std::uint64_t first, std::uint64_t count, int jobs, int patience_s,
                        const std::function<void(std::uint64_t, Tally&)>& work,
                        const std::function<void(std::uint64_t)>& progress) {
  Outcome outcome;
  std::vector<Job> all(static_cast<std::size_t>(jobs));
  const std::uint64_t share = (count + all.size() - 1) / all.size();
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].shared = map_shared();
    all[i].next = first + std::min(count, i * share);
    all[i].end = first + std::min(count, (i + 1) * share);
  }
  std::uint64_t told = 0;
  while (true) {
    bool running = false;
    std::uint64_t done = 0;
    for (Job& job : all) {
      done += job.shared->tally.images;
      if (job.child == 0) {
        if (job.next >= job.end) continue;
        start(job, work);
      }
      running = true;
      int status = 0;
      const pid_t ended = waitpid(job.child, &status, WNOHANG);
      const std::uint64_t seed = job.shared->seed;
      if (ended == job.child) {
        job.child = 0;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
          job.next = job.end;
          continue;
        }
        // A sanitizer's report ends with an exit code of its own.
        outcome.crashes.push_back({seed, WIFSIGNALED(status) ? WTERMSIG(status) : -1});
        job.next = seed + 1;
      } else if (seed != job.seen) {
        job.seen = seed;
        job.since = SteadyClock::now();
      } else if (SteadyClock::now() - job.since > std::chrono::seconds(patience_s)) {
        kill(job.child, SIGKILL);
        waitpid(job.child, &status, 0);
        job.child = 0;
        outcome.crashes.push_back({seed, 0});
        job.next = seed + 1;
      }
    }
    if (progress && done >= told + count / 20 + 1) {
      told = done;
      progress(done);
    }
    if (!running) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  for (Job& job : all) {
    outcome.tally += job.shared->tally;
    munmap(job.shared, sizeof(Shared));
  }
  return outcome;
}

}  // namespace meetpoint::scan::fuzz
