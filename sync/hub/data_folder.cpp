#include "sync/hub/data_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace meetpoint::hub {

namespace {

ErrorCode code_of(int number) {
  return number == ENOSPC || number == EDQUOT ? ErrorCode::disk_full : ErrorCode::io;
}

}  // namespace

Result<DataFolder> DataFolder::open(const std::filesystem::path& path, bool create) {
  std::error_code problem;
  if (create) {
    const mode_t before = umask(0077);
    std::filesystem::create_directories(path, problem);
    umask(before);
    if (problem) {
      return fail(code_of(problem.value()),
                  fmt::format("The data folder {} can't be made: {}. Name another with --data.",
                              path.string(), problem.message()));
    }
  } else if (!std::filesystem::exists(path / "hub.db", problem)) {
    return fail(ErrorCode::not_found,
                fmt::format("There is no hub in {} yet. Import an event first, or name the hub's "
                            "folder with --data.",
                            path.string()));
  }
  const int folder = ::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    return fail(code_of(errno), fmt::format("The data folder {} can't be opened: {}.",
                                            path.string(), std::strerror(errno)));
  }
  return DataFolder(path, folder);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)),
      folder_(std::exchange(other.folder_, -1)),
      lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  if (lock_ >= 0) ::close(lock_);
  if (folder_ >= 0) ::close(folder_);
}

Result<bool> DataFolder::try_lock() {
  if (lock_ >= 0) return true;
  const int file = openat(folder_, "hub.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) {
    return fail(code_of(errno), fmt::format("The lock in {} can't be made: {}.", path_.string(),
                                            std::strerror(errno)));
  }
  if (flock(file, LOCK_EX | LOCK_NB) == 0) {
    lock_ = file;
    return true;
  }
  const int number = errno;
  ::close(file);
  if (number == EWOULDBLOCK) return false;
  return fail(code_of(number), fmt::format("The folder {} can't be locked: {}. Use a local disk.",
                                           path_.string(), std::strerror(number)));
}

std::string DataFolder::socket() const { return fmt::format("/proc/self/fd/{}/hub.sock", folder_); }

std::filesystem::path default_data_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/') {
    return std::filesystem::path(state) / "meetpoint-hub";
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home && *home ? home : ".") / ".local/state/meetpoint-hub";
}

}  // namespace meetpoint::hub
