// What one owner of a signing key says to another so that only they can read it, and know who said
// it: X25519, XSalsa20 and Poly1305 (libsodium's crypto_box), with the curve's keys computed from
// the Ed25519 keys.
//
// Either of the two could have made a box; so what is inside says who speaks and to what it
// answers. Keys as in signature.h. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meetpoint {

inline constexpr std::size_t box_overhead_bytes = 24 + 16;

// A random nonce, then the box. Empty where a key is none.
std::string seal(std::string_view message, std::string_view secret_key, std::string_view to);

// Nothing where it was not sealed by the owner of `from` for the owner of `secret_key`.
std::optional<std::string> unseal(std::string_view sealed, std::string_view secret_key,
                                  std::string_view from);

// 32 hexadecimal digits that nobody can guess.
std::string random_challenge();

}  // namespace meetpoint
