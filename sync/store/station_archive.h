// A station's database, read and nothing else: for handing out what it recorded when the station
// itself can't.
//
// Works beside a kiosk that runs (SQLite's readers do not disturb the one that writes), on a disk
// that can't be written any more, and on a database of an older release: the last two in a copy
// that is gone with this. Not thread-safe.
#pragma once

#include <filesystem>
#include <memory>

#include "sync/store/station_store.h"
#include "sync/wire/rescue.h"

namespace meetpoint::store {

class StationArchive {
 public:
  // Fails with not_found (no station.db there, or never enrolled), foreign, newer_version, corrupt,
  // io.
  static Result<StationArchive> open(const std::filesystem::path& folder);
  StationArchive(StationArchive&&) noexcept;
  StationArchive& operator=(StationArchive&&) = delete;
  ~StationArchive();

  const Enrolment& enrolment() const { return who_; }
  // Every fact of this station's journals, as signed pushes within the protocol's bounds.
  Result<wire::RescueFile> rescue(std::string app, Instant now);

 private:
  struct Copy;
  StationArchive(Database db, std::unique_ptr<Copy> copy, Enrolment who);
  Status add_journal(wire::RescueFile&, std::uint32_t incarnation);

  std::unique_ptr<Copy> copy_;  // outlives the connection to it
  Database db_;
  Enrolment who_;
};

}  // namespace meetpoint::store
