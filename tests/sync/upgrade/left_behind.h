// The databases that a release left behind (tests/sync/upgrade/RELEASE), unpacked into a folder.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "sync/wire/json.h"

namespace meetpoint::upgrade {

// Every release that has a folder here: "0.1".
std::vector<std::string> releases();
// How a test of a release is called.
inline std::string name_of_release(const ::testing::TestParamInfo<std::string>& tested) {
  std::string name = "Release" + tested.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}
std::filesystem::path folder_of(const std::string& release);

std::string bytes_of(const std::filesystem::path&);
void write_bytes(const std::filesystem::path&, const std::string&);

// `packed`.zst -> `file`, and its write-ahead log where one was left.
void unpack(const std::filesystem::path& packed, const std::filesystem::path& file);

wire::Json read_json(const std::filesystem::path&);

}  // namespace meetpoint::upgrade
