// A lock on a data folder, so that two programs never write one database.
#pragma once

#include <filesystem>

#include "sync/base/result.h"

namespace meetpoint::store {

// Held until it goes. Advisory (flock): a killed program leaves nothing behind.
class FolderLock {
 public:
  // Makes the folder where it is missing, for its user alone. Fails with conflict where another
  // program holds it, else with io, disk_full.
  static Result<FolderLock> take(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace meetpoint::store
