#include "kiosk/scan/reader/serial_lines.h"

namespace meetpoint::scan {
namespace {

constexpr std::uint8_t start_of_text = 0x02;
constexpr std::uint8_t end_of_text = 0x03;

bool ends(std::uint8_t byte) {
  return byte == '\r' || byte == '\n' || byte == end_of_text || byte == 0;
}

// How many bytes the UTF-8 letter at `at` has; 0 where it is none.
std::size_t letter_at(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || outside ? 0 : length;
}

bool is_utf8(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = letter_at(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

// Readers that send no UTF-8 send Latin-1.
std::string from_latin1(const std::string& text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8.push_back(c);
    } else {
      utf8.push_back(static_cast<char>(0xC0 | (byte >> 6)));
      utf8.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
  }
  return utf8;
}

}  // namespace

std::vector<std::string> SerialLines::feed(std::span<const std::uint8_t> bytes, Moment at) {
  std::vector<std::string> codes;
  if (bytes.empty()) return codes;
  if (auto before = flush(at)) codes.push_back(std::move(*before));
  last_ = at;
  for (const std::uint8_t byte : bytes) {
    if (ends(byte) || byte == start_of_text) {
      if (auto code = take()) codes.push_back(std::move(*code));
    } else if (line_.size() >= options_.most_bytes) {
      too_long_ = true;
    } else if (byte >= 0x20 && byte != 0x7F) {
      line_.push_back(static_cast<char>(byte));
    }
  }
  return codes;
}

std::optional<std::string> SerialLines::flush(Moment at) {
  if (line_.empty() || at - last_ < options_.silence) return std::nullopt;
  return take();
}

void SerialLines::reset() {
  line_.clear();
  too_long_ = false;
}

std::optional<std::string> SerialLines::take() {
  const std::string line = line_;
  const bool whole = !too_long_;
  reset();
  if (!whole || line.find_first_not_of(' ') == std::string::npos) return std::nullopt;
  return is_utf8(line) ? line : from_latin1(line);
}

}  // namespace meetpoint::scan
