#include "kiosk/scan/scan_files.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "kiosk/scan/base/image_file.h"
#include "kiosk/scan/decode/decoder.h"

namespace meetpoint::scan {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

// A file's name or a code may hold bytes that are no UTF-8; JSON can't.
std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool scan_one(const fs::path& file, Decoder& decoder, std::ostream& out) {
  Json line;
  line["file"] = file.string();
  const auto image = load_gray(file);
  if (!image) {
    line["error"] = image.error().message;
    out << line_of(line) << std::endl;
    return false;
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto codes = decoder.decode(image->view());
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  line["codes"] = Json::array();
  for (const Decoded& code : codes) {
    Json corners = Json::array();
    for (const Point& corner : code.corners) corners.push_back({corner.x, corner.y});
    line["codes"].push_back({{"text", code.text}, {"corners", std::move(corners)}});
  }
  line["ms"] = std::round(took.count() * 100) / 100;
  out << line_of(line) << std::endl;
  return true;
}

// The pictures below a folder, in the order of their names. False when a part could not be read.
bool pictures_below(const fs::path& folder, std::vector<fs::path>& files) {
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    if (is_image_name(it->path()) && it->is_regular_file(ignored)) files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return !error;
}

}  // namespace

int scan_files(std::span<const std::string> paths, std::ostream& out, std::ostream& err) {
  Decoder decoder;
  bool all_well = true;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      all_well = scan_one(path, decoder, out) && all_well;
      continue;
    }
    std::vector<fs::path> files;
    if (!pictures_below(path, files)) {
      err << "A part of the folder \"" << path << "\" can't be read; check its permissions.\n";
      all_well = false;
    }
    if (files.empty()) {
      err << "The folder \"" << path << "\" holds no picture.\n";
      all_well = false;
    }
    for (const fs::path& file : files) all_well = scan_one(file, decoder, out) && all_well;
  }
  return all_well ? 0 : 1;
}

}  // namespace meetpoint::scan
