#include "sync/peer/worker.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <map>
#include <random>
#include <thread>

#include "sync/client/hub_address.h"
#include "sync/client/hub_reply.h"
#include "sync/peer/door.h"
#include "sync/peer/neighbours.h"

namespace meetpoint::peer {

namespace {

// A push that is on its way is no reason to ask around yet.
constexpr std::int64_t lost_after_ms = 400;
constexpr Duration look_every{200};
constexpr std::int64_t list_every_ms = 60'000;
constexpr std::int64_t list_again_ms = 10'000;
constexpr std::int64_t list_soon_ms = 2'000;
constexpr std::int64_t look_for_open_ms = 5'000;
constexpr Duration patience{2'000};

struct WhoIsThere {
  StationId station;
};

}  // namespace

}  // namespace meetpoint::peer

template <>
struct meetpoint::wire::FieldList<meetpoint::peer::WhoIsThere> {
  static constexpr auto fields =
      std::tuple{required("station", &meetpoint::peer::WhoIsThere::station)};
};

namespace meetpoint::peer {

struct Worker::Parts {
  Parts(WorkerSetup s, const store::Enrolment& who)
      : setup(std::move(s)),
        talk(setup.store, who.event, who.station),
        path("/v1/events/" + client::escape_segment(who.event.value) + "/peer"),
        random(setup.seed != 0 ? setup.seed : std::random_device{}()) {}

  struct UnderWay {
    std::string address;
    std::optional<StationId> station;  // nothing: the question who is there
  };

  std::int64_t now_ms() const { return setup.clock.monotonic_ms(); }
  double lot() { return std::uniform_real_distribution<double>(0.0, 1.0)(random); }
  void run();
  void turn();
  bool is_lost();
  bool has_open();
  void read_list();
  void visit(const std::vector<Neighbours::Visit>&);
  void look_whether_named(StationId);
  void take(const client::Finished&);
  void take_list(const client::Finished&);
  void take_visit(const UnderWay&, const Result<client::Response>&);
  client::Request request(const std::string& address, std::string method) const;

