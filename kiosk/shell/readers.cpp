#include "kiosk/shell/readers.h"

#include <algorithm>

namespace meetpoint::shell {

namespace {

constexpr const char* layout_name = "reader-layout";
// "MP1" and 128 bits in digits of 5, the last of which has two to spare.
constexpr std::size_t form_size = 29;
constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

bool has_badge_form(std::string_view code) {
  if (code.size() != form_size || !code.starts_with("MP1")) return false;
  const bool all = std::all_of(code.begin() + 3, code.end(),
                               [](char c) { return digits.find(c) != std::string_view::npos; });
  return all && digits.find(code.back()) % 4 == 0;
}

void Readers::use(const std::vector<scan::ReaderSpec>& readers) {
  stop();
  for (const scan::ReaderSpec& reader : readers) {
    if (!reader.open) continue;
    serial_.push_back(
        std::make_unique<scan::SerialReader>(reader.open, scan::SerialReaderOptions{}, wake_));
    serial_.back()->start();
  }
}

void Readers::stop() {
  for (const auto& reader : serial_) reader->stop();
  serial_.clear();
}

std::vector<std::string> Readers::take_codes() {
  std::vector<std::string> codes;
  for (const auto& reader : serial_) {
    for (scan::ScanEvent& event : reader->take_events()) {
      std::move(event.codes.begin(), event.codes.end(), std::back_inserter(codes));
    }
  }
  return codes;
}

std::string Readers::trouble() const {
  std::string all;
  for (const auto& reader : serial_) {
    const std::string one = reader->trouble();
    if (!one.empty()) all += (all.empty() ? "" : " ") + one;
  }
  return all;
}

std::string Readers::badge_of(const std::string& sent, const std::vector<scan::KeyPress>& keys,
                              const std::function<bool(const std::string&)>& known) {
  const std::string last = remembered_.value(layout_name);
  const scan::BadgeReading reading =
      scan::choose_reading(scan::badge_readings(sent, keys, last), known, has_badge_form);
  // Not kept is found out again; a disk that is full shows itself where it matters.
  if (!keys.empty() && reading.layout != last) (void)remembered_.keep(layout_name, reading.layout);
  return reading.text.empty() ? sent : reading.text;
}

}  // namespace meetpoint::shell
