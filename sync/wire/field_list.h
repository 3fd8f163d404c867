// What a field list is: codec.h tells how to write one, and makes JSON and CBOR from it.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

namespace meetpoint::wire {

// A byte string. It has a form in CBOR only.
struct Bytes {
  std::string value;
  bool operator==(const Bytes&) const = default;
};

// Years 1 to 9999: beyond them calendars and spreadsheets give up.
inline constexpr std::int64_t earliest_ms = -62135596800000;
inline constexpr std::int64_t latest_ms = 253402300799999;

template <class T>
struct FieldList;

template <class T>
concept HasFields = requires { FieldList<T>::fields; };

enum class Need { optional, required };
enum class Form { value, raw_map };  // raw_map: the member holds the CBOR bytes of a map

template <class Owner, class Member, Form F>
struct Field {
  const char* name;
  Member Owner::* member;
  Need need;
};

template <class Owner, class Member>
constexpr auto field(const char* name, Member Owner::* member) {
  return Field<Owner, Member, Form::value>{name, member, Need::optional};
}
template <class Owner, class Member>
constexpr auto required(const char* name, Member Owner::* member) {
  return Field<Owner, Member, Form::value>{name, member, Need::required};
}
template <class Owner>
constexpr auto raw_map(const char* name, std::string Owner::* member) {
  return Field<Owner, std::string, Form::raw_map>{name, member, Need::required};
}

}  // namespace meetpoint::wire
