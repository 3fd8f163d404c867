#include "sync/relay/worker.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <csignal>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "sync/client/hub_address.h"

namespace meetpoint::relay {

namespace {

constexpr Duration longest_nap{30'000};

void log_change(const Status& before, const Status& after, std::uint64_t backlog) {
  if (after.online != before.online) {
    if (after.online) {
      spdlog::info("relay: in touch with the central hub; {} facts to forward", backlog);
    } else {
      spdlog::warn("relay: the central hub is away; what stations hand in is kept here. {}",
                   after.problem ? after.problem->message : "No reason is known.");
    }
  } else if (after.problem && after.problem != before.problem) {
    spdlog::warn("relay: {}", after.problem->message);
  }
}

}  // namespace

struct Worker::Parts {
  struct PassOn {
    client::Request request;
    bool anyway = false;
    Exchanges::Answered answered;
  };

  explicit Parts(WorkerSetup s)
      : setup(std::move(s)),
        exchanges(setup.store, setup.board, setup.clock, *setup.transport, setup.access,
                  setup.seed) {}

  void run();
  void turn();
  void take_in();
  void turn_away();

  WorkerSetup setup;
  Exchanges exchanges;  // after start() the worker's thread alone uses it
  Status last;
  std::thread thread;
  std::mutex thread_mutex;  // guards thread
  std::atomic<bool> stopping = false;
  std::mutex mutex;  // guards what follows
  bool closed = false;
  std::vector<PassOn> to_pass_on;
  std::vector<Exchanges::Asked> to_ask;
};

Worker::Worker(WorkerSetup setup) : parts_(std::make_unique<Parts>(std::move(setup))) {}

Worker::~Worker() { stop(); }

void Worker::start() {
  const std::lock_guard hold(parts_->thread_mutex);
  if (parts_->thread.joinable() || parts_->stopping) return;
  parts_->thread = std::thread([parts = parts_.get()] { parts->run(); });
}

void Worker::stop() {
  parts_->stopping = true;
  parts_->setup.transport->wake();
  {
    const std::lock_guard hold(parts_->thread_mutex);
    if (parts_->thread.joinable()) parts_->thread.join();
  }
  parts_->turn_away();
}

void Worker::nudge() { parts_->setup.transport->wake(); }

void Worker::pass_on(client::Request request, bool anyway, Exchanges::Answered answered) {
  {
    const std::lock_guard hold(parts_->mutex);
    if (!parts_->closed) {
      parts_->to_pass_on.push_back({std::move(request), anyway, std::move(answered)});
      answered = {};
    }
  }
  if (answered) {
    answered(meetpoint::fail(ErrorCode::unreachable, "The relay is stopping."));
    return;
  }
  nudge();
}

void Worker::ask_stations(Exchanges::Asked asked) {
  {
    const std::lock_guard hold(parts_->mutex);
    if (!parts_->closed) {
      parts_->to_ask.push_back(std::move(asked));
      asked = {};
    }
  }
  if (asked) {
    asked(false);
    return;
  }
  nudge();
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
      spdlog::error("relay: {}", thrown.what());
      exchanges.recover({ErrorCode::internal, "The relay met an error that it does not know."});
      // Whatever it was, it must not come back in a tight loop.
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
  }
}

void Worker::Parts::turn() {
  take_in();
  const Duration nap = std::min(exchanges.start_due().value_or(longest_nap), longest_nap);
  bool grew = false;
  for (client::Finished& finished : setup.transport->wait(nap)) {
    if (exchanges.take(finished)) grew = true;
  }
  const Status now = exchanges.status();
  if (now != last) log_change(last, now, setup.board.read().backlog);
  last = now;
  if (grew && setup.on_grown) setup.on_grown();
}

void Worker::Parts::take_in() {
  std::vector<PassOn> passing;
  std::vector<Exchanges::Asked> asking;
  {
    const std::lock_guard hold(mutex);
    passing.swap(to_pass_on);
    asking.swap(to_ask);
  }
  for (PassOn& one : passing) {
    exchanges.pass_on(std::move(one.request), one.anyway, std::move(one.answered));
  }
  for (Exchanges::Asked& one : asking) exchanges.ask_stations(std::move(one));
}

void Worker::Parts::turn_away() {
  std::vector<PassOn> passing;
  std::vector<Exchanges::Asked> asking;
  {
    const std::lock_guard hold(mutex);
    closed = true;
    passing.swap(to_pass_on);
    asking.swap(to_ask);
  }
  for (PassOn& one : passing) {
    one.answered(meetpoint::fail(ErrorCode::unreachable, "The relay is stopping."));
  }
  for (const Exchanges::Asked& one : asking) one(false);
  exchanges.turn_away();
}

Result<client::HubAccess> access_of(const hub::Upstream& upstream) {
  const auto address = client::parse_hub_address(upstream.url);
  if (!address) return meetpoint::fail(address);
  if (address->insecure) {
    spdlog::warn(
        "relay: {} is plain http: who is on the way to the central hub can read what is sent, this "
        "relay's token included. Use https.",
        address->base);
  }
  return client::HubAccess{.base = address->base,
                           .event = upstream.event,
                           .station = upstream.station,
                           .token = upstream.token,
                           .on_behalf = {}};
}

}  // namespace meetpoint::relay
