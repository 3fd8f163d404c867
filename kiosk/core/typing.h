// A badge's code as a person types it.
#pragma once

#include <string>
#include <string_view>

namespace meetpoint::core {

// Codes of Meetpoint's own badges are read as they were meant: small letters, spaces and hyphens do
// not matter, O is 0, I and L are 1. Codes of other ticket systems stay as they were typed.
std::string typed_code(std::string_view typed);

// The text without its last character (UTF-8).
std::string without_last(std::string text);

}  // namespace meetpoint::core
