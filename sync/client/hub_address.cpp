#include "sync/client/hub_address.h"

#include <algorithm>

namespace meetpoint::client {

namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

}  // namespace

Result<HubAddress> parse_hub_address(std::string_view text) {
  static constexpr auto blank = " \t\r\n";
  const auto from = text.find_first_not_of(blank);
  text = from == std::string_view::npos
             ? std::string_view()
             : text.substr(from, text.find_last_not_of(blank) - from + 1);
  const auto refuse = [](const char* why) {
    return fail(ErrorCode::invalid_input,
                std::string(why) +
                    " The hub's address looks like https://hub.example or "
                    "http://192.0.2.10:8080.");
  };
  if (text.empty()) return refuse("The hub's address is empty.");
  const auto separator = text.find("://");
  const std::string scheme =
      separator == std::string_view::npos ? "" : lower(text.substr(0, separator));
  if (scheme != "http" && scheme != "https") {
    return refuse("The hub's address does not begin with https:// or http://.");
  }
  while (text.size() > separator + 3 && text.back() == '/') text.remove_suffix(1);
  const std::string_view rest = text.substr(separator + 3);
  for (const char c : rest) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '\\') {
      return refuse("The hub's address holds a space or a character that can't be in it.");
    }
  }
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return refuse("The hub's address ends before any ? or #.");
  }
  const std::string authority = lower(rest.substr(0, rest.find('/')));
  if (authority.find('@') != std::string::npos) {
    return refuse("The hub's address must not hold a user name or a password.");
  }
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  const std::string host = authority.substr(0, colon);
  if (host.empty()) return refuse("The hub's address names no host.");
  if (colon != std::string::npos) {
    const std::string port = authority.substr(colon + 1);
    if (port.empty() || port.size() > 5 ||
        port.find_first_not_of("0123456789") != std::string::npos || std::stoi(port) > 65535) {
      return refuse("The port in the hub's address is not a number up to 65535.");
    }
  }
  return HubAddress{scheme + "://" + std::string(rest), scheme == "http" && !is_loopback(host)};
}

std::string escape_segment(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

}  // namespace meetpoint::client
