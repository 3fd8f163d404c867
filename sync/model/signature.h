// Ed25519 signatures (RFC 8032): a station signs its journal, the hub what must outlive a restore.
//
// Keys and signatures are lower-case hexadecimal: 64 digits a key, 128 a signature. The secret key
// is the 32-byte seed; whoever has it can speak for its owner, so it is kept where only the
// program's user can read, and is never logged. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace meetpoint {

struct KeyPair {
  std::string public_key;
  std::string secret_key;
};

// From the cryptography library's own random numbers.
KeyPair make_key_pair();

// Whether this could be a public key; says nothing about whose.
bool is_public_key(std::string_view text);

// Empty where `secret_key` is none. The same message and key give the same signature.
std::string sign(std::string_view message, std::string_view secret_key);

// False for anything that is not the signature of `message` by the owner of `public_key`.
bool verify(std::string_view message, std::string_view signature, std::string_view public_key);

}  // namespace meetpoint
