// A hub's data folder: hub.db, its lock, and the socket by which commands reach a hub that serves
// it. One program at a time has the database open.
#pragma once

#include <filesystem>
#include <string>

#include "sync/base/result.h"

namespace meetpoint::hub {

class DataFolder {
 public:
  // Makes the folder (for its user alone) where `create`; else fails with not_found.
  static Result<DataFolder> open(const std::filesystem::path&, bool create);
  DataFolder(DataFolder&&) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();  // gives the lock back

  // Keeps the lock until this goes. False: another program has it.
  Result<bool> try_lock();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "hub.db"; }
  // A short name for hub.sock, valid in this process: a socket's path has 107 bytes at most, and a
  // folder's may be longer.
  std::string socket() const;

 private:
  DataFolder(std::filesystem::path path, int folder) : path_(std::move(path)), folder_(folder) {}
  std::filesystem::path path_;
  int folder_ = -1;
  int lock_ = -1;
};

// $XDG_STATE_HOME/meetpoint-hub, else ~/.local/state/meetpoint-hub.
std::filesystem::path default_data_folder();

}  // namespace meetpoint::hub
