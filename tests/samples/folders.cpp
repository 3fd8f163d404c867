#include "tests/samples/folders.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace meetpoint::samples {
namespace {

std::string with_line_ends(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool end = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n';
    out += end ? '\n' : text[i];
    if (end) ++i;
  }
  return out;
}

}  // namespace

Result<std::vector<FixedPicture>> read_folder(const std::filesystem::path& folder) {
  std::ifstream truth(folder / "truth.txt");
  if (!truth) {
    return fail(ErrorCode::not_found,
                "There is no truth.txt in " + folder.string() + "; make it anew.");
  }
  std::vector<FixedPicture> pictures;
  for (std::string line; std::getline(truth, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = first == std::string::npos ? first : line.find('\t', first + 1);
    if (line.empty() || (first != std::string::npos && second == std::string::npos)) {
      return fail(ErrorCode::invalid_input, "A line of " + (folder / "truth.txt").string() +
                                                " is not name, corners and text: '" + line + "'.");
    }
    const std::filesystem::path file = folder / line.substr(0, first);
    if (pictures.empty() || pictures.back().file != file) pictures.push_back({file, {}});
    if (first != std::string::npos)
      pictures.back().texts.push_back(with_line_ends(std::string_view(line).substr(second + 1)));
  }
  return pictures;
}

Result<std::map<std::string, int>> read_counts(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return fail(ErrorCode::not_found, "There is no " + file.string() + ".");
  std::map<std::string, int> counts;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string kind;
    int count = 0;
    if (words >> kind && kind.front() != '#' && words >> count) counts[kind] = count;
  }
  return counts;
}

}  // namespace meetpoint::samples
