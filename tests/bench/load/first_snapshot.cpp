// A new station gets the event: the hub's answer, its way, and the station's own store.
//
// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/client/hub_reply.h"
#include "sync/store/station_store.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/hub_under_load.h"
#include "tests/bench/load/scenarios.h"
#include "tests/bench/load/snapshot_run.h"

namespace meetpoint::load {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> fetch(asio::io_context& io, const HubUnderLoad& hub, client::Response& into) {
  Connection connection(io, hub.port());
  client::Request request = client::snapshot_request(hub.access(hub.logins().front()));
  into = co_await connection.ask(std::move(request));
}

}  // namespace

SnapshotRun run_snapshot(const HubUnderLoad& hub, const std::filesystem::path& folder) {
  asio::io_context io(1);
  client::Response response;
  const double hub_before = hub.process().cpu_ms();
  const double begun = bench::wall_ms();
  asio::co_spawn(io, fetch(io, hub, response), [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.run();
  const double came = bench::wall_ms();
  const SystemClock clock;
  const auto reply = client::read_feed_reply(response, clock.now());
  if (!reply)
    throw std::runtime_error("the snapshot can't be read: " + reply.error().error.message);
  const double read = bench::wall_ms();

  std::filesystem::remove_all(folder);
  auto store = store::StationStore::open(folder, clock);
  if (!store) throw std::runtime_error(store.error().message);
  const Login& login = hub.logins().front();
  const Status enrolled = (*store)->enrol({.event = hub.event(),
                                           .station = login.station,
                                           .hub_url = hub.access(login).base,
                                           .token = login.token,
                                           .key = login.key});
  if (!enrolled) throw std::runtime_error(enrolled.error().message);
  const double opened = bench::wall_ms();
  Status applied = (*store)->reset_to(reply->epoch);
  if (applied) applied = (*store)->apply(*reply);
  if (!applied) throw std::runtime_error(applied.error().message);
  SnapshotRun run{.rows = reply->entries.size(),
                  .packed_mb = static_cast<double>(response.body.size()) / 1e6,
                  .hub_s = (came - begun) / 1000,
                  .hub_cpu_s = (hub.process().cpu_ms() - hub_before) / 1000,
                  .read_s = (read - came) / 1000,
                  .apply_s = (bench::wall_ms() - opened) / 1000};
  store->reset();
  std::filesystem::remove_all(folder);
  return run;
}

void first_snapshot(const Scene& scene, const SnapshotPlan& plan, bench::Report& report) {
  HubUnderLoad hub({.program = scene.hub,
                    .folder = scene.folder / "snapshot-hub",
                    .event = {.attendees = plan.attendees, .meetings = plan.meetings},
                    .stations = 1,
                    .options = scene.options});
  bench::Samples hub_s;
  bench::Samples cpu_s;
  bench::Samples read_s;
  bench::Samples apply_s;
  bench::Samples rate;
  SnapshotRun last;
  for (int i = 0; i < plan.repeats; ++i) {
    last = run_snapshot(hub, scene.folder / "snapshot-station");
    hub_s.add(last.hub_s);
    cpu_s.add(last.hub_cpu_s);
    read_s.add(last.read_s);
    apply_s.add(last.apply_s);
    rate.add(last.rows_per_second());
  }
  report.title("A new station gets the event");
  report.say(fmt::format("{} attendees, {} meetings; median and worst of {}. {}", plan.attendees,
                         plan.meetings, plan.repeats, bench::machine() + "."));
  const auto row = [](std::string what, const bench::Samples& samples) {
    return std::vector<std::string>{std::move(what), bench::number(samples.median()),
                                    bench::number(samples.percentile(1))};
  };
  report.table(
      {"what", "median", "worst"},
      {{"rows", std::to_string(last.rows), ""},
       {"bytes on the wire, MB", bench::number(last.packed_mb), ""},
       row("until the last byte is there, seconds", hub_s),
       row("  of it the hub's computing, seconds", cpu_s),
       row("unpacked and read, seconds", read_s),
       row("applied durably in the station's store, seconds", apply_s),
       {"rows a second, all of it", fmt::format("{:.0f}", rate.median()),
        fmt::format("{:.0f}", rate.percentile(0))},
       {"the most memory of the hub, MB", bench::number(hub.process().memory().highest_mb), ""}});
}

}  // namespace meetpoint::load
