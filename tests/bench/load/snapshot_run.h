// One new station that gets the event from a running hub. What fails throws.
#pragma once

#include <filesystem>

#include "tests/bench/load/hub_under_load.h"

namespace meetpoint::load {

struct SnapshotRun {
  std::size_t rows = 0;
  std::size_t pieces = 0;
  double packed_mb = 0;
  double hub_s = 0;  // from the questions to the last bytes
  double hub_cpu_s = 0;
  double read_s = 0;   // unpacked and read into messages
  double stage_s = 0;  // put away in the station's store, durable
  double apply_s = 0;  // taken over there, durable: while a scan has to wait
  double all_s() const { return hub_s + read_s + stage_s + apply_s; }
  double rows_per_second() const { return static_cast<double>(rows) / all_s(); }
};

// As the first station of the hub. `folder` is made anew and taken away.
SnapshotRun run_snapshot(const HubUnderLoad& hub, const std::filesystem::path& folder);

}  // namespace meetpoint::load
