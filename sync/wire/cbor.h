// CBOR (RFC 8949) in the one form that Meetpoint writes: every head as short as it can be, lengths
// said beforehand, the keys of a map ascending by their bytes and each once. What is in this form
// can be written and read without a tree of values; whoever meets another form takes the tree
// (json.h), which reads all of CBOR.
//
// The bytes are those that nlohmann-json writes for the same values: hashes and signatures are over
// them, so a test compares.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sync/wire/json.h"

namespace meetpoint::wire::cbor {

enum class Major : std::uint8_t {
  whole = 0,     // 0 and more
  negative = 1,  // -1 - n
  bytes = 2,
  text = 3,
  list = 4,
  map = 5,
  plain = 7,  // n: false, true and null below; no floating point
};
inline constexpr std::uint64_t plain_false = 20;
inline constexpr std::uint64_t plain_true = 21;
inline constexpr std::uint64_t plain_null = 22;

void put_head(std::string& out, Major major, std::uint64_t n);
void put_integer(std::string& out, std::int64_t value);
inline void put_text(std::string& out, std::string_view text) {
  put_head(out, Major::text, text.size());
  out += text;
}
inline void put_bytes(std::string& out, std::string_view bytes) {
  put_head(out, Major::bytes, bytes.size());
  out += bytes;
}

struct Head {
  Major major = Major::plain;
  std::uint64_t n = plain_null;
};

// Reads from the front. False (or nothing) once something is not of the form above: it may still be
// CBOR. The bytes must outlive it.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  bool null_is_next() const { return !rest_.empty() && rest_.front() == '\xf6'; }
  bool map_is_next() const {
    return !rest_.empty() && static_cast<unsigned char>(rest_.front()) >> 5 == 5;
  }

  bool head(Head& head);
  bool expect(Major major, std::uint64_t& n) {
    Head found;
    if (!head(found) || found.major != major) return false;
    n = found.n;
    return true;
  }
  bool text(std::string_view& text) { return string(Major::text, text); }
  bool bytes(std::string_view& bytes) { return string(Major::bytes, bytes); }

  // Passes over one value, of which maps and lists may nest `levels` deep; its bytes in `value`.
  bool value(std::string_view& value, int levels);

  // The depth of the last value(): 0 for a number or a text, 1 for a list or map of such.
  int depth() const { return depth_; }

 private:
  bool string(Major major, std::string_view& out);
  bool skip(int levels, int depth);

  std::string_view rest_;
  int depth_ = 0;
};

// The keys of a map, in order, with the reader left before each one's value.
class Keys {
 public:
  Keys(Reader& in, std::uint64_t count) : in_(in), left_(count) {}

  // Moves to the next key. False: there is none, or (then `broken`) it is not of the form above.
  bool next();
  bool broken() const { return broken_; }
  std::string_view key() const { return key_; }

 private:
  Reader& in_;
  std::uint64_t left_;
  std::string_view key_;
  bool first_ = true;
  bool broken_ = false;
};

// Whether the bytes are one map in the form above, of maps and lists `levels` deep at most.
bool is_map(std::string_view bytes, int levels = max_depth);

}  // namespace meetpoint::wire::cbor
