#include "kiosk/shell/rescue.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ostream>

#include "sync/store/station_archive.h"

namespace meetpoint::shell {

namespace fs = std::filesystem;

namespace {

auto cannot_write(const fs::path& path) {
  return fail(errno == ENOSPC || errno == EDQUOT ? ErrorCode::disk_full : ErrorCode::io,
              fmt::format("{} can't be written: {}. Choose a folder on another disk.",
                          path.string(), std::strerror(errno)));
}

bool write_whole(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = write(file, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return fsync(file) == 0;
}

}  // namespace

Status write_private_file(const fs::path& path, std::string_view bytes) {
  const std::string part = path.string() + ".part";
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return cannot_write(path);
  const bool whole = fchmod(file, 0600) == 0 && write_whole(file, bytes);
  const int problem = errno;
  const bool closed = close(file) == 0;
  if (!whole) errno = problem;
  if (!whole || !closed || rename(part.c_str(), path.c_str()) != 0) {
    auto failure = cannot_write(path);
    unlink(part.c_str());
    return failure;
  }
  // The name as well must outlive the stick being pulled out.
  if (const int folder =
          open(fs::absolute(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      folder >= 0) {
    fsync(folder);
    close(folder);
  }
  return {};
}

Result<Rescued> rescue_bytes(const fs::path& folder, const Clock& clock) {
  auto archive = store::StationArchive::open(folder);
  if (!archive) return fail(archive);
  const auto file = archive->rescue("meetpoint-kiosk " MEETPOINT_VERSION, clock.now());
  if (!file) return fail(file);
  if (file->facts == 0) {
    return fail(ErrorCode::not_found,
                fmt::format("'{}' has recorded nothing yet: there is nothing to rescue.",
                            file->station_name));
  }
  return Rescued{.bytes = wire::write_rescue(*file),
                 .station_name = file->station_name,
                 .event = file->event.value,
                 .facts = file->facts,
                 .is_signed = !file->public_key.empty()};
}

int rescue_to_file(const Options& options, const Clock& clock, std::ostream& out,
                   std::ostream& err) {
  const auto rescued = rescue_bytes(options.data, clock);
  if (!rescued) {
    err << rescued.error().message << '\n';
    return 1;
  }
  if (const Status written = write_private_file(options.rescue_file, rescued->bytes); !written) {
    err << written.error().message << '\n';
    return 1;
  }
  out << fmt::format(
      "Wrote {}: {} records of '{}' at '{}', {} bytes, readable by you alone.\n"
      "Bring it to the hub of that event: meetpoint-hub rescue {}\n",
      options.rescue_file.string(), rescued->facts, rescued->station_name, rescued->event,
      rescued->bytes.size(), options.rescue_file.filename().string());
  if (!rescued->is_signed) {
    out << "It is not signed, as this kiosk has no key yet: the hub will ask for --approve.\n";
  }
  return 0;
}

}  // namespace meetpoint::shell
