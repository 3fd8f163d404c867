// One field list per type, from which both JSON and CBOR follow.
//
//   template <> struct FieldList<Zone> {
//     static constexpr auto fields = std::tuple{required("id", &Zone::id), field("topic",
//     &Zone::topic)};
//   };
//
// A field that has its default value is not written; a required one must be there when read. Fields
// that a program does not know are passed over (records keep their bytes, so nothing is lost). An
// error names the path to the value: "facts[3].kind: a text is needed".
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/instant.h"
#include "sync/base/result.h"
#include "sync/model/fact.h"
#include "sync/wire/cbor_codec.h"
#include "sync/wire/field_list.h"
#include "sync/wire/json.h"

namespace meetpoint::wire {

// ---- writing ------------------------------------------------------------------------------------

template <class T>
Json encode(const T& value);

namespace detail {

template <class T>
struct Encoder {
  static Json run(const T& value)
    requires HasFields<T>
  {
    [[maybe_unused]] static const T blank{};
    Json out = Json::object();
    std::apply([&](const auto&... f) { (put(out, f, value, blank), ...); }, FieldList<T>::fields);
    return out;
  }

  template <class Owner, class Member, Form F>
  static void put(Json& out, const Field<Owner, Member, F>& f, const T& value, const T& blank) {
    const Member& member = value.*f.member;
    if (f.need == Need::optional && member == blank.*f.member) return;
    if constexpr (F == Form::raw_map) {
      Json body = Json::from_cbor(member, true, false);
      out[f.name] = body.is_discarded() ? Json::object() : std::move(body);
    } else {
      out[f.name] = encode(member);
    }
  }
};

template <class T>
  requires std::integral<T> || std::same_as<T, std::string>
struct Encoder<T> {
  static Json run(const T& value) { return value; }
};
template <class Tag>
struct Encoder<TextId<Tag>> {
  static Json run(const TextId<Tag>& id) { return id.value; }
};
template <>
struct Encoder<Bytes> {
  static Json run(const Bytes& bytes) {
    return Json::binary({bytes.value.begin(), bytes.value.end()});
  }
};
template <>
struct Encoder<StationId> {
  static Json run(StationId id) { return id.value; }
};
template <>
struct Encoder<Hlc> {
  static Json run(Hlc hlc) { return hlc.packed; }
};
template <>
struct Encoder<Instant> {
  static Json run(Instant t) { return to_ms(t); }
};
template <>
struct Encoder<FactId> {
  static Json run(const FactId& id) {
    return Json::array({id.station.value, id.incarnation, id.seq});
  }
};
template <class T>
struct Encoder<std::optional<T>> {
  static Json run(const std::optional<T>& value) { return value ? encode(*value) : Json(); }
};
template <class T>
struct Encoder<std::vector<T>> {
  static Json run(const std::vector<T>& values) {
    Json out = Json::array();
    for (const T& value : values) out.push_back(encode(value));
    return out;
  }
};

}  // namespace detail

template <class T>
Json encode(const T& value) {
  return detail::Encoder<T>::run(value);
}

// ---- reading ------------------------------------------------------------------------------------

// Where reading stands, for messages. Empty `problem`: all well so far.
struct Reading {
  std::string path;
  std::string problem;

  bool refuse(const char* what) {
    problem = (path.empty() ? std::string("the message") : path) + ": " + what;
    return false;
  }
};

template <class T>
bool decode(const Json& json, T& value, Reading& at);

namespace detail {

template <class T>
struct Decoder {
  static bool run(const Json& json, T& value, Reading& at)
    requires HasFields<T>
  {
    if (!json.is_object()) return at.refuse("a map is needed");
    return std::apply([&](const auto&... f) { return (take(json, f, value, at) && ...); },
                      FieldList<T>::fields);
  }

