// A new station gets the event by pieces: the hub's answers, their way, and the station's own
// store. The first run has the hub make the pieces; the others get what was made.
//
// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/store/station_store.h"
#include "tests/bench/load/hub_under_load.h"
#include "tests/bench/load/scenarios.h"
#include "tests/bench/load/snapshot_run.h"
#include "tests/bench/load/whole_feed.h"

namespace meetpoint::load {

namespace asio = boost::asio;

namespace {

// A station's own part: what it does with each piece.
void take(store::StationStore& store, SnapshotRun& run, const Piece& piece) {
  run.rows += piece.reply.entries.size();
  ++run.pieces;
  run.packed_mb += static_cast<double>(piece.response.body.size()) / 1e6;
  run.hub_s += piece.waited_ms / 1000;
  run.read_s += piece.read_ms / 1000;
  const bool last = piece.reply.to == piece.reply.head;
  const double begun = bench::wall_ms();
  const Status kept = last ? store.apply(piece.reply) : store.stage(piece.reply);
  if (!kept) throw std::runtime_error(kept.error().message);
  (last ? run.apply_s : run.stage_s) += (bench::wall_ms() - begun) / 1000;
}

}  // namespace

SnapshotRun run_snapshot(const HubUnderLoad& hub, const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder);
  const SystemClock clock;
  auto store = store::StationStore::open(folder, clock);
  if (!store) throw std::runtime_error(store.error().message);
  const Login& login = hub.logins().front();
  const Status enrolled = (*store)->enrol({.event = hub.event(),
                                           .station = login.station,
                                           .hub_url = hub.access(login).base,
                                           .token = login.token,
                                           .key = login.key});
  if (!enrolled) throw std::runtime_error(enrolled.error().message);
  SnapshotRun run;
  const double hub_before = hub.process().cpu_ms();
  asio::io_context io(1);
  Connection connection(io, hub.port());
  const auto each = [&](Piece& piece) { take(**store, run, piece); };
  asio::co_spawn(io, read_whole_feed(connection, hub.access(login), each),
                 [](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                 });
  io.run();
  run.hub_cpu_s = (hub.process().cpu_ms() - hub_before) / 1000;
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
  bench::Samples stage_s;
  bench::Samples apply_s;
  bench::Samples rate;
  SnapshotRun last;
  for (int i = 0; i < plan.repeats; ++i) {
    last = run_snapshot(hub, scene.folder / "snapshot-station");
    hub_s.add(last.hub_s);
    cpu_s.add(last.hub_cpu_s);
    read_s.add(last.read_s);
    stage_s.add(last.stage_s);
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
       {"pieces", std::to_string(last.pieces), ""},
       {"bytes on the wire, MB", bench::number(last.packed_mb), ""},
       row("asked until the last byte was there, seconds", hub_s),
       row("  of it the hub's computing, seconds", cpu_s),
       row("unpacked and read, seconds", read_s),
       row("put away durably in the station's store, seconds", stage_s),
       row("taken over there at once, seconds", apply_s),
       {"rows a second, all of it", fmt::format("{:.0f}", rate.median()),
        fmt::format("{:.0f}", rate.percentile(0))},
       {"the most memory of the hub, MB", bench::number(hub.process().memory().highest_mb), ""}});
}

}  // namespace meetpoint::load
