// The fixed pictures beside this file: a folder of each kind, with truth.txt.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sync/base/result.h"

namespace meetpoint::samples {

struct FixedPicture {
  std::filesystem::path file;
  std::vector<std::string> texts;  // in it; none in pictures of empty places
};

// As meetpoint-make-samples wrote them, in the order of names. not_found where there is no
// truth.txt, invalid_input where it makes no sense.
Result<std::vector<FixedPicture>> read_folder(const std::filesystem::path& folder);

// What is to be read in each kind, as in "glare 7", a line each; lines with # are for people.
// not_found where there is no such file.
Result<std::map<std::string, int>> read_counts(const std::filesystem::path& file);

}  // namespace meetpoint::samples
