// Tokens and enrolment codes: made here, and kept only as hashes.
//
// A token is "mp1.<station>.<43 letters>": 256 random bits, so that a plain BLAKE2b-256 of it is
// enough. An enrolment code is ten characters that a person types ("K7Q4M-TX2PD"): the first three
// find its row, the other seven (35 bits) are kept under Argon2id and expire in a week.
//
// init_crypto() once before all others; then any thread may call these.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sync/base/ids.h"
#include "sync/base/instant.h"
#include "sync/base/result.h"

namespace meetpoint::hub {

inline constexpr Duration code_lifetime = std::chrono::hours(24 * 7);

Status init_crypto();

struct NewToken {
  std::string token;  // a secret: to the station, and nowhere else
  std::string hash;   // 32 bytes
};
NewToken make_token(StationId);

// The station that a token says it is of; nothing where it is no token of ours.
std::optional<StationId> station_of_token(std::string_view token);
// In constant time. False for an empty hash.
bool token_matches(std::string_view token, std::string_view hash);

struct NewCode {
  std::string code;     // "K7Q4M-TX2PD"
  std::string locator;  // "K7Q"
  std::string hash;     // Argon2id with its salt and cost
};
Result<NewCode> make_code();

// As it is looked up: upper case, without spaces and hyphens, O read as 0, I and L as 1.
struct TypedCode {
  std::string locator;
  std::string secret;
};
// Fails with invalid_input where it can't be a code.
Result<TypedCode> read_code(std::string_view typed);
bool code_matches(const TypedCode&, const std::string& hash);

}  // namespace meetpoint::hub
