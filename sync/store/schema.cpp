#include "sync/store/schema.h"

#include <fmt/format.h>

namespace meetpoint::store {

namespace {

std::int64_t pragma(Database& db, std::string_view name) {
  Rows rows = db.query(fmt::format("PRAGMA {}", name));
  return rows.next() ? rows.integer(0) : 0;
}

bool has_tables(Database& db) {
  Rows rows = db.query("SELECT 1 FROM sqlite_schema LIMIT 1");
  return rows.next();
}

}  // namespace

Status check_ours(Database& db, const Schema& schema) {
  return guarded([&]() -> Status {
    const std::int64_t application_id = pragma(db, "application_id");
    const auto version = static_cast<std::size_t>(pragma(db, "user_version"));
    if (application_id != schema.application_id && (application_id != 0 || has_tables(db))) {
      return fail(ErrorCode::foreign,
                  fmt::format("This database was not made by {}. It was left as it is; choose "
                              "another path.",
                              schema.program));
    }
    if (version > schema.migrations.size()) {
      return fail(
          ErrorCode::newer_version,
          fmt::format(
              "This database was made by a newer release of {} (schema {}; this program knows "
              "{}). It was left as it is; install the newer program.",
              schema.program, version, schema.migrations.size()));
    }
    return {};
  });
}

Status migrate(Database& db, const Schema& schema) {
  if (const Status ours = check_ours(db, schema); !ours) return ours;
  return guarded([&]() -> Status {
    const auto version = static_cast<std::size_t>(pragma(db, "user_version"));
    for (std::size_t next = version; next < schema.migrations.size(); ++next) {
      const Migration& migration = schema.migrations[next];
      const Status done = in_transaction(db, [&]() -> Status {
        db.script(std::string(migration.sql));
        db.script(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};",
                              schema.application_id, next + 1));
        return {};
      });
      if (!done) {
        return fail(done.error().code,
                    fmt::format("Migration {}: {}", migration.name, done.error().message));
      }
    }
    return {};
  });
}

}  // namespace meetpoint::store
