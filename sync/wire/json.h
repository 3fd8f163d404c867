// Bytes <-> a tree of values, in the two forms that the protocol speaks: JSON for people and CBOR
// (RFC 8949) for stations. Both are checked for depth before a tree is built.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint::wire {

using Json = nlohmann::json;  // maps are sorted by key, so that its CBOR is canonical

inline constexpr int max_depth = 16;

// Fails with ErrorCode::protocol: not of the form, or nested deeper than max_depth.
Result<Json> parse_json(std::string_view text);
Result<Json> parse_cbor(std::string_view bytes);

std::string write_json(const Json&);
std::string write_cbor(const Json&);

}  // namespace meetpoint::wire
