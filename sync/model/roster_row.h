// A roster row as it is kept and carried: its type, its id, and its fields as bytes. Like a
// FactRecord it passes unharmed through a program that does not know its type.
#pragma once

#include <string>

namespace meetpoint {

struct RosterRow {
  std::string type;  // "attendee"; the names are in sync/wire/roster_codec.h
  std::string id;
  bool deleted = false;  // a tombstone keeps the last fields
  std::string body;      // canonical CBOR map
  bool operator==(const RosterRow&) const = default;
};

}  // namespace meetpoint
