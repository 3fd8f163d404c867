// meetpoint-load: puts a meetpoint-hub of its own under load over real sockets, and prints what it
// measured beside what is asked of a hub. Never fails because of a figure.
#include <CLI/CLI.hpp>
#include <iostream>

#include "sync/hub/auth.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/scenarios.h"

namespace {

namespace load = meetpoint::load;

int run(int argc, char** argv) {
  CLI::App app{"Puts a meetpoint-hub of its own under load and says what it measured.",
               "meetpoint-load"};
  app.require_subcommand(1);
  load::Scene scene{.hub = MEETPOINT_HUB, .folder = {}, .options = {}};
  std::filesystem::path markdown;
  app.add_option("--hub", scene.hub, "the program")->capture_default_str();
  app.add_option("--folder", scene.folder, "for what is written (default: one that is taken away)");
  app.add_option("--serve-option", scene.options, "one more of 'meetpoint-hub serve'")
      ->allow_extra_args(false);
  app.add_option("--markdown", markdown, "a file to add the figures to");

  load::SteadyPlan steady;
  auto* steady_command = app.add_subcommand("steady", "Stations that record and follow the feed");
  steady_command->add_option("--stations", steady.stations)->capture_default_str();
  steady_command->add_option("--facts-per-second", steady.facts_per_second)->capture_default_str();
  steady_command->add_option("--observers", steady.observers)->capture_default_str();
  steady_command->add_option("--warm-up", steady.warm_up_s, "seconds")->capture_default_str();
  steady_command->add_option("--seconds", steady.seconds)->capture_default_str();

  load::StormPlan storm;
  auto* storm_command = app.add_subcommand("storm", "Stations that come back at once");
  storm_command->add_option("--stations", storm.stations)->capture_default_str();
  storm_command->add_option("--facts-each", storm.facts_each)->capture_default_str();
  storm_command->add_option("--others", storm.others)->capture_default_str();
  storm_command->add_option("--facts-per-second", storm.facts_per_second)->capture_default_str();
  storm_command->add_option("--followers", storm.followers)->capture_default_str();
  storm_command->add_option("--patience", storm.patience_s, "seconds")->capture_default_str();

  load::HostilePlan hostile;
  auto* hostile_command = app.add_subcommand("hostile", "Clients that do harm, beside others");
  hostile_command->add_option("--stations", hostile.stations)->capture_default_str();
  hostile_command->add_option("--facts-per-second", hostile.facts_per_second)
      ->capture_default_str();
  hostile_command->add_option("--idle", hostile.idle_connections)->capture_default_str();
  hostile_command->add_option("--slow-readers", hostile.slow_readers)->capture_default_str();
  hostile_command->add_option("--byte-a-second", hostile.byte_a_second)->capture_default_str();
  hostile_command->add_option("--bomb-gb", hostile.bomb_gb)->capture_default_str();
  hostile_command->add_option("--seconds", hostile.seconds, "of each part")->capture_default_str();

  load::SnapshotPlan snapshot;
  auto* snapshot_command = app.add_subcommand("snapshot", "A new station gets the event");
  snapshot_command->add_option("--attendees", snapshot.attendees)->capture_default_str();
  snapshot_command->add_option("--meetings", snapshot.meetings)->capture_default_str();
  snapshot_command->add_option("--repeats", snapshot.repeats)->capture_default_str();

  auto* bytes_command = app.add_subcommand("bytes", "What a fact costs on the wire");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  }
  if (const auto crypto = meetpoint::hub::init_crypto(); !crypto) {
    throw std::runtime_error(crypto.error().message);
  }
  load::raise_file_limit();
  const bool own_folder = scene.folder.empty();
  if (own_folder) {
    std::string name = (std::filesystem::temp_directory_path() / "meetpoint-load-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    scene.folder = name;
  }
  meetpoint::bench::Report report;
  if (steady_command->parsed()) load::steady(scene, steady, report);
  if (storm_command->parsed()) load::storm(scene, storm, report);
  if (hostile_command->parsed()) load::hostile(scene, hostile, report);
  if (bytes_command->parsed()) load::bytes_per_fact(report);
  if (snapshot_command->parsed()) load::first_snapshot(scene, snapshot, report);
  if (own_folder) std::filesystem::remove_all(scene.folder);
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
    std::cerr << "meetpoint-load: " << problem.what() << '\n';
    return 1;
  }
}
