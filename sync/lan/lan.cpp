#include "sync/lan/lan.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "sync/base/clock.h"
#include "sync/lan/round.h"

namespace meetpoint::lan {

namespace {

constexpr std::chrono::milliseconds first_pause{1'000};
constexpr std::chrono::milliseconds longest_pause{30'000};

}  // namespace

struct Lan::Parts {
  explicit Parts(LanSetup s) : setup(std::move(s)) {}

  void run();
  void one_round();
  void go_through(Round&);
  void publish(std::vector<Service>);
  void tell(bool there, const std::string& why);
  bool is_stopping() const {
    const std::lock_guard lock(mutex);
    return stopping;
  }

  const LanSetup setup;
  const SystemClock clock;
  std::thread thread;
  mutable std::mutex mutex;
  std::condition_variable stopped;
  bool stopping = false;  // with the lock, as the next two
  Round* under_way = nullptr;
  std::vector<Service> services;
  // The thread's own:
  std::chrono::milliseconds pause = first_pause;
  std::optional<bool> told;
};

Lan::Lan(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

std::unique_ptr<Lan> Lan::start(LanSetup setup) {
  std::unique_ptr<Lan> lan(new Lan(std::make_unique<Parts>(std::move(setup))));
  lan->parts_->thread = std::thread([parts = lan->parts_.get()] { parts->run(); });
  return lan;
}

Lan::~Lan() {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->stopping = true;
    if (parts_->under_way != nullptr) parts_->under_way->wake();
  }
  parts_->stopped.notify_all();
  if (parts_->thread.joinable()) parts_->thread.join();
}

std::vector<Service> Lan::services() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->services;
}

void Lan::Parts::run() {
  // Signals are the main thread's.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!is_stopping()) {
    try {
      one_round();
      publish({});
    } catch (const std::exception& thrown) {
      spdlog::error("lan: {}", thrown.what());
    }
    std::unique_lock lock(mutex);
    stopped.wait_for(lock, pause, [this] { return stopping; });
    pause = std::min(pause * 2, longest_pause);
  }
}

void Lan::Parts::one_round() {
  Round round(setup, clock);
  if (const Status opened = round.open(); !opened) {
    tell(false, opened.error().message);
    return;
  }
  {
    const std::lock_guard lock(mutex);
    under_way = &round;
  }
  struct Leave {
    Parts& parts;
    ~Leave() {
      const std::lock_guard lock(parts.mutex);
      parts.under_way = nullptr;
    }
  } const leave{*this};
  go_through(round);
}

void Lan::Parts::go_through(Round& round) {
  while (!is_stopping()) {
    if (round.connected()) {
      tell(true, "");
      pause = first_pause;
    } else {
      tell(false, "it does not run");
    }
    publish(round.services());
    if (!round.turn()) {
      tell(false, round.problem());
      return;
    }
  }
}

void Lan::Parts::publish(std::vector<Service> now) {
  {
    const std::lock_guard lock(mutex);
    if (services == now) return;
    services = std::move(now);
  }
  if (setup.on_change && !is_stopping()) setup.on_change();
}

// A machine without Avahi would fill its log.
void Lan::Parts::tell(bool there, const std::string& why) {
  if (told == there) return;
  told = there;
  if (there) {
    spdlog::info("lan: Avahi's daemon is there");
  } else {
    spdlog::info(
        "lan: nobody is found on the network by themselves without Avahi's daemon ({}); "
        "it is tried again",
        why);
  }
}

}  // namespace meetpoint::lan
