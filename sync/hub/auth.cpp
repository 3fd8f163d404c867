#include "sync/hub/auth.h"

#include <sodium.h>

#include <array>
#include <charconv>

namespace meetpoint::hub {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's Base32
constexpr std::size_t locator_length = 3;
constexpr std::size_t secret_length = 7;

// About 20 ms: enough for 35 bits that live a week, little enough for the smallest hub.
constexpr unsigned long long hash_passes = 3;
constexpr std::size_t hash_bytes = std::size_t{16} << 20;

std::string random_letters(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += alphabet[randombytes_uniform(32)];
  return text;
}

std::string hash_of(std::string_view token) {
  std::array<unsigned char, 32> out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(token.data()),
                     token.size(), nullptr, 0);
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

}  // namespace

Status init_crypto() {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "The cryptography library won't start.");
  return {};
}

NewToken make_token(StationId station) {
  std::array<unsigned char, 32> random{};
  randombytes_buf(random.data(), random.size());
  std::array<char, 64> text{};
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  NewToken made;
  made.token = "mp1." + std::to_string(station.value) + "." + text.data();
  made.hash = hash_of(made.token);
  return made;
}

std::optional<StationId> station_of_token(std::string_view token) {
  if (!token.starts_with("mp1.") || token.size() > 128) return std::nullopt;
  token.remove_prefix(4);
  StationId station;
  const auto [end, error] =
      std::from_chars(token.data(), token.data() + token.size(), station.value);
  if (error != std::errc{} || end == token.data() + token.size() || *end != '.')
    return std::nullopt;
  if (station.value == 0) return std::nullopt;  // they are numbered from 1
  return station;
}

bool token_matches(std::string_view token, std::string_view hash) {
  const std::string presented = hash_of(token);
  return hash.size() == presented.size() &&
         sodium_memcmp(presented.data(), hash.data(), hash.size()) == 0;
}

Result<NewCode> make_code() {
  NewCode made{.locator = random_letters(locator_length)};
  const std::string secret = random_letters(secret_length);
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), secret.data(), secret.size(), hash_passes, hash_bytes) != 0) {
    return fail(ErrorCode::internal, "There is not enough memory to make an enrolment code.");
  }
  made.hash = hash.data();
  made.code = made.locator + secret.substr(0, 2) + "-" + secret.substr(2);
  return made;
}

Result<TypedCode> read_code(std::string_view typed) {
  std::string plain;
  for (char c : typed) {
    if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (alphabet.find(c) == std::string_view::npos || plain.size() > 16) {
      plain.clear();
      break;
    }
    plain += c;
  }
  if (plain.size() != locator_length + secret_length) {
    return fail(ErrorCode::invalid_input,
                "An enrolment code has ten letters and digits, such as K7Q4M-TX2PD. Type it as "
                "'meetpoint-hub station add' printed it.");
  }
  return TypedCode{plain.substr(0, locator_length), plain.substr(locator_length)};
}

bool code_matches(const TypedCode& typed, const std::string& hash) {
  return crypto_pwhash_str_verify(hash.c_str(), typed.secret.data(), typed.secret.size()) == 0;
}

}  // namespace meetpoint::hub
