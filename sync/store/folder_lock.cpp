#include "sync/store/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace meetpoint::store {

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) {
    std::filesystem::create_directories(folder, error);
    if (error) {
      return fail(error == std::errc::no_space_on_device ? ErrorCode::disk_full : ErrorCode::io,
                  "The folder can't be made: " + folder.string() + " (" + error.message() + ").");
    }
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  const std::filesystem::path path = folder / "lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    const ErrorCode code = errno == ENOSPC ? ErrorCode::disk_full : ErrorCode::io;
    return fail(code, "The folder can't be written: " + folder.string() + " (" +
                          std::strerror(errno) + ").");
  }
  FolderLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return fail(ErrorCode::conflict, "Another program uses this folder: " + folder.string() +
                                         ". Close it first, or choose another folder.");
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace meetpoint::store
