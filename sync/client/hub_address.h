// The hub's address as a person types it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint::client {

struct HubAddress {
  std::string base;       // "https://hub.example", without a slash at the end
  bool insecure = false;  // http to another machine: what is sent can be read on the network
};

// Fails with invalid_input and what the address should look like.
Result<HubAddress> parse_hub_address(std::string_view text);

// One segment of a path, with everything that is not a letter, digit or -._~ escaped.
std::string escape_segment(std::string_view text);

}  // namespace meetpoint::client
