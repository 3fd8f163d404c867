#include "tests/sync/upgrade/left_behind.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "sync/wire/compress.h"

namespace meetpoint::upgrade {

namespace fs = std::filesystem;

namespace {

const fs::path here = fs::path(MEETPOINT_SOURCE_DIR) / "tests/sync/upgrade";

void unpack_one(const fs::path& packed, const fs::path& file) {
  const auto bytes = wire::decompress(bytes_of(packed), std::size_t{64} << 20);
  ASSERT_TRUE(bytes) << packed << ": " << bytes.error().message;
  write_bytes(file, *bytes);
}

}  // namespace

std::vector<std::string> releases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(here)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path folder_of(const std::string& release) { return here / release; }

std::string bytes_of(const fs::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
  ASSERT_EQ(fs::file_size(path), bytes.size()) << path;
}

void unpack(const fs::path& packed, const fs::path& file) {
  unpack_one(packed.string() + ".zst", file);
  if (fs::exists(packed.string() + "-wal.zst")) {
    unpack_one(packed.string() + "-wal.zst", file.string() + "-wal");
  }
}

wire::Json read_json(const fs::path& path) {
  auto json = wire::parse_json(bytes_of(path));
  EXPECT_TRUE(json) << path;
  return json ? std::move(*json) : wire::Json::object();
}

}  // namespace meetpoint::upgrade
