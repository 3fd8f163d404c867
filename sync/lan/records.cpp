#include "sync/lan/records.h"

#include <fmt/format.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace meetpoint::lan {

namespace {

bool is_of_the_link(const AvahiIPv6Address& address) {
  return address.address[0] == 0xfe && (address.address[1] & 0xc0) == 0x80;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// An interface may have nearly any name.
std::string escape_zone(const std::string& name) {
  static constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string escaped;
  for (const char c : name) {
    if (plain.find(c) != std::string_view::npos) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

}  // namespace

std::optional<std::string> url_host(const AvahiAddress& address, const std::string& interface) {
  std::array<char, AVAHI_ADDRESS_STR_MAX> text{};
  if (avahi_address_snprint(text.data(), text.size(), &address) == nullptr) return std::nullopt;
  if (address.proto != AVAHI_PROTO_INET6) return text.data();
  if (!is_of_the_link(address.data.ipv6)) return fmt::format("[{}]", text.data());
  if (interface.empty()) return std::nullopt;
  return fmt::format("[{}%25{}]", text.data(), escape_zone(interface));
}

std::string interface_name(AvahiIfIndex index) {
  std::array<char, IF_NAMESIZE> name{};
  if (index < 0 || if_indextoname(static_cast<unsigned>(index), name.data()) == nullptr) return {};
  return name.data();
}

std::map<std::string, std::string> read_txt(AvahiStringList* list) {
  std::map<std::string, std::string> txt;
  for (; list != nullptr; list = avahi_string_list_get_next(list)) {
    const std::uint8_t* bytes = avahi_string_list_get_text(list);
    const std::string text(bytes, bytes + avahi_string_list_get_size(list));
    const auto sign = std::min(text.find('='), text.size());
    std::string key = text.substr(0, sign);
    if (key.empty()) continue;
    std::transform(key.begin(), key.end(), key.begin(), lower);
    txt.try_emplace(std::move(key), text.substr(std::min(sign + 1, text.size())));
  }
  return txt;
}

TextList make_txt(const std::map<std::string, std::string>& txt) {
  TextList list;
  // Avahi adds at the front, so the order turns round, which nobody minds.
  for (const auto& [key, value] : txt) {
    const std::string text = key + "=" + value;
    list.reset(avahi_string_list_add_arbitrary(
        list.release(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
  return list;
}

}  // namespace meetpoint::lan
