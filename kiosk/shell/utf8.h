// UTF-8 text as code points, as a keyboard gives them.
#pragma once

#include <string>
#include <string_view>

namespace meetpoint::shell {

// Bytes that are no UTF-8 become U+FFFD.
std::u32string from_utf8(std::string_view text);

}  // namespace meetpoint::shell
