// Text as XML 1.0 and JSON may hold it. Pure. Internal to this folder.
#pragma once

#include <string>
#include <string_view>

namespace meetpoint::exports {

// The text with U+FFFD for what is not UTF-8 and for the two code points that XML does not allow
// (U+FFFE, U+FFFF): one such byte would make a whole workbook unreadable.
std::string repaired_utf8(std::string_view text);

}  // namespace meetpoint::exports
