// Numbered migrations, forward only, one transaction each.
//
// A schema is a program's list of migrations/NNNN_name.sql in order; `user_version` says how many a
// file has had. A newer file is refused, never touched; a file of another program too.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sync/store/database.h"

namespace meetpoint::store {

struct Migration {
  std::string_view name;
  std::string_view sql;
};

struct Schema {
  std::int32_t application_id = 0;  // in the file's header: tells a station's from a hub's
  std::string_view program;         // "Meetpoint station", for messages
  std::span<const Migration> migrations;
};

// The two schemas. Both begin with the tables of an event.
Schema station_schema();
Schema hub_schema();

// Whether this program may open the file: a new one, or one of this schema and not newer. Reads
// only. Fails with foreign, newer_version.
Status check_ours(Database&, const Schema&);

// Brings the file up to date. Fails with foreign, newer_version, or what the database says.
Status migrate(Database&, const Schema&);

}  // namespace meetpoint::store
