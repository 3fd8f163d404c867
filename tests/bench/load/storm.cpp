// Stations that come back at once.
//
// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <iostream>
#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/client/hub_reply.h"
#include "tests/bench/load/crowd.h"
#include "tests/bench/load/scenarios.h"

namespace meetpoint::load {

namespace asio = boost::asio;

namespace {

constexpr double pause_after_refusal_ms = 1000;
constexpr int people = 100'000;  // whom the facts are about

// A station with a day's facts, packed as it would send them: the packing is a station's work, and
// must not take the processor from the hub.
struct Returning {
  Returning(asio::io_context& io, const HubUnderLoad& hub, const Login& login, int facts,
            int attendees)
      : access(hub.access(login)), connection(io, hub.port()) {
    StationJournal journal(hub.event(), login, attendees);
    for (int left = facts; left > 0;) {
      const int count = std::min(left, static_cast<int>(wire::max_facts_per_push));
      pushes.push_back(
          client::push_request(access, journal.push(static_cast<std::size_t>(count), Mix::mixed)));
      ends.push_back(journal.last_seq());
      left -= count;
    }
    compare = client::vector_request(
        access,
        {.epoch = 0, .journals = {{1, journal.last_seq(), journal.chain()}}, .notices = {}});
  }
  client::HubAccess access;
  Connection connection;
  client::Request compare;
  std::vector<client::Request> pushes;
  std::vector<std::uint64_t> ends;
};

struct Storm {
  bench::Samples batches_ms;
  std::size_t left = 0;  // stations
  std::uint64_t failures = 0;
  double drained_ms = 0;
};

asio::awaitable<void> come_back(asio::io_context& io, Returning& station, Storm& storm) {
  client::Request compare = std::move(station.compare);
  const client::Response compared = co_await station.connection.ask(std::move(compare));
  if (compared.status != 200) ++storm.failures;
  for (std::size_t i = 0; i < station.pushes.size(); ++i) {
    for (bool kept = false; !kept;) {
      client::Request request = station.pushes[i];
      const double sent_ms = bench::wall_ms();
      const client::Response response = co_await station.connection.ask(std::move(request));
      const auto reply = client::read_push_reply(response, SystemClock().now());
      kept = reply && reply->acked_seq == station.ends[i];
      storm.batches_ms.add(bench::wall_ms() - sent_ms);
      if (kept) continue;
      ++storm.failures;
      double pause_ms = pause_after_refusal_ms;
      if (!reply && reply.error().retry_after) {
        pause_ms = static_cast<double>(reply.error().retry_after->count());
      }
      co_await sleep_until_ms(io, bench::wall_ms() + pause_ms);
    }
    station.pushes[i] = {};
  }
  if (--storm.left == 0) storm.drained_ms = bench::wall_ms();
}

void throw_again(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace

void storm(const Scene& scene, const StormPlan& plan, bench::Report& report) {
  // They were there before: what they bring counts, not the roster.
  const bench::BigEvent event{.attendees = 2'000, .meetings = 0, .organisations = 200};
  HubUnderLoad hub({.program = scene.hub,
                    .folder = scene.folder / "storm",
                    .event = event,
                    .stations = plan.stations + plan.others,
                    .options = scene.options});
  asio::io_context io(1);
  const std::span logins(hub.logins());
  std::vector<std::unique_ptr<Returning>> stations;
  std::cout << "packing what they bring" << std::endl;
  for (const Login& login : logins.first(static_cast<std::size_t>(plan.stations))) {
    stations.push_back(std::make_unique<Returning>(io, hub, login, plan.facts_each, people));
  }
  Crowd others(io, hub, logins.last(static_cast<std::size_t>(plan.others)),
               {.facts_per_second = plan.facts_per_second,
                .followers = plan.followers,
                .observers = plan.followers});
  others.start();
  run_for(io, 5000);
  const bench::Samples calm = others.cost().acknowledged_ms;
  others.count_from_now();

  Storm result{.left = stations.size()};
  const double begun_ms = bench::wall_ms();
  const double hub_before = hub.process().cpu_ms();
  const double own_before = bench::cpu_ms();
  for (const auto& station : stations)
    asio::co_spawn(io, come_back(io, *station, result), throw_again);
  double said_ms = begun_ms;
  while (result.left > 0 && bench::wall_ms() - begun_ms < plan.patience_s * 1000) {
    run_for(io, 200);
    if (bench::wall_ms() - said_ms < 20'000) continue;
    said_ms = bench::wall_ms();
    std::cout << fmt::format("{:.0f} s: {} batches taken, the hub's memory {:.0f} MB",
                             (said_ms - begun_ms) / 1000, result.batches_ms.size(),
                             hub.process().memory().resident_mb)
              << std::endl;
  }
  const bool drained = result.left == 0;
  const double hub_ms = hub.process().cpu_ms() - hub_before;
  const double own_ms = bench::cpu_ms() - own_before;
  const double now_ms = bench::wall_ms();
  double folded_ms = 0;
  asio::co_spawn(io, hub.folded(io), [&](const std::exception_ptr& thrown) {
    throw_again(thrown);
    folded_ms = bench::wall_ms();
  });
  while (drained && folded_ms == 0 && bench::wall_ms() - begun_ms < plan.patience_s * 1000) {
    run_for(io, 200);
  }
  const CrowdCost cost = others.cost();
  others.stop();
  const double took_s = ((drained ? result.drained_ms : now_ms) - begun_ms) / 1000;
  const double facts = static_cast<double>(result.batches_ms.size() - result.failures) *
                       std::min<double>(plan.facts_each, wire::max_facts_per_push);
  const double highest_mb = hub.process().memory().highest_mb;
  // What is to be drained in ten minutes is ten million facts.
  const double goal_s = 600.0 * plan.stations * plan.facts_each / 1e7;

  report.title(fmt::format("{} stations with {} facts each come back at once", plan.stations,
                           plan.facts_each));
  report.say(
      fmt::format("In batches of 500, packed and signed beforehand. Meanwhile {} other stations "
                  "record {:.0f} facts a "
                  "second together, and {} of them follow the feed. The time allowed is in the "
                  "proportion of 10 "
                  "minutes for 10 million facts. {}",
                  plan.others, plan.facts_per_second, plan.followers, bench::machine() + "."));
  report.table(
      {"what", "figure", "goal"},
      {{drained ? "drained after, seconds" : "**not drained** after, seconds",
        bench::number(took_s),
        fmt::format("< {:.0f}: {}", goal_s, bench::reached(drained && took_s < goal_s))},
       {"counted into the present state, too, after, seconds",
        folded_ms > 0 ? bench::number((folded_ms - begun_ms) / 1000) : "**not**", ""},
       {"facts a second, durable", fmt::format("{:.0f}", facts / took_s), ""},
       {"the most memory of the hub, MB", bench::number(highest_mb),
        "< 512: " + bench::reached(highest_mb < 512)},
       {"a new fact of the others acknowledged, p99 ms", bench::number(cost.acknowledged_ms.p99()),
        "< 1,000: " +
            bench::reached(cost.acknowledged_ms.size() > 0 && cost.acknowledged_ms.p99() < 1000)},
       {"  its median, ms", bench::number(cost.acknowledged_ms.median()), ""},
       {"  its p99 before the storm, ms", bench::number(calm.p99()), ""},
       {"  new facts measured", std::to_string(cost.acknowledged_ms.size()), ""},
       {"a new fact of the others seen at a follower, p99 ms", bench::number(cost.seen_ms.p99()),
        ""},
       {"a batch of 500 acknowledged, median ms", bench::number(result.batches_ms.median()), ""},
       {"  its p99, ms", bench::number(result.batches_ms.p99()), ""},
       {"requests without a proper answer",
        fmt::format("{} {}", cost.failures + result.failures, cost.first_failure), ""},
       {"the hub's processor (100 % is one core)", fmt::format("{:.0f} %", hub_ms / took_s / 10),
        ""},
       {"the load tool's", fmt::format("{:.0f} %", own_ms / took_s / 10), ""},
       {"the hub's database afterwards, MB", bench::number(hub.file_mb()), ""}});
}

}  // namespace meetpoint::load
