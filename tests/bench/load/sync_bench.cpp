// sync_bench: our hub beside what other people wrote, in turn, with the same durability. Prints the
// rates and their ratios; never fails because of a figure.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "sync/hub/auth.h"
#include "tests/bench/load/compare.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/sides.h"
#include "tests/bench/load/snapshot_run.h"

namespace {

namespace load = meetpoint::load;
namespace bench = meetpoint::bench;

struct Plan {
  int repeats = 5;
  int writers = 4;
  std::size_t facts = 40'000;
  std::size_t pouch_facts = 8'000;
  std::size_t pouch_rows = 10'000;
  int attendees = 100'000;
  int meetings = 400'000;
  std::string postgres_option;  // of our hub; empty: it has none
};

constexpr const char* on_disk = "the commit (WAL, synchronous=FULL)";

std::vector<load::Side> sides_of(const load::Others& others, const Plan& plan,
                                 const load::Facts& facts) {
  const std::string ours =
      fmt::format("our hub over HTTP, SQLite, {} stations, with the fold", plan.writers);
  std::vector<load::Side> sides = {
      {.name = ours,
       .durability = on_disk,
       .rate = [&] { return hub_rate(others, facts, {}, true); }},
      {.name = "SQLite in one process, the same tables and fold",
       .durability = on_disk,
       .rate = [&] { return sqlite_rate(others, facts); }},
      {.name = "our hub over HTTP, PostgreSQL, with the fold",
       .durability = "the commit (fsync, synchronous_commit)",
       .left_out = "this hub has no --database"},
      {.name = "PostgreSQL, COPY and INSERT of the same rows, the state's known beforehand",
       .durability = "the commit (fsync, synchronous_commit)",
       .left_out = "no PostgreSQL was given"},
      {.name = "PostgreSQL, COPY and INSERT of the facts alone",
       .durability = "the commit (fsync, synchronous_commit)",
       .left_out = "no PostgreSQL was given"},
      {.name = "Redis, XADD in pipelines of 500, no fold",
       .durability = "the log (appendfsync always)",
       .left_out = "no Redis was given"},
      {.name = "express-pouchdb, push replication, batches of 500",
       .durability = "each write of LevelDB (sync)",
       .left_out = "no PouchDB was given"},
      {.name = "our hub over HTTP, SQLite, until all is acknowledged; folded afterwards",
       .durability = on_disk,
       .rate = [&] { return hub_rate(others, facts, {}, false); }},
  };
  if (!others.postgres.empty()) {
    sides[3].rate = [&] { return postgres_rate(others, facts, false); };
    sides[4].rate = [&] { return postgres_rate(others, facts, true); };
    if (!plan.postgres_option.empty()) {
      sides[2].rate = [&] { return hub_rate(others, facts, plan.postgres_option, true); };
    }
  }
  if (!others.redis.empty()) sides[5].rate = [&] { return redis_rate(others, facts); };
  if (!others.pouch.empty()) {
    sides[6].rate = [&] { return pouch_push_rate(others, plan.pouch_facts, plan.writers); };
  }
  return sides;
}

void compare(const load::Others& others, const Plan& plan, bench::Report& report,
             const std::filesystem::path& plot) {
  const std::size_t batches =
      plan.facts / load::facts_per_batch / static_cast<std::size_t>(plan.writers);
  const load::Facts facts = load::make_facts(plan.writers, std::max<std::size_t>(batches, 1));
  std::vector<load::Side> sides = sides_of(others, plan, facts);
  const std::size_t pushing = sides.size();

  load::HubUnderLoad hub({.program = others.hub,
                          .folder = others.folder / "snapshot-hub",
                          .event = {.attendees = plan.attendees, .meetings = plan.meetings}});
  sides.push_back({.name = fmt::format("our first snapshot, {} rows", hub.rows()),
                   .durability = on_disk,
                   .rate = [&] {
                     return run_snapshot(hub, others.folder / "snapshot-station").rows_per_second();
                   }});
  sides.push_back(
      {.name = fmt::format("PouchDB's first replication, {} documents", plan.pouch_rows),
       .durability = "LevelDB's default at the new station: not waited for",
       .left_out = "no PouchDB was given"});
  if (!others.pouch.empty()) {
    sides.back().rate = [&] { return pouch_pull_rate(others, plan.pouch_rows); };
  }
  const std::string before = bench::machine();
  run_in_turn(sides, plan.repeats);

  const std::vector<load::Ratio> ratios = {
      {"our hub with the fold / SQLite in one process with it", 0, 1, 0.5},
      {"our hub on PostgreSQL with the fold / COPY of the same rows", 2, 3, 0.4},
      {"our hub on PostgreSQL with the fold / COPY of the facts alone", 2, 4, 0},
      {"our hub, acknowledged / Redis XADD", 7, 5, 0},
      {"our hub, acknowledged / express-pouchdb's push", 7, 6, 10},
      {"our first snapshot / PouchDB's first replication", pushing, pushing + 1, 20},
  };
  report.title("Beside what other people wrote");
  report.say(
      fmt::format("{} repeats; in each, every side runs once, in an order that turns. {} facts in "
                  "batches of 500 by {} "
                  "writers at once, packed beforehand, into empty tables; express-pouchdb gets {} "
                  "documents of the same "
                  "content, as it would take too long with more. At the start: {}. At the end: {}.",
                  plan.repeats, fmt::format("{:.0f}", facts.count()), plan.writers,
                  plan.pouch_facts, before, bench::machine()));
  report_rates(sides, "facts or rows", report);
  report.say("Ratios are of the same repeat; their spread is over the repeats.");
  report_ratios(sides, ratios, report);
  if (plot.empty()) return;
  if (!plot_ratios(sides, ratios, plot)) throw std::runtime_error("can't write " + plot.string());
  report.say(fmt::format("![Ours to theirs]({})", plot.filename().string()));
}

int run(int argc, char** argv) {
  CLI::App app{"Our hub beside what other people wrote.", "sync_bench"};
  load::Others others{.hub = MEETPOINT_HUB};
  Plan plan;
  std::filesystem::path markdown;
  std::filesystem::path plot;
  app.add_option("--hub", others.hub, "the program")->capture_default_str();
  app.add_option("--postgres", others.postgres, "a private cluster, as libpq names it");
  app.add_option("--hub-database", plan.postgres_option,
                 "what `serve --database` gets, where the hub has it");
  app.add_option("--redis", others.redis, "the socket of a private server");
  app.add_option("--pouch", others.pouch, "the folder of server.js and its node_modules");
  app.add_option("--folder", others.folder, "for what is written; nothing else is there")
      ->required();
  app.add_option("--repeats", plan.repeats)->capture_default_str();
  app.add_option("--writers", plan.writers)->capture_default_str();
  app.add_option("--facts", plan.facts)->capture_default_str();
  app.add_option("--pouch-facts", plan.pouch_facts)->capture_default_str();
  app.add_option("--pouch-rows", plan.pouch_rows)->capture_default_str();
  app.add_option("--attendees", plan.attendees)->capture_default_str();
  app.add_option("--meetings", plan.meetings)->capture_default_str();
  app.add_option("--markdown", markdown, "a file to add the figures to");
  app.add_option("--plot", plot, "an SVG file to write");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  }
  if (const auto crypto = meetpoint::hub::init_crypto(); !crypto) {
    throw std::runtime_error(crypto.error().message);
  }
  load::raise_file_limit();
  bench::Report report;
  compare(others, plan, report, plot);
  if (!markdown.empty() && !report.append_to(markdown)) {
    throw std::runtime_error("can't write " + markdown.string());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    std::cerr << "sync_bench: " << problem.what() << '\n';
    return 1;
  }
}