  WorkerSetup setup;
  Talk talk;
  const std::string path;
  std::mt19937_64 random;
  std::unique_ptr<Door> door;
  std::thread thread;
  std::atomic<bool> stopping{false};
  std::atomic<bool> recorded{false};
  std::atomic<std::size_t> reach{0};
  // The thread's own:
  Neighbours neighbours;
  std::map<client::ExchangeId, UnderWay> visits;
  client::ExchangeId listing = 0;
  std::int64_t list_due_ms = 0;
  std::int64_t list_read_ms = 0;
  std::optional<std::int64_t> lost_since_ms;
  bool open = false;
  std::int64_t open_due_ms = 0;
};

Worker::Worker(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Worker::~Worker() { stop(); }

Result<std::unique_ptr<Worker>> Worker::start(WorkerSetup setup) {
  const auto who = setup.store.enrolment();
  if (!who) return fail(who);
  if (!*who) return fail(ErrorCode::not_found, "This station belongs to no event yet.");
  auto parts = std::make_unique<Parts>(std::move(setup), **who);
  auto door = Door::open(parts->talk, parts->setup.listen, parts->setup.on_applied);
  if (!door) return fail(std::move(door));
  parts->door = std::move(*door);
  parts->thread = std::thread([raw = parts.get()] { raw->run(); });
  return std::unique_ptr<Worker>(new Worker(std::move(parts)));
}

void Worker::stop() {
  parts_->stopping = true;
  parts_->setup.transport->wake();
  if (parts_->thread.joinable()) parts_->thread.join();
  parts_->door.reset();
}

void Worker::nudge() {
  parts_->recorded = true;
  parts_->setup.transport->wake();
}

std::size_t Worker::in_reach() const { return parts_->reach; }
std::uint16_t Worker::port() const { return parts_->door ? parts_->door->port() : 0; }

void Worker::Parts::run() {
  // Signals are the main thread's; and a peer that hangs up must not end the program.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!stopping) {
    try {
      turn();
    } catch (const std::exception& thrown) {
      spdlog::error("peers: {}", thrown.what());
      // Whatever it was, it must not come back in a tight loop.
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
  }
  for (const auto& [id, visit] : visits) setup.transport->cancel(id);
  if (listing != 0) setup.transport->cancel(listing);
}

bool Worker::Parts::is_lost() {
  if (!setup.lost()) {
    lost_since_ms.reset();
    return false;
  }
  if (!lost_since_ms) lost_since_ms = now_ms();
  return now_ms() - *lost_since_ms >= lost_after_ms;
}

// Whether something heard waits for the hub's word, long after it was lost: those who said it may
// have it no more, and say so when they are asked.
bool Worker::Parts::has_open() {
  if (now_ms() < open_due_ms) return open;
  open_due_ms = now_ms() + look_for_open_ms;
  const auto heard = setup.store.has_heard();
  open = heard && *heard;
  return open;
}

void Worker::Parts::turn() {
  const bool nudged = recorded.exchange(false);
  const bool lost = is_lost();
  Duration nap = look_every;
  neighbours.found(setup.places());
  if (lost || has_open()) {
    if (nudged) neighbours.nudge(now_ms());
    visit(neighbours.due(now_ms()));
    nap = std::min(nap, neighbours.wait(now_ms()).value_or(nap));
  } else {
    visit(neighbours.strangers(now_ms()));
  }
  if (!lost && now_ms() >= list_due_ms && listing == 0) read_list();
  reach = lost ? neighbours.in_reach(now_ms()) : 0;
  // What was recorded just now is told when the hub has had its chance.
  if (nudged && !lost) recorded = true;
  for (const client::Finished& finished : setup.transport->wait(nap)) take(finished);
}

client::Request Worker::Parts::request(const std::string& address, std::string method) const {
  client::Request made;
  made.method = std::move(method);
  made.url = "http://" + address + path;
  made.headers = {{std::string(wire::protocol_header), std::to_string(wire::protocol_version)}};
  made.silence = made.total = patience;
  made.max_reply_bytes = max_envelope_bytes;
  return made;
}

void Worker::Parts::read_list() {
  list_read_ms = now_ms();
  list_due_ms = list_read_ms + list_again_ms;
  listing = setup.transport->start(client::peers_request(setup.hub()));
}

void Worker::Parts::visit(const std::vector<Neighbours::Visit>& due) {
  for (const Neighbours::Visit& visit : due) {
    if (visit.station == talk.self()) {  // one of our own addresses
      neighbours.failed(visit.address, now_ms(), 1.0);
      continue;
    }
    client::Request ask = request(visit.address, visit.station ? "POST" : "GET");
    if (visit.station) {
      auto word = talk.ask(*visit.station);
      if (!word) {  // not named by the hub
        neighbours.failed(visit.address, now_ms(), lot());
        continue;
      }
      ask.headers.push_back({"Content-Type", "application/octet-stream"});
      ask.body = std::move(*word);
    }
    visits[setup.transport->start(std::move(ask))] = {visit.address, visit.station};
  }
}

void Worker::Parts::take(const client::Finished& finished) {
  if (finished.id == listing) {
    listing = 0;
    take_list(finished);
    return;
  }
  const auto found = visits.find(finished.id);
  if (found == visits.end()) return;
  const UnderWay visit = found->second;
  visits.erase(found);
  take_visit(visit, finished.response);
}

void Worker::Parts::take_list(const client::Finished& finished) {
  const auto list = client::read_peers_reply(finished.response, setup.clock.now());
  if (!list) return;  // an older hub, or none: with what is known
  list_due_ms = now_ms() + list_every_ms;
  const auto known = setup.store.peers();
  const auto heard = setup.store.has_heard();
  if (known && *known == list->peers && heard && !*heard) return;
  if (const Status kept = setup.store.know_peers(list->peers); !kept) {
    spdlog::warn("peers: the list of kiosks could not be kept: {}", kept.error().message);
  } else {
    spdlog::info("peers: the hub names {} other kiosks", list->peers.size());
  }
}

// A kiosk that joined since the list was read: read it again, rather than be without it when the
// hub goes.
void Worker::Parts::look_whether_named(StationId station) {
  const auto known = setup.store.peers();
  if (station == talk.self() || !known) return;
  const bool named = std::any_of(known->begin(), known->end(),
                                 [&](const wire::Peer& peer) { return peer.id == station; });
  if (!named) list_due_ms = std::min(list_due_ms, list_read_ms + list_soon_ms);
}

void Worker::Parts::take_visit(const UnderWay& visit, const Result<client::Response>& response) {
  if (!response || response->status != 200) {
    neighbours.failed(visit.address, now_ms(), lot());
    return;
  }
  if (!visit.station) {
    const auto json = wire::parse_json(response->body);
    const auto there = json ? wire::read<WhoIsThere>(*json) : fail(json);
    if (there && there->station.value != 0) {
      neighbours.met(visit.address, there->station, now_ms());
      look_whether_named(there->station);
    } else {
      neighbours.failed(visit.address, now_ms(), lot());
    }
    return;
  }
  const auto outcome = talk.on_reply(*visit.station, response->body);
  if (!outcome) {
    neighbours.failed(visit.address, now_ms(), lot());
    return;
  }
  neighbours.spoke(visit.address, outcome->go_on, now_ms());
  if (outcome->applied && setup.on_applied) setup.on_applied();
}

}  // namespace meetpoint::peer
