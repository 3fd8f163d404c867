// kiosk_bench [--attendees N] [--meetings N] [--scans N] [--markdown FILE]
//
// How long a scan takes at a station with a very large event in its store, and how long it takes to
// get such an event into the store. Prints its figures; FILE gets them as Markdown, at its end.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <thread>

#include "sync/base/shifted_clock.h"
#include "tests/bench/big_event.h"
#include "tests/bench/scans.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::bench {

namespace {

constexpr double goal_ms = 20;
// Arrivals of others that are kept for the part in which they come while a badge is scanned.
constexpr std::size_t kept_replies = 20;

int complain(const Error& error) {
  std::cerr << error.message << '\n';
  return 1;
}

std::vector<std::string> random_badges(int count, int attendees, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> badges;
  for (int i = 0; i < count; ++i) {
    badges.push_back(badge_of(static_cast<int>(random() % static_cast<unsigned>(attendees))));
  }
  return badges;
}

std::vector<std::string> row_of(std::string name, const Samples& samples, std::string goal = "") {
  std::vector<std::string> row = samples.cells();
  row.insert(row.begin(), std::move(name));
  row.push_back(std::move(goal));
  return row;
}

// A station that has the event, and what of the feed is still to come.
struct Filled {
  std::unique_ptr<store::StationStore> store;
  std::vector<wire::FeedReply> to_come;
};

Result<Filled> fill(const std::filesystem::path& folder, const Clock& clock, const BigEvent& size,
                    Report& report) {
  auto store = store::StationStore::open(folder, clock);
  if (!store) return fail(std::move(store));
  if (Status done = (*store)->enrol({.event = big_event_id(),
                                     .station = {1},
                                     .station_name = "Bench",
                                     .hub_url = "http://127.0.0.1:1",
                                     .token = "none"});
      !done) {
    return fail(done);
  }
  const wire::FeedReply snapshot = snapshot_of(size);
  const double begin = wall_ms();
  const double begin_cpu = cpu_ms();
  if (Status done = (*store)->apply(snapshot); !done) return fail(done);
  const double snapshot_ms = wall_ms() - begin;
  const double snapshot_cpu = cpu_ms() - begin_cpu;

  std::vector<wire::FeedReply> replies = feed_after(snapshot, size);
  const std::size_t now = replies.size() - std::min(replies.size(), kept_replies);
  Samples pages;
  std::size_t facts = 0;
  double facts_ms = 0;
  for (std::size_t i = 0; i < now; ++i) {
    const double before = wall_ms();
    if (Status done = (*store)->apply(replies[i]); !done) return fail(done);
    pages.add(wall_ms() - before);
    facts_ms += wall_ms() - before;
    facts += replies[i].entries.size();
  }
  const auto rows = static_cast<double>(snapshot.entries.size());
  report.title("A station gets the event");
  report.table(
      {"what", "figure"},
      {{"rows of the snapshot", fmt::format("{}", snapshot.entries.size())},
       {"its transaction, seconds", number(snapshot_ms / 1000)},
       {"of it computing, seconds", number(snapshot_cpu / 1000)},
       {"rows a second", fmt::format("{:.0f}", rows / snapshot_ms * 1000)},
       {"the database's size, MB",
        fmt::format("{:.0f}",
                    static_cast<double>(std::filesystem::file_size(folder / "station.db")) / 1e6)},
       {"facts of others, in feed replies of up to 1,024", fmt::format("{}", facts)},
       {"facts a second, each reply durable",
        fmt::format("{:.0f}", static_cast<double>(facts) / std::max(facts_ms, 1.0) * 1000)},
       {"one reply, median ms", number(pages.median())},
       {"one reply, worst ms", number(pages.percentile(1))}});
  replies.erase(replies.begin(), replies.begin() + static_cast<std::ptrdiff_t>(now));
  return Filled{std::move(*store), std::move(replies)};
}

void tell(const ScanCost& cost, Report& report) {
  std::vector<std::vector<std::string>> rows = {
      row_of("store: transaction, durable commit, the day", cost.store),
      row_of("  of it computing", cost.store_cpu),
      row_of("update() and view()", cost.think),
  };
  for (const ScreenCost& screen : cost.screens) {
    const std::string size = fmt::format("{}x{}", screen.width, screen.height);
    rows.push_back(row_of(size + ": layout", screen.layout));
    rows.push_back(row_of(size + ": pixels, without a GPU", screen.pixels));
    rows.push_back(
        row_of(size + ": **all**", screen.all,
               fmt::format("p99 < {:.0f} ms: {}", goal_ms, reached(screen.all.p99() < goal_ms))));
    rows.push_back(row_of("  of it computing, all threads", screen.all_cpu));
  }
  report.title("From a badge to the durable answer on the screen");
  report.say(fmt::format("{} badges, milliseconds.", cost.store.size()));
  report.table({"part", "median", "p95", "p99", "worst", "goal"}, rows);
}

// The same while what happens at other stations arrives all the time: one connection writes, so
// that a scan waits for the reply that is being applied.
Status scan_in_a_crowd(Filled& filled, const Clock& clock, const BigEvent& size, Report& report) {
  auto bench = ScanBench::make(*filled.store, clock, {});
  if (!bench) return fail(std::move(bench));
  Status applied;
  bool over = false;
  std::atomic<bool> applying = true;
  std::thread others([&] {
    for (const wire::FeedReply& reply : filled.to_come) {
      applied = filled.store->apply(reply);
      if (!applied) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    applying = false;
  });
  Status scanned;
  for (unsigned seed = 100; applying && !over; ++seed) {
    scanned = (*bench)->scan(random_badges(1, size.attendees, seed));
    over = !scanned.has_value();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  others.join();
  if (!scanned) return scanned;
  if (!applied) return applied;
  report.title("The same while 10,000 facts a second of others arrive");
  report.say(
      fmt::format("{} badges, milliseconds, the store alone.", (*bench)->cost().store.size()));
  report.table({"part", "median", "p95", "p99", "worst", "goal"},
               {row_of("store", (*bench)->cost().store)});
  return {};
}

int run(int argc, char** argv) {
  BigEvent size;
  size.attendees = std::stoi(argument(argc, argv, "--attendees", "100000"));
  size.meetings = std::stoi(argument(argc, argv, "--meetings", "400000"));
  size.checked_in = std::min(size.checked_in, size.attendees / 2);
  size.in_zones = std::min(size.in_zones, size.checked_in / 2);
  const int scans = std::stoi(argument(argc, argv, "--scans", "2000"));
  const std::string markdown = argument(argc, argv, "--markdown", "");

  Report report;
  const ShiftedClock clock(big_event_begins + std::chrono::minutes(200));
  const testing::TemporaryFolder folder;
  auto filled = fill(folder.path(), clock, size, report);
  if (!filled) return complain(filled.error());
  auto bench = ScanBench::make(*filled->store, clock, {{1366, 768}, {1920, 1080}});
  if (!bench) return complain(bench.error());
  report.say(fmt::format("{} attendees, {} meetings, {} zones. {}.", size.attendees, size.meetings,
                         size.zones, machine()));
  if (Status done = (*bench)->scan(random_badges(scans, size.attendees, 42)); !done) {
    return complain(done.error());
  }
  tell((*bench)->cost(), report);
  if (Status done = scan_in_a_crowd(*filled, clock, size, report); !done) {
    return complain(done.error());
  }
  if (!markdown.empty() && !report.append_to(markdown)) {
    return complain({ErrorCode::io, "The figures can't be written to " + markdown});
  }
  return 0;
}

}  // namespace

}  // namespace meetpoint::bench

int main(int argc, char** argv) {
  try {
    return meetpoint::bench::run(argc, argv);
  } catch (const std::exception& thrown) {
    std::cerr << "kiosk_bench: " << thrown.what() << '\n';
    return 2;
  }
}
