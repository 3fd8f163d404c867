// What a badge's code is, before anybody knows whose.
#pragma once

#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint {

// The longest code that is looked up; a QR code of another system can be a whole URL.
inline constexpr std::size_t badge_code_max_bytes = 512;

// The code as it is looked up: white space and line ends around it taken off. Fails
// (invalid_input) where it is empty, too long, or has control characters in it.
Result<std::string> parse_badge(std::string_view scanned);

// 128 random bits as the badges of Meetpoint hold them: "MP1" and 26 letters and digits
// (Crockford's Base32, so that a person can type them: no I, L, O, U).
std::string badge_code(const unsigned char (&random)[16]);

}  // namespace meetpoint
