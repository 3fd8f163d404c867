#include "kiosk/scan/base/spec_options.h"

#include <charconv>

namespace meetpoint::scan {

std::vector<std::string_view> split_spec(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::string> unescape_spec(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(text[i]);
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const auto [end, error] = std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16);
    if (error != std::errc{} || end != &text[i + 1] + 2) return std::nullopt;
    plain.push_back(static_cast<char>(value));
    i += 2;
  }
  return plain;
}

std::string escape_spec(std::string_view text) {
  constexpr std::string_view special = "%?&=,+";
  constexpr const char* digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      escaped.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return escaped;
}

SpecOptions::SpecOptions(std::string_view query) {
  if (query.empty()) return;
  for (const std::string_view part : split_spec(query, '&')) {
    const auto equals = part.find('=');
    const std::string name(part.substr(0, equals));
    if (equals == std::string_view::npos) {
      complain(name);
    } else {
      values_[name] = std::string(part.substr(equals + 1));
    }
  }
}

double SpecOptions::number(const std::string& name, double standard, double least, double most) {
  const auto text = take(name);
  if (!text) return standard;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || !(value >= least) ||
      !(value <= most)) {
    complain(name);
    return standard;
  }
  return value;
}

bool SpecOptions::flag(const std::string& name, bool standard) {
  return number(name, standard ? 1 : 0, 0, 1) != 0;
}

char SpecOptions::letter(const std::string& name, char standard, std::string_view allowed) {
  const auto text = take(name);
  if (!text) return standard;
  if (text->size() == 1 && allowed.find(text->front()) != std::string_view::npos)
    return text->front();
  complain(name);
  return standard;
}

void SpecOptions::size(int& width, int& height) {
  const auto text = take("size");
  if (!text) return;
  const char* end = text->data() + text->size();
  const auto first = std::from_chars(text->data(), end, width);
  const bool cross = first.ec == std::errc{} && first.ptr != end && *first.ptr == 'x';
  if (!cross) return complain("size");
  const auto second = std::from_chars(first.ptr + 1, end, height);
  if (second.ec != std::errc{} || second.ptr != end) complain("size");
}

std::string SpecOptions::problem() const {
  if (!problem_.empty()) return problem_;
  return values_.empty() ? "" : values_.begin()->first;
}

std::optional<std::string> SpecOptions::take(const std::string& name) {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  std::string value = std::move(found->second);
  values_.erase(found);
  return value;
}

void SpecOptions::complain(const std::string& name) {
  if (problem_.empty()) problem_ = name;
}

}  // namespace meetpoint::scan
