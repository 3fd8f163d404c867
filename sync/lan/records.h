// From Avahi's records to ours and back. Pure, but for the name of a network interface.
#pragma once

#include <avahi-common/address.h>
#include <avahi-common/strlst.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace meetpoint::lan {

struct FreeText {
  void operator()(AvahiStringList* list) const { avahi_string_list_free(list); }
};
using TextList = std::unique_ptr<AvahiStringList, FreeText>;

// As the host part of a URL. `interface` is the system's name of the network interface, without
// which an IPv6 address of the link leads nowhere: nothing where it is empty then.
std::optional<std::string> url_host(const AvahiAddress&, const std::string& interface);

// The system's name of an interface; empty where there is none by this number (any more).
std::string interface_name(AvahiIfIndex);

// Keys in lower case; of equal ones the first counts, and what has none is left out (RFC
// 6763, 6.4).
std::map<std::string, std::string> read_txt(AvahiStringList*);

TextList make_txt(const std::map<std::string, std::string>&);

}  // namespace meetpoint::lan
