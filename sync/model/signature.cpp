#include "sync/model/signature.h"

#include <sodium.h>

#include <array>
#include <optional>

namespace meetpoint {

namespace {

template <std::size_t Size>
using Bytes = std::array<unsigned char, Size>;
using Seed = Bytes<crypto_sign_SEEDBYTES>;
using Public = Bytes<crypto_sign_PUBLICKEYBYTES>;
using Secret = Bytes<crypto_sign_SECRETKEYBYTES>;
using Signature = Bytes<crypto_sign_BYTES>;

template <std::size_t Size>
std::string hex_of(const Bytes<Size>& bytes) {
  std::array<char, 2 * Size + 1> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return {text.data(), 2 * Size};
}

template <class Out>
std::optional<Out> unhex(std::string_view text) {
  Out out{};
  std::size_t length = 0;
  if (text.size() != 2 * out.size()) return std::nullopt;
  if (sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, nullptr) !=
          0 ||
      length != out.size()) {
    return std::nullopt;
  }
  return out;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

KeyPair make_key_pair() {
  Seed seed{};
  randombytes_buf(seed.data(), seed.size());
  Public open{};
  Secret secret{};
  crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
  KeyPair made{.public_key = hex_of(open), .secret_key = hex_of(seed)};
  sodium_memzero(secret.data(), secret.size());
  sodium_memzero(seed.data(), seed.size());
  return made;
}

bool is_public_key(std::string_view text) {
  const auto key = unhex<Public>(text);
  return key && hex_of(*key) == text;
}

std::string sign(std::string_view message, std::string_view secret_key) {
  auto seed = unhex<Seed>(secret_key);
  if (!seed) return {};
  Public open{};
  Secret secret{};
  crypto_sign_seed_keypair(open.data(), secret.data(), seed->data());
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes_of(message), message.size(), secret.data());
  sodium_memzero(secret.data(), secret.size());
  sodium_memzero(seed->data(), seed->size());
  return hex_of(signature);
}

bool verify(std::string_view message, std::string_view signature, std::string_view public_key) {
  const auto given = unhex<Signature>(signature);
  const auto key = unhex<Public>(public_key);
  if (!given || !key) return false;
  return crypto_sign_verify_detached(given->data(), bytes_of(message), message.size(),
                                     key->data()) == 0;
}

}  // namespace meetpoint
