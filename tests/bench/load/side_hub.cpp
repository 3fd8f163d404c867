// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/client/hub_reply.h"
#include "sync/wire/journal_proof.h"
#include "tests/bench/figures.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/hub_under_load.h"
#include "tests/bench/load/sides.h"

namespace meetpoint::load {

namespace asio = boost::asio;

namespace {

constexpr int attendees = 100'000;

asio::awaitable<void> hand_in(asio::io_context& io, const HubUnderLoad& hub,
                              std::vector<client::Request>& pushes) {
  Connection connection(io, hub.port());
  for (client::Request& push : pushes) {
    client::Request request = std::move(push);
    const client::Response response = co_await connection.ask(std::move(request));
    const auto reply = client::read_push_reply(response, SystemClock().now());
    if (!reply) throw std::runtime_error("a push was refused: " + reply.error().error.message);
  }
}

}  // namespace

Facts make_facts(int writers, std::size_t batches_each) {
  Facts facts{.writers = {}, .batches_each = batches_each};
  for (int i = 0; i < writers; ++i) {
    const Login login{{static_cast<std::uint32_t>(i + 1)}, "", make_key_pair()};
    StationJournal journal(bench::big_event_id(), login, attendees);
    Facts::Writer writer;
    for (std::size_t batch = 0; batch < batches_each; ++batch) {
      wire::PushRequest push = journal.push(facts_per_batch, Mix::mixed);
      const auto chain = wire::chain_of(push);
      if (!chain) throw std::runtime_error(chain.error().message);
      writer.chain.insert(writer.chain.end(), chain->begin(), chain->end());
      writer.batches.push_back(std::move(push.facts));
    }
    facts.writers.push_back(std::move(writer));
  }
  return facts;
}

double hub_rate(const Others& others, const Facts& facts, const std::string& database,
                bool folded) {
  const int writers = static_cast<int>(facts.writers.size());
  HubUnderLoad hub({.program = others.hub,
                    .folder = others.folder / "hub",
                    .event = {.attendees = 100, .meetings = 0, .organisations = 10},
                    .stations = writers,
                    .options = {},
                    .database = database});
  // The same facts: they follow from the stations' numbers.
  std::vector<std::vector<client::Request>> pushes;
  for (const Login& login : hub.logins()) {
    StationJournal journal(hub.event(), login, attendees);
    pushes.emplace_back();
    for (std::size_t batch = 0; batch < facts.batches_each; ++batch) {
      pushes.back().push_back(
          client::push_request(hub.access(login), journal.push(facts_per_batch, Mix::mixed)));
    }
  }
  asio::io_context io(1);
  const double begun = bench::wall_ms();
  for (auto& own : pushes) {
    asio::co_spawn(io, hand_in(io, hub, own), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
  }
  io.run();
  io.restart();
  if (folded) {
    asio::co_spawn(io, hub.folded(io), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    io.run();
  }
  return facts.count() * 1000 / (bench::wall_ms() - begun);
}

}  // namespace meetpoint::load
