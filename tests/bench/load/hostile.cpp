// Ordinary stations beside clients that a hub is better off without.
//
// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <iostream>

#include "tests/bench/load/crowd.h"
#include "tests/bench/load/scenarios.h"
#include "tests/bench/load/trouble.h"
#include "tests/bench/load/whole_feed.h"

namespace meetpoint::load {

namespace asio = boost::asio;

namespace {

struct Part {
  std::string name;
  CrowdCost cost;
  bench::Memory memory;
  std::string dealt_with;
};

void pass_on(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

asio::awaitable<void> throw_bombs(asio::io_context& io, const HubUnderLoad& hub, Nuisance nuisance,
                                  client::Request bomb, double pause_ms) {
  Connection connection(io, hub.port());
  while (!*nuisance.stop) {
    client::Request request = bomb;
    const double next = bench::wall_ms() + pause_ms;
    const client::Response response = co_await connection.ask(std::move(request));
    if (response.status != 0) ++nuisance.count->answered;
    if (response.status >= 400 && response.status < 500) ++nuisance.count->turned_away;
    co_await sleep_until_ms(io, next);
  }
}

// Reads the whole event as one message, as a station of the release before does.
bool is_of_before(int reader) { return reader % 4 == 3; }

// What a new station asks for to get the event.
std::vector<client::Request> all_pieces(const HubUnderLoad& hub, const client::HubAccess& access) {
  std::vector<client::Request> requests;
  asio::io_context io(1);
  Connection connection(io, hub.port());
  const auto each = [&](Piece& piece) { requests.push_back(std::move(piece.request)); };
  asio::co_spawn(io, read_whole_feed(connection, access, each), pass_on);
  io.run();
  return requests;
}

// Its own stop flag and counts, as its coroutines outlive the part that started them.
struct Trouble {
  bool stop = false;
  TroubleCount count;
};

}  // namespace

void hostile(const Scene& scene, const HostilePlan& plan, bench::Report& report) {
  // The slow readers ask for an event of some size.
  HubUnderLoad hub({.program = scene.hub,
                    .folder = scene.folder / "hostile",
                    .event = {.attendees = 20'000, .meetings = 80'000},
                    .stations = plan.stations + 1,
                    .options = scene.options});
  const client::HubAccess stranger = hub.access(hub.logins().back());
  client::Request bomb = client::push_request(stranger, {.incarnation = 1, .first = 1});
  std::erase_if(bomb.headers, [](const auto& h) { return h.name == "Content-Encoding"; });
  bomb.headers.push_back({"Content-Encoding", "zstd"});
  bomb.body = zip_bomb(plan.bomb_gb);
  const double bomb_kb = static_cast<double>(bomb.body.size()) / 1000;
  const std::vector<client::Request> snapshot = {client::snapshot_request(stranger)};
  const std::vector<client::Request> pieces = all_pieces(hub, stranger);

  std::vector<std::unique_ptr<Trouble>> troubles;
  asio::io_context io(1);
  Crowd crowd(io, hub, std::span(hub.logins()).first(static_cast<std::size_t>(plan.stations)),
              {.facts_per_second = plan.facts_per_second,
               .followers = plan.stations,
               .observers = plan.stations,
               .attendees = 20'000});
  crowd.start();
  std::vector<Part> parts;
  const auto part = [&](std::string name, const std::function<void(Nuisance)>& begin) {
    std::cout << name << std::endl;
    troubles.push_back(std::make_unique<Trouble>());
    Trouble& trouble = *troubles.back();
    begin({hub.port(), &trouble.stop, &trouble.count});
    run_for(io, 3000);
    crowd.count_from_now();
    run_for(io, plan.seconds * 1000);
    const TroubleCount& count = trouble.count;
    std::string dealt = fmt::format("{} open, {} ended by the hub, {} refused", count.open,
                                    count.ended, count.refused);
    if (count.answered > 0) {
      dealt = fmt::format("{} answered, {} of them turned away", count.answered, count.turned_away);
    }
    parts.push_back({std::move(name), crowd.cost(), hub.process().memory(), std::move(dealt)});
    trouble.stop = true;
    run_for(io, 3000);
  };
  const auto idlers = [&](Nuisance nuisance) {
    for (int i = 0; i < plan.idle_connections; ++i) {
      asio::co_spawn(io, idle(io, nuisance, i % 2 == 0), pass_on);
    }
  };
  const auto drippers = [&](Nuisance nuisance) {
    for (int i = 0; i < plan.byte_a_second; ++i) asio::co_spawn(io, drip(io, nuisance), pass_on);
  };
  const auto sippers = [&](Nuisance nuisance) {
    for (int i = 0; i < plan.slow_readers; ++i) {
      asio::co_spawn(io, sip(io, nuisance, is_of_before(i) ? snapshot : pieces), pass_on);
    }
  };
  const auto bombers = [&](Nuisance nuisance) {
    for (int i = 0; i < plan.bombs_per_second; ++i) {
      asio::co_spawn(io, throw_bombs(io, hub, nuisance, bomb, 1000), pass_on);
    }
  };
  part("nobody else", [](Nuisance) {});
  part(fmt::format("{} clients that send a byte a second", plan.byte_a_second), drippers);
  part(fmt::format("{} idle connections, half of which never ask", plan.idle_connections), idlers);
  part(
      fmt::format("a zip bomb a second: {:.0f} KB that unpack to {:.0f} GB", bomb_kb, plan.bomb_gb),
      bombers);
  int of_before = 0;
  for (int i = 0; i < plan.slow_readers; ++i) of_before += is_of_before(i) ? 1 : 0;
  part(fmt::format("{} readers of the event at 1 KB a second, {} of them as one message",
                   plan.slow_readers, of_before),
       sippers);
  part("all of these at once", [&](Nuisance nuisance) {
    drippers(nuisance);
    idlers(nuisance);
    bombers(nuisance);
    sippers(nuisance);
  });
  crowd.stop();

  report.title("Clients that a hub is better off without");
  report.say(
      fmt::format("{} ordinary stations record {:.0f} facts a second together and follow the feed, "
                  "{:.0f} s beside each. {}",
                  plan.stations, plan.facts_per_second, plan.seconds, bench::machine() + "."));
  std::vector<std::vector<std::string>> rows;
  for (const Part& p : parts) {
    const double acknowledged = p.cost.acknowledged_ms.p99();
    const double seen = p.cost.seen_ms.p99();
    // Nothing seen at all is worse than late.
    const bool any = p.cost.facts > 0 && p.cost.seen_ms.size() > 0;
    const bool good = any && acknowledged < 1000 && seen < 1000;
    rows.push_back({p.name, bench::number(acknowledged), any ? bench::number(seen) : "nothing",
                    std::to_string(p.cost.failures), bench::number(p.memory.resident_mb),
                    bench::number(p.memory.highest_mb), p.dealt_with, bench::reached(good)});
  }
  report.table({"beside", "acknowledged, p99 ms", "seen, p99 ms", "failures", "hub MB",
                "most so far", "how the hub dealt with them", "p99 < 1,000"},
               rows);
}

}  // namespace meetpoint::load
