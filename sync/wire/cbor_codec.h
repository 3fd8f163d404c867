// How types with a field list are written and read as CBOR without a tree of values in between. The
// bytes are those of the tree. For codec.h alone.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/instant.h"
#include "sync/model/fact.h"
#include "sync/wire/cbor.h"
#include "sync/wire/field_list.h"

namespace meetpoint::wire::cbor {

// write: appends. read: false where the value is not in our form or does not fit; the tree then
// says what is wrong, or reads it. `levels`: how deep the value may nest.
template <class T>
struct Codec;

// The order of a type's fields in a map: by their names' bytes.
template <class T>
inline constexpr auto by_name = [] {
  constexpr std::size_t count = std::tuple_size_v<decltype(FieldList<T>::fields)>;
  std::array<std::size_t, count> order{};
  if constexpr (count > 0) {
    const auto names =
        std::apply([](const auto&... f) { return std::array<std::string_view, count>{f.name...}; },
                   FieldList<T>::fields);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  }
  return order;
}();

template <HasFields T>
struct Codec<T> {
  static constexpr auto& fields = FieldList<T>::fields;
  static constexpr std::size_t count = std::tuple_size_v<std::decay_t<decltype(fields)>>;

  static void write(std::string& out, const T& value) {
    [[maybe_unused]] static const T blank{};
    const auto written = [&](const auto& f) {
      return f.need == Need::required || !(value.*f.member == blank.*f.member);
    };
    const std::size_t there = std::apply(
        [&](const auto&... f) { return (std::size_t{0} + ... + (written(f) ? 1U : 0U)); }, fields);
    put_head(out, Major::map, there);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (
          [&] {
            const auto& f = std::get<by_name<T>[I]>(fields);
            if (!written(f)) return;
            put_text(out, f.name);
            put(out, f, value);
          }(),
          ...);
    }(std::make_index_sequence<count>());
  }

  static bool read(Reader& in, T& value, int levels) {
    std::uint64_t size = 0;
    if (levels == 0 || !in.expect(Major::map, size)) return false;
    Keys keys(in, size);
    bool more = keys.next();
    const bool fits = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (take(in, keys, more, std::get<by_name<T>[I]>(fields), value, levels - 1) && ...);
    }(std::make_index_sequence<count>());
    if (!fits) return false;
    std::string_view unknown;
    while (more) {
      if (!in.value(unknown, levels - 1)) return false;
      more = keys.next();
    }
    return !keys.broken();
  }

 private:
  template <class Owner, class Member, wire::Form F>
  static void put(std::string& out, const Field<Owner, Member, F>& f, const T& value) {
    if constexpr (F == wire::Form::raw_map) {
      put_map(out, value.*f.member);
    } else {
      Codec<Member>::write(out, value.*f.member);
    }
  }

  // Bytes that are no map in our form become one, or an empty one, as in the tree.
  static void put_map(std::string& out, const std::string& bytes) {
    if (is_map(bytes)) {
      out += bytes;
    } else {
      const Json tree = Json::from_cbor(bytes, true, false);
      out += write_cbor(tree.is_discarded() ? Json::object() : tree);
    }
  }

  template <class Owner, class Member, wire::Form F>
  static bool take(Reader& in, Keys& keys, bool& more, const Field<Owner, Member, F>& f, T& value,
                   int levels) {
    const std::string_view name = f.name;
    std::string_view unknown;
    while (more && keys.key() < name) {
      if (!in.value(unknown, levels)) return false;
      more = keys.next();
    }
    if (keys.broken()) return false;
    if (!more || keys.key() != name || in.null_is_next()) {
      if (f.need == Need::required) return false;
      if (more && keys.key() == name) {
        Head null;
        if (!in.head(null)) return false;
        more = keys.next();
      }
      return !keys.broken();
    }
    if constexpr (F == wire::Form::raw_map) {
      std::string_view map;
      if (!in.map_is_next() || !in.value(map, levels)) return false;
      (value.*f.member).assign(map);
    } else {
      if (!Codec<Member>::read(in, value.*f.member, levels)) return false;
    }
    more = keys.next();
    return !keys.broken();
  }
};

template <>
struct Codec<bool> {
  static void write(std::string& out, bool value) {
    put_head(out, Major::plain, value ? plain_true : plain_false);
  }
  static bool read(Reader& in, bool& value, int /*levels*/) {
    std::uint64_t n = 0;
    if (!in.expect(Major::plain, n) || n == plain_null) return false;
    value = n == plain_true;
    return true;
  }
};
template <std::integral T>
  requires(!std::same_as<T, bool>)
