#include "sync/model/sealed_box.h"

#include <sodium.h>

#include <array>

namespace meetpoint {

namespace {

using Key = std::array<unsigned char, 32>;
static_assert(crypto_box_NONCEBYTES + crypto_box_MACBYTES == box_overhead_bytes);

unsigned char* octets(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<Key> read_key(std::string_view text) {
  Key key{};
  std::size_t size = 0;
  if (text.size() != 2 * key.size() ||
      sodium_hex2bin(key.data(), key.size(), text.data(), text.size(), nullptr, &size, nullptr) !=
          0 ||
      size != key.size()) {
    return std::nullopt;
  }
  return key;
}

// The keys that both have in common; wiped when it goes.
struct Shared {
  Shared() = default;
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { sodium_memzero(key.data(), key.size()); }
  std::array<unsigned char, crypto_box_BEFORENMBYTES> key{};

  bool agree(std::string_view secret_key, std::string_view other) {
    auto seed = read_key(secret_key);
    const auto theirs = read_key(other);
    if (!seed || !theirs) return false;
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
    Key curve_secret{};
    Key curve_open{};
    crypto_sign_seed_keypair(open.data(), secret.data(), seed->data());
    const bool agreed =
        crypto_sign_ed25519_sk_to_curve25519(curve_secret.data(), secret.data()) == 0 &&
        crypto_sign_ed25519_pk_to_curve25519(curve_open.data(), theirs->data()) == 0 &&
        crypto_box_beforenm(key.data(), curve_open.data(), curve_secret.data()) == 0;
    sodium_memzero(seed->data(), seed->size());
    sodium_memzero(secret.data(), secret.size());
    sodium_memzero(curve_secret.data(), curve_secret.size());
    return agreed;
  }
};

}  // namespace

std::string seal(std::string_view message, std::string_view secret_key, std::string_view to) {
  Shared shared;
  if (!shared.agree(secret_key, to)) return {};
  std::string sealed(message.size() + box_overhead_bytes, '\0');
  randombytes_buf(sealed.data(), crypto_box_NONCEBYTES);
  if (crypto_box_easy_afternm(octets(sealed) + crypto_box_NONCEBYTES, octets(message),
                              message.size(), octets(sealed), shared.key.data()) != 0) {
    return {};
  }
  return sealed;
}

std::optional<std::string> unseal(std::string_view sealed, std::string_view secret_key,
                                  std::string_view from) {
  if (sealed.size() < box_overhead_bytes) return std::nullopt;
  Shared shared;
  if (!shared.agree(secret_key, from)) return std::nullopt;
  std::string message(sealed.size() - box_overhead_bytes, '\0');
  const std::string_view box = sealed.substr(crypto_box_NONCEBYTES);
  if (crypto_box_open_easy_afternm(octets(message), octets(box), box.size(), octets(sealed),
                                   shared.key.data()) != 0) {
    return std::nullopt;
  }
  return message;
}

std::string random_challenge() {
  std::array<unsigned char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 33> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return {text.data(), 32};
}

}  // namespace meetpoint
