#include "kiosk/shell/remembered.h"

#include <algorithm>
#include <fstream>

namespace meetpoint::shell {

namespace {

constexpr std::size_t most_lines = 100;

std::string trimmed(const std::string& text) {
  constexpr const char* blank = " \t\r";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

Remembered::Remembered(const std::filesystem::path& folder) : file_(folder / "machine.conf") {
  std::ifstream in(file_);
  std::string line;
  for (std::size_t lines = 0; lines < most_lines && std::getline(in, line); ++lines) {
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string::npos) continue;
    values_[trimmed(line.substr(0, equals))] = trimmed(line.substr(equals + 1));
  }
}

std::string Remembered::value(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string{} : found->second;
}

Status Remembered::keep(const std::string& name, std::string value) {
  std::replace_if(value.begin(), value.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  if (this->value(name) == value) return {};
  if (value.empty()) {
    values_.erase(name);
  } else {
    values_[name] = std::move(value);
  }
  return write();
}

// Beside it, then over it: a kiosk that is switched off in between has the old one.
Status Remembered::write() const {
  std::error_code error;
  std::filesystem::create_directories(file_.parent_path(), error);
  const std::filesystem::path fresh = file_.string() + ".new";
  {
    std::ofstream out(fresh, std::ios::trunc);
    out << "# What this kiosk found out about its machine. Delete a line to have it found again.\n";
    for (const auto& [name, value] : values_) out << name << " = " << value << '\n';
    if (!out.flush()) {
      return fail(ErrorCode::io, "What was found out about this machine can't be kept in " +
                                     file_.string() + "; check the disk and its permissions.");
    }
  }
  std::filesystem::rename(fresh, file_, error);
  if (error) return fail(ErrorCode::io, "Can't write " + file_.string() + ": " + error.message());
  return {};
}

}  // namespace meetpoint::shell
