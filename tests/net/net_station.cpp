// A station without a screen, for tests on networks of their own: it records as people come, syncs
// with its hub, speaks with other kiosks, and says on its output what it knows when.
//
//   recorded N MS       its person N was checked in, and has met the one before
//   knows NAME N MS     the other station's person N is known here
//   hash HEX, waiting N when it is told to stop (SIGTERM)
// MS: of the machine's wall clock, which all stations of a test share.
#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigwait is POSIX
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <iostream>
#include <map>
#include <thread>

#include "sync/client/enrol.h"
#include "sync/client/transport_curl.h"
#include "sync/client/worker.h"
#include "sync/peer/worker.h"

namespace {

using namespace meetpoint;

struct Options {
  std::string data;
  std::string hub;
  std::string code;
  std::string name;
  std::vector<std::string> others;
  std::vector<std::string> peers;
  int peer_port = 0;
  int record = 0;
  int every_ms = 100;
};

AttendeeId person(const std::string& station, int number) {
  return AttendeeId("P-" + station + "-" + std::to_string(number));
}

bool knows(store::StationStore& store, const AttendeeId& who) {
  bool here = false;
  const Status read = store.read([&](store::EventReader& reader) -> Status {
    here = reader.attendee_state(who).checked_in_at.has_value();
    return {};
  });
  return read && here;
}

Status record(store::StationStore& store, const Options& options, int number) {
  return store.write([&](store::StationWrite& write) -> Status {
    write.append(CheckIn{.attendee = person(options.name, number), .badge = {}});
    if (number > 1) {
      write.append(Contact{person(options.name, number - 1), person(options.name, number), {}, {}});
    }
    return {};
  });
}

int refuse(const Error& error) {
  std::cerr << error.message << '\n';
  return 1;
}

int work(const Options& options, store::StationStore& store, const Clock& clock) {
  const store::Enrolment who = **store.enrolment();
  auto sync = client::Worker::make({.store = store,
                                    .clock = clock,
                                    .enrolment = who,
                                    .transport = client::make_curl_transport().value(),
                                    .on_change = {}});
  if (!sync) return refuse(sync.error());
  const client::HubAccess hub{who.hub_url, who.event, who.station, who.token, {}};
  auto peers = peer::Worker::start({.store = store,
                                    .clock = clock,
                                    .transport = client::make_curl_transport().value(),
                                    .listen = "0.0.0.0:" + std::to_string(options.peer_port),
                                    .hub = [&] { return hub; },
                                    .lost =
                                        [&] {
                                          const auto now = (*sync)->status();
                                          return !now.online || now.waiting > 0;
                                        },
                                    .places = [&] { return options.peers; },
                                    .on_applied = {}});
  if (!peers) return refuse(peers.error());
  (*sync)->start();

  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  int next = 1;
  while (knows(store, person(options.name, next))) ++next;
  std::map<std::string, int> seen;
  std::int64_t due = clock.monotonic_ms();
  const timespec tick{.tv_sec = 0, .tv_nsec = 20'000'000};
  while (sigtimedwait(&stop, nullptr, &tick) != SIGTERM) {
    if (next <= options.record && clock.monotonic_ms() >= due) {
      if (const Status done = record(store, options, next); !done) return refuse(done.error());
      std::cout << "recorded " << next << ' ' << to_ms(clock.now()) << std::endl;
      ++next;
      due += options.every_ms;
      (*sync)->nudge();
      (*peers)->nudge();
    }
    for (const std::string& other : options.others) {
      while (knows(store, person(other, seen[other] + 1))) {
        std::cout << "knows " << other << ' ' << ++seen[other] << ' ' << to_ms(clock.now())
                  << std::endl;
      }
    }
  }
  (*peers)->stop();
  const auto waiting = (*sync)->status().waiting;
  (*sync)->stop();
  std::cout << "hash " << store.state_hash(true).value_or("unknown") << "\nwaiting " << waiting
            << std::endl;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  signal(SIGPIPE, SIG_IGN);

  Options options;
  CLI::App app("A station without a screen.");
  app.add_option("--data", options.data)->required();
  app.add_option("--name", options.name)->required();
  app.add_option("--hub", options.hub);
  app.add_option("--enrol", options.code);
  app.add_option("--other", options.others);
  app.add_option("--peer", options.peers);
  app.add_option("--peer-port", options.peer_port);
  app.add_option("--record", options.record);
  app.add_option("--every", options.every_ms);
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0) return 1;

  const SystemClock clock;
  auto store = store::StationStore::open(options.data, clock);
  if (!store) return refuse(store.error());
  if (!options.code.empty()) {
    const auto transport = client::make_curl_transport().value();
    const auto joined = client::enrol(*transport, clock, options.hub, options.code, "test");
    if (!joined) return refuse(joined.error());
    if (const Status kept = (*store)->enrol(*joined); !kept) return refuse(kept.error());
    return 0;
  }
  try {
    return work(options, **store, clock);
  } catch (const std::exception& thrown) {
    std::cerr << thrown.what() << '\n';
    return 1;
  }
}
