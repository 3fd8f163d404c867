#include "sync/base/error.h"

namespace meetpoint {

const char* name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input: return "invalid_input";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::corrupt: return "corrupt";
    case ErrorCode::foreign: return "foreign";
    case ErrorCode::newer_version: return "newer_version";
    case ErrorCode::disk_full: return "disk_full";
    case ErrorCode::io: return "io";
    case ErrorCode::unreachable: return "unreachable";
    case ErrorCode::protocol: return "protocol";
    case ErrorCode::unauthorised: return "unauthorised";
    case ErrorCode::revoked: return "revoked";
    case ErrorCode::too_large: return "too_large";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

}  // namespace meetpoint