struct Codec<T> {
  static void write(std::string& out, T value) {
    if constexpr (std::unsigned_integral<T>) {
      put_head(out, Major::whole, value);
    } else {
      put_integer(out, value);
    }
  }
  static bool read(Reader& in, T& value, int /*levels*/) {
    Head found;
    if (!in.head(found)) return false;
    if (found.major == Major::whole) {
      if (!std::in_range<T>(found.n)) return false;
      value = static_cast<T>(found.n);
      return true;
    }
    if (found.major != Major::negative) return false;
    const std::int64_t number = -1 - static_cast<std::int64_t>(found.n);
    if (!std::in_range<T>(number)) return false;
    value = static_cast<T>(number);
    return true;
  }
};
template <>
struct Codec<std::string> {
  static void write(std::string& out, const std::string& value) { put_text(out, value); }
  static bool read(Reader& in, std::string& value, int /*levels*/) {
    std::string_view text;
    if (!in.text(text)) return false;
    value.assign(text);
    return true;
  }
};
template <>
struct Codec<Bytes> {
  static void write(std::string& out, const Bytes& value) { put_bytes(out, value.value); }
  static bool read(Reader& in, Bytes& value, int /*levels*/) {
    std::string_view bytes;
    if (!in.bytes(bytes)) return false;
    value.value.assign(bytes);
    return true;
  }
};
template <class Tag>
struct Codec<TextId<Tag>> {
  static void write(std::string& out, const TextId<Tag>& id) { put_text(out, id.value); }
  static bool read(Reader& in, TextId<Tag>& id, int levels) {
    return Codec<std::string>::read(in, id.value, levels);
  }
};
template <>
struct Codec<StationId> {
  static void write(std::string& out, StationId id) { put_head(out, Major::whole, id.value); }
  static bool read(Reader& in, StationId& id, int levels) {
    return Codec<std::uint32_t>::read(in, id.value, levels);
  }
};
template <>
struct Codec<Hlc> {
  static void write(std::string& out, Hlc hlc) { put_head(out, Major::whole, hlc.packed); }
  static bool read(Reader& in, Hlc& hlc, int levels) {
    return Codec<std::uint64_t>::read(in, hlc.packed, levels);
  }
};
template <>
struct Codec<Instant> {
  static void write(std::string& out, Instant t) { put_integer(out, to_ms(t)); }
  static bool read(Reader& in, Instant& t, int levels) {
    std::int64_t ms = 0;
    if (!Codec<std::int64_t>::read(in, ms, levels) || ms < earliest_ms || ms > latest_ms)
      return false;
    t = from_ms(ms);
    return true;
  }
};
template <>
struct Codec<FactId> {
  static void write(std::string& out, const FactId& id) {
    put_head(out, Major::list, 3);
    put_head(out, Major::whole, id.station.value);
    put_head(out, Major::whole, id.incarnation);
    put_head(out, Major::whole, id.seq);
  }
  static bool read(Reader& in, FactId& id, int levels) {
    std::uint64_t size = 0;
    return levels > 0 && in.expect(Major::list, size) && size == 3 &&
           Codec<StationId>::read(in, id.station, levels - 1) &&
           Codec<std::uint32_t>::read(in, id.incarnation, levels - 1) &&
           Codec<std::uint64_t>::read(in, id.seq, levels - 1);
  }
};
template <class T>
struct Codec<std::optional<T>> {
  static void write(std::string& out, const std::optional<T>& value) {
    if (value) {
      Codec<T>::write(out, *value);
    } else {
      put_head(out, Major::plain, plain_null);
    }
  }
  static bool read(Reader& in, std::optional<T>& value, int levels) {
    return Codec<T>::read(in, value.emplace(), levels);
  }
};
template <class T>
struct Codec<std::vector<T>> {
  static void write(std::string& out, const std::vector<T>& values) {
    put_head(out, Major::list, values.size());
    for (const T& value : values) Codec<T>::write(out, value);
  }
  static bool read(Reader& in, std::vector<T>& values, int levels) {
    std::uint64_t size = 0;
    if (levels == 0 || !in.expect(Major::list, size)) return false;
    values.clear();
    // Each takes a byte at least: no memory for what isn't there.
    values.reserve(std::min<std::uint64_t>(size, in.rest().size()));
    for (std::uint64_t i = 0; i < size; ++i) {
      if (!Codec<T>::read(in, values.emplace_back(), levels - 1)) return false;
    }
    return true;
  }
};

}  // namespace meetpoint::wire::cbor
