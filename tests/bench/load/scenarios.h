// What meetpoint-load can put a hub through. Each starts a hub of its own, and adds what it
// measured to the report, with the goals of the event that the hub is to serve. What fails throws.
#pragma once

#include <filesystem>
#include <string>

#include "tests/bench/figures.h"

namespace meetpoint::load {

struct Scene {
  std::string hub;                   // the program
  std::filesystem::path folder;      // for all that is written
  std::vector<std::string> options;  // more of the hub's `serve`
};

// Stations that record and follow, for a while.
struct SteadyPlan {
  int stations = 1000;
  double facts_per_second = 2800;
  int observers = 5;
  double warm_up_s = 10;
  double seconds = 60;
};
void steady(const Scene&, const SteadyPlan&, bench::Report&);

// Stations that come back at once, each with facts of a day, while others go on working.
struct StormPlan {
  int stations = 1000;
  int facts_each = 10'000;
  int others = 50;                // that were never away
  double facts_per_second = 140;  // of these others together
  int followers = 10;             // of the others
  double patience_s = 1200;       // ended when it is not drained then
};
void storm(const Scene&, const StormPlan&, bench::Report&);

// Ordinary stations first alone, then beside each kind of trouble.
struct HostilePlan {
  int stations = 50;
  double facts_per_second = 140;
  int idle_connections = 10'000;
  int slow_readers = 20;
  int byte_a_second = 100;
  int bombs_per_second = 1;
  double bomb_gb = 4;
  double seconds = 30;  // of each part
};
void hostile(const Scene&, const HostilePlan&, bench::Report&);

// What a fact costs on the wire, handed in as a station does.
void bytes_per_fact(bench::Report&);

// A new station gets the event.
struct SnapshotPlan {
  int attendees = 100'000;
  int meetings = 400'000;
  int repeats = 3;
};
void first_snapshot(const Scene&, const SnapshotPlan&, bench::Report&);

}  // namespace meetpoint::load
