#include "sync/client/worker.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

#include "sync/client/exchanges.h"
#include "sync/client/hub_address.h"

namespace meetpoint::client {

// So that a station that asks several addresses in turn does not write the same again and again.
struct ToldOfSync {
  std::string hub;              // when it was last online
  std::set<std::string> words;  // since then
};

namespace {

// Without a reason to wake: the line on the screen that says how wrong the clock is, and since
// when.
constexpr Duration longest_nap{30'000};

void log_change(const SyncStatus& before, const SyncStatus& after, ToldOfSync& told) {
  if (after.online) {
    if (after.hub != told.hub) spdlog::warn("sync: goes on with {}", after.hub);
    told.hub = after.hub;
    told.words.clear();
  }
  const auto is_news = [&](const Error& error) {
    return after.online || after.hub.empty() || told.words.insert(error.message).second;
  };
  if (after.online != before.online) {
    if (after.online) {
      spdlog::info("sync: online; {} facts to send", after.waiting);
    } else {
      spdlog::warn("sync: offline; {}",
                   after.offline_cause ? after.offline_cause->message : "no reason known");
    }
  } else if (!after.online && after.offline_cause && after.offline_cause != before.offline_cause &&
             is_news(*after.offline_cause)) {
    spdlog::warn("sync: still offline; {}", after.offline_cause->message);
  }
  if (after.problem && after.problem != before.problem && after.problem != after.offline_cause &&
      is_news(*after.problem)) {
    spdlog::error("sync: {}", after.problem->message);
  }
  if (after.clock_wrong && !before.clock_wrong) {
    spdlog::warn("sync: this machine's clock differs from the hub's by {} minutes",
                 std::chrono::duration_cast<std::chrono::minutes>(after.clock_offset).count());
  }
}

// The address as requests begin with it; one that can be listened to is warned of.
Result<std::string> base_of(const std::string& typed) {
  const auto address = parse_hub_address(typed);
  if (!address) return fail(address);
  if (address->insecure) {
    spdlog::warn(
        "sync: {} is plain http: who is on the same network can read what is sent, the "
        "station's token included. Use https where the network is not your own.",
        address->base);
  }
  return address->base;
}

}  // namespace

struct Worker::Parts {
  Parts(WorkerSetup s, HubAccess first, std::vector<std::string> also)
      : setup(std::move(s)),
        access(first),
        exchanges(setup.store, setup.clock, *setup.transport, std::move(first), setup.seed,
                  std::move(also), setup.address_times),
        published(exchanges.status()),
        told{published.hub, {}} {}

  void run();
  void turn();
  void publish(bool applied);

  WorkerSetup setup;
  const HubAccess access;  // at the enrolment's address
  Exchanges exchanges;     // after start() the worker's thread alone uses it
  std::thread thread;
  std::mutex thread_mutex;  // guards thread
  std::atomic<bool> stopping = false;
  mutable std::mutex mutex;  // guards published
  SyncStatus published;
  ToldOfSync told;  // of the worker's thread
};

Result<std::unique_ptr<Worker>> Worker::make(WorkerSetup setup) {
  const auto first = base_of(setup.enrolment.hub_url);
  if (!first) return fail(first);
  std::vector<std::string> also;
  for (const std::string& typed : setup.also) {
    const auto base = base_of(typed);
    if (!base) return fail(base.error().code, "'" + typed + "': " + base.error().message);
    // An address that is given twice would be left for itself.
    const bool known = *base == *first || std::find(also.begin(), also.end(), *base) != also.end();
    if (!known) also.push_back(*base);
  }
  HubAccess access{
      *first, setup.enrolment.event, setup.enrolment.station, setup.enrolment.token, {}};
  return std::unique_ptr<Worker>(
      new Worker(std::make_unique<Parts>(std::move(setup), std::move(access), std::move(also))));
}

Worker::Worker(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Worker::~Worker() { stop(); }

void Worker::start() {
  const std::lock_guard hold(parts_->thread_mutex);
  if (parts_->thread.joinable() || parts_->stopping) return;
  parts_->thread = std::thread([parts = parts_.get()] { parts->run(); });
}

void Worker::stop() {
  parts_->stopping = true;
  parts_->setup.transport->wake();
  const std::lock_guard hold(parts_->thread_mutex);
  if (parts_->thread.joinable()) parts_->thread.join();
}

void Worker::nudge() { parts_->setup.transport->wake(); }

SyncStatus Worker::status() const {
  const std::lock_guard hold(parts_->mutex);
  return parts_->published;
}

HubAccess Worker::access() const {
  HubAccess now = parts_->access;
  const std::lock_guard hold(parts_->mutex);
  if (!parts_->published.hub.empty()) now.base = parts_->published.hub;
  return now;
}

void Worker::Parts::run() {
  // Signals are the main thread's; and a peer that hangs up must not end the program.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!stopping) {
    try {
      turn();
    } catch (const std::exception& thrown) {
      spdlog::error("sync: {}", thrown.what());
      exchanges.recover({ErrorCode::internal,
                         "Sync met an error that it does not know and tries again; see the log."});
      // Whatever it was, it must not come back in a tight loop.
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
  }
}

void Worker::Parts::turn() {
  const Duration nap = std::min(exchanges.start_due().value_or(longest_nap), longest_nap);
  publish(false);
  bool applied = false;
  for (Finished& finished : setup.transport->wait(nap)) {
    if (exchanges.take(finished)) applied = true;
  }
  publish(applied);
}

void Worker::Parts::publish(bool applied) {
  const SyncStatus now = exchanges.status();
  SyncStatus before;
  {
    const std::lock_guard hold(mutex);
    before = std::exchange(published, now);
  }
  if (now == before && !applied) return;
  log_change(before, now, told);
  if (setup.on_change) setup.on_change({now, applied});
}

}  // namespace meetpoint::client
