// Reads parts of a zip file, on guard against archives that unpack to more than they should.
//
// Owns the archive; movable. Not thread-safe.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.h"

struct zip;

namespace meetpoint::importers {

class ZipArchive {
 public:
  // Fails with corrupt where the file is not a whole zip file.
  static Result<ZipArchive> open(const std::filesystem::path&);

  bool has(const std::string& part) const;

  // Unpacks a part in pieces and hands each to `take`, whose failure ends it. Fails with not_found,
  // corrupt (torn, or its checksum is wrong), or too_large: all parts together may unpack to
  // max_unpacked_bytes, whatever the archive says of their sizes.
  Status unpack(const std::string& part, const std::function<Status(std::string_view)>& take);

  // A whole part of at most `max_bytes`.
  Result<std::string> unpack(const std::string& part, std::size_t max_bytes);

 private:
  explicit ZipArchive(zip* archive) : archive_(archive) {}
  struct Close {
    void operator()(zip* archive) const;
  };
  std::unique_ptr<zip, Close> archive_;
  std::size_t unpacked_ = 0;
};

}  // namespace meetpoint::importers