  template <class Owner, class Member, Form F>
  static bool take(const Json& json, const Field<Owner, Member, F>& f, T& value, Reading& at) {
    const std::size_t length = at.path.size();
    if (length != 0) at.path += '.';
    at.path += f.name;
    const auto found = json.find(f.name);
    bool ok = true;
    if (found == json.end() || found->is_null()) {
      if (f.need == Need::required) ok = at.refuse("is missing");
    } else if constexpr (F == Form::raw_map) {
      if (found->is_object()) {
        value.*f.member = write_cbor(*found);
      } else {
        ok = at.refuse("a map is needed");
      }
    } else {
      ok = decode(*found, value.*f.member, at);
    }
    at.path.resize(length);
    return ok;
  }
};

template <>
struct Decoder<std::string> {
  static bool run(const Json& json, std::string& value, Reading& at) {
    if (!json.is_string()) return at.refuse("a text is needed");
    value = json.get_ref<const std::string&>();
    return true;
  }
};
template <>
struct Decoder<bool> {
  static bool run(const Json& json, bool& value, Reading& at) {
    if (!json.is_boolean()) return at.refuse("true or false is needed");
    value = json.get<bool>();
    return true;
  }
};
template <std::integral T>
  requires(!std::same_as<T, bool>)
struct Decoder<T> {
  static bool run(const Json& json, T& value, Reading& at) {
    if (json.is_number_unsigned()) {
      const auto number = json.get<std::uint64_t>();
      if (!std::in_range<T>(number)) return at.refuse("the number is too large");
      value = static_cast<T>(number);
      return true;
    }
    if (json.is_number_integer()) {
      const auto number = json.get<std::int64_t>();
      if (!std::in_range<T>(number)) return at.refuse("the number is out of range");
      value = static_cast<T>(number);
      return true;
    }
    return at.refuse("a whole number is needed");
  }
};
template <class Tag>
struct Decoder<TextId<Tag>> {
  static bool run(const Json& json, TextId<Tag>& id, Reading& at) {
    return decode(json, id.value, at);
  }
};
template <>
struct Decoder<Bytes> {
  static bool run(const Json& json, Bytes& bytes, Reading& at) {
    if (!json.is_binary()) return at.refuse("bytes are needed");
    bytes.value.assign(json.get_binary().begin(), json.get_binary().end());
    return true;
  }
};
template <>
struct Decoder<StationId> {
  static bool run(const Json& json, StationId& id, Reading& at) {
    return decode(json, id.value, at);
  }
};
template <>
struct Decoder<Hlc> {
  static bool run(const Json& json, Hlc& hlc, Reading& at) { return decode(json, hlc.packed, at); }
};
template <>
struct Decoder<Instant> {
  static bool run(const Json& json, Instant& t, Reading& at) {
    std::int64_t ms = 0;
    if (!decode(json, ms, at)) return false;
    if (ms < earliest_ms || ms > latest_ms) return at.refuse("the time is out of range");
    t = from_ms(ms);
    return true;
  }
};
template <>
struct Decoder<FactId> {
  static bool run(const Json& json, FactId& id, Reading& at) {
    if (!json.is_array() || json.size() != 3) {
      return at.refuse("[station, incarnation, seq] is needed");
    }
    return decode(json[0], id.station, at) && decode(json[1], id.incarnation, at) &&
           decode(json[2], id.seq, at);
  }
};
template <class T>
struct Decoder<std::optional<T>> {
  static bool run(const Json& json, std::optional<T>& value, Reading& at) {
    value.emplace();
    return decode(json, *value, at);
  }
};
template <class T>
struct Decoder<std::vector<T>> {
  static bool run(const Json& json, std::vector<T>& values, Reading& at) {
    if (!json.is_array()) return at.refuse("a list is needed");
    values.clear();
    values.reserve(json.size());
    const std::size_t length = at.path.size();
    for (std::size_t i = 0; i < json.size(); ++i) {
      at.path += '[' + std::to_string(i) + ']';
      values.emplace_back();
      if (!decode(json[i], values.back(), at)) return false;
      at.path.resize(length);
    }
    return true;
  }
};

}  // namespace detail

template <class T>
bool decode(const Json& json, T& value, Reading& at) {
  return detail::Decoder<T>::run(json, value, at);
}

// Fails with ErrorCode::protocol and the path of the value that does not fit.
template <class T>
Result<T> read(const Json& json) {
  T value{};
  Reading at;
  if (!decode(json, value, at)) return fail(ErrorCode::protocol, at.problem);
  return value;
}

// By the tree only where the bytes are not in the form that we write (cbor.h), or do not fit.
template <class T>
Result<T> read_cbor(std::string_view bytes) {
  {
    T value{};
    cbor::Reader in(bytes);
    if (cbor::Codec<T>::read(in, value, max_depth) && in.at_end()) return value;
  }
  auto json = parse_cbor(bytes);
  if (!json) return fail(json);
  return read<T>(*json);
}

template <class T>
std::string to_cbor(const T& value) {
  std::string bytes;
  cbor::Codec<T>::write(bytes, value);
  return bytes;
}

}  // namespace meetpoint::wire
