#include "sync/wire/cbor.h"

#include <algorithm>

namespace meetpoint::wire::cbor {

void put_head(std::string& out, Major major, std::uint64_t n) {
  const auto kind = static_cast<unsigned>(major) << 5;
  const auto put = [&](unsigned size_code, int size) {
    out += static_cast<char>(kind | size_code);
    for (int i = size - 1; i >= 0; --i) out += static_cast<char>((n >> (8 * i)) & 0xff);
  };
  if (n < 24) {
    out += static_cast<char>(kind | static_cast<unsigned>(n));
  } else if (n <= 0xff) {
    put(24, 1);
  } else if (n <= 0xffff) {
    put(25, 2);
  } else if (n <= 0xffffffff) {
    put(26, 4);
  } else {
    put(27, 8);
  }
}

void put_integer(std::string& out, std::int64_t value) {
  if (value >= 0) {
    put_head(out, Major::whole, static_cast<std::uint64_t>(value));
  } else {
    put_head(out, Major::negative, static_cast<std::uint64_t>(-1 - value));
  }
}

bool Reader::head(Head& head) {
  if (rest_.empty()) return false;
  const auto first = static_cast<unsigned char>(rest_.front());
  const unsigned code = first & 31U;
  head.major = static_cast<Major>(first >> 5);
  if (head.major == Major::plain) {
    head.n = code;
    rest_.remove_prefix(1);
    return code >= plain_false && code <= plain_null;
  }
  if (code < 24) {
    head.n = code;
    rest_.remove_prefix(1);
    return (first >> 5) != 6;  // tags
  }
  if (code > 27 || (first >> 5) == 6) return false;
  const std::size_t size = std::size_t{1} << (code - 24);
  if (rest_.size() < 1 + size) return false;
  std::uint64_t n = 0;
  for (std::size_t i = 1; i <= size; ++i) n = n << 8 | static_cast<unsigned char>(rest_[i]);
  const std::uint64_t least = size == 1 ? 24 : std::uint64_t{1} << (4 * size);
  if (n < least) return false;  // a shorter head says the same
  head.n = n;
  rest_.remove_prefix(1 + size);
  return head.major != Major::negative || n <= INT64_MAX;
}

bool Reader::string(Major major, std::string_view& out) {
  std::uint64_t size = 0;
  if (!expect(major, size) || size > rest_.size()) return false;
  out = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

bool Reader::value(std::string_view& value, int levels) {
  const std::string_view before = rest_;
  depth_ = 0;
  if (!skip(levels, 0)) return false;
  value = before.substr(0, before.size() - rest_.size());
  return true;
}

bool Reader::skip(int levels, int depth) {
  depth_ = std::max(depth_, depth);
  Head found;
  if (!head(found)) return false;
  switch (found.major) {
    case Major::bytes:
    case Major::text:
      if (found.n > rest_.size()) return false;
      rest_.remove_prefix(found.n);
      return true;
    case Major::list:
      depth_ = std::max(depth_, depth + 1);
      if (levels == 0) return false;
      for (std::uint64_t i = 0; i < found.n; ++i) {
        if (!skip(levels - 1, depth + 1)) return false;
      }
      return true;
    case Major::map: {
      depth_ = std::max(depth_, depth + 1);
      if (levels == 0) return false;
      Keys keys(*this, found.n);
      while (keys.next()) {
        if (!skip(levels - 1, depth + 1)) return false;
      }
      return !keys.broken();
    }
    default: return true;
  }
}

bool Keys::next() {
  if (left_ == 0 || broken_) return false;
  --left_;
  const std::string_view before = key_;
  if (!in_.text(key_) || (!first_ && key_ <= before)) {
    broken_ = true;
    return false;
  }
  first_ = false;
  return true;
}

bool is_map(std::string_view bytes, int levels) {
  Reader in(bytes);
  std::string_view whole;
  return in.map_is_next() && in.value(whole, levels) && in.at_end();
}

}  // namespace meetpoint::wire::cbor
