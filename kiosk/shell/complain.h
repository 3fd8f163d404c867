// A command's last words, and its exit status where it failed.
#pragma once

#include <ostream>

#include "sync/base/error.h"

namespace meetpoint::shell {

inline int complain(std::ostream& err, std::string_view words) {
  err << words << '\n';
  return 1;
}
inline int complain(std::ostream& err, const Error& error) { return complain(err, error.message); }

}  // namespace meetpoint::shell
