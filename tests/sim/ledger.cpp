#include "tests/sim/ledger.h"

#include <fmt/format.h>

#include <algorithm>

namespace meetpoint::sim {

namespace {

// Hands every row to `take`; false where the file can't be read.
template <class Take>
bool read_rows(const SimDisk& disk, const std::filesystem::path& scratch, const char* file,
               std::string_view sql, Take take) {
  SimDisk copy(scratch, 1);
  copy.restore(disk.copy(Bytes::live));
  auto db = store::Database::open(scratch / file, store::Access::read_write);
  if (!db) return false;
  const Status done = store::guarded([&]() -> Status {
    store::Rows rows = db->query(sql);
    while (rows.next()) take(rows);
    return {};
  });
  return done.has_value();
}

Counts counts_of(const SimDisk& disk, const std::filesystem::path& scratch, const char* file,
                 std::string_view sql) {
  Counts counts;
  const bool whole = read_rows(disk, scratch, file, sql, [&](const store::Rows& rows) {
    counts[{static_cast<std::uint32_t>(rows.integer(0)), rows.integer(1)}] =
        static_cast<std::size_t>(rows.integer(2));
  });
  return whole ? counts : Counts{};
}

}  // namespace

Counts facts_at_hub(const SimDisk& disk, const std::filesystem::path& scratch) {
  return counts_of(disk, scratch, "hub.db",
                   "SELECT station_id, monotonic_ms, count(*) FROM fact WHERE rejected IS NULL "
                   "GROUP BY 1, 2");
}

Counts facts_of_journal(const SimDisk& disk, const std::filesystem::path& scratch) {
  return counts_of(disk, scratch, "station.db",
                   "SELECT station_id, monotonic_ms, count(*) FROM fact WHERE chain IS NOT NULL "
                   "GROUP BY 1, 2");
}

std::set<AttendeeId> erased_on(const SimDisk& disk, const std::filesystem::path& scratch,
                               bool is_hub) {
  std::set<AttendeeId> people;
  read_rows(disk, scratch, is_hub ? "hub.db" : "station.db",
            "SELECT attendee_id FROM erased_person",
            [&](const store::Rows& rows) { people.insert(AttendeeId(rows.text(0))); });
  return people;
}

bool Ledger::is_excused(Stamp stamp) const {
  const auto found = promises_.find(stamp);
  return found != promises_.end() && found->second.excused;
}

std::size_t Ledger::excuse_all_but(const std::vector<Counts>& places) {
  std::size_t excused = 0;
  for (auto& [stamp, promise] : promises_) {
    if (promise.excused) continue;
    const bool somewhere = std::any_of(places.begin(), places.end(), [&](const Counts& place) {
      const auto found = place.find(stamp);
      return found != place.end() && found->second >= promise.facts;
    });
    if (somewhere) continue;
    promise.excused = true;
    ++excused;
  }
  return excused;
}

std::size_t Ledger::excuse_station(std::uint32_t station, const Counts& hub) {
  std::size_t excused = 0;
  for (auto& [stamp, promise] : promises_) {
    if (stamp.station != station || promise.excused || hub.contains(stamp)) continue;
    promise.excused = true;
    ++excused;
  }
  return excused;
}

std::string Ledger::judge(const Counts& hub) const {
  for (const auto& [stamp, promise] : promises_) {
    const auto found = hub.find(stamp);
    const std::size_t there = found == hub.end() ? 0 : found->second;
    if (there > promise.facts) {
      return fmt::format("twice: \"{}\" of station {} at {} was {} facts; the hub has {}",
                         promise.what, stamp.station, stamp.monotonic_ms, promise.facts, there);
    }
    if (there < promise.facts && !promise.excused) {
      return fmt::format("lost: \"{}\" of station {} at {} was {} facts; the hub has {}",
                         promise.what, stamp.station, stamp.monotonic_ms, promise.facts, there);
    }
  }
  // One that was not shown as recorded may be there all the same, whole, where the power went
  // between the commit and the screen.
  for (const auto& [stamp, facts] : attempts_) {
    const auto found = hub.find(stamp);
    if (found == hub.end() || found->second == facts) continue;
    return fmt::format("half: a transaction of station {} at {} was {} facts; the hub has {}",
                       stamp.station, stamp.monotonic_ms, facts, found->second);
  }
  return {};
}

}  // namespace meetpoint::sim
