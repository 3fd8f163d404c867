#include "sync/hub/store/postgresql/schema.h"

#include <fmt/format.h>
#include <sodium.h>

#include <regex>

#include "sync/store/schema.h"

namespace meetpoint::hub::postgresql {

namespace {

std::uint64_t random_session() {
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  return (number >> 12) | 1;
}

void begin(PGconn* connection) {
  execute(connection, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
}

template <class Body>
void in_transaction(PGconn* connection, Body body) {
  begin(connection);
  try {
    body();
    execute(connection, "COMMIT");
  } catch (const store::StoreFailure&) {
    const ResultOfQuery ignored(PQexec(connection, "ROLLBACK"));
    throw;
  }
}

}  // namespace

std::string translated(std::string_view migration) {
  static const std::regex comment("--[^\n]*");
  static const std::regex options(R"(\)\s*STRICT(\s*,\s*WITHOUT ROWID)?\s*;)");
  static const std::regex integer(R"(\bINTEGER\b)");
  static const std::regex bytes(R"(\b(TEXT|BLOB)\b)");
  std::string sql = std::regex_replace(std::string(migration), comment, "");
  sql = std::regex_replace(sql, options, ");");
  sql = std::regex_replace(sql, integer, "BIGINT");
  return std::regex_replace(sql, bytes, "BYTEA");
}

void migrate(PGconn* connection) {
  const store::Schema schema = store::hub_schema();
  // Two hubs that start on an empty database: one of them waits here for the other.
  in_transaction(connection, [&] {
    const bool ours =
        !first_value(connection, fmt::format("SELECT 1 FROM pg_tables WHERE schemaname = '{}' AND "
                                             "tablename = 'schema_version'",
                                             schema_name))
             .empty();
    const bool there = !first_value(connection, fmt::format("SELECT 1 FROM pg_tables WHERE "
                                                            "schemaname = '{}' LIMIT 1",
                                                            schema_name))
                            .empty();
    if (there && !ours) {
      throw store::StoreFailure{
          {ErrorCode::foreign,
           fmt::format("The schema '{}' of this database was not made by {}. It was left as it is; "
                       "choose another database.",
                       schema_name, schema.program)}};
    }
    if (!ours) {
      execute(connection,
              fmt::format("CREATE SCHEMA IF NOT EXISTS {}; CREATE TABLE schema_version (only_row "
                          "BIGINT PRIMARY KEY CHECK (only_row = 1), version BIGINT NOT NULL, "
                          "seats_of TEXT NOT NULL); INSERT INTO schema_version VALUES (1, 0, '')",
                          schema_name));
    }
    const auto version = static_cast<std::size_t>(
        std::stoul(first_value(connection, "SELECT version FROM schema_version FOR UPDATE")));
    if (version > schema.migrations.size()) {
      throw store::StoreFailure{
          {ErrorCode::newer_version,
           fmt::format("This database was made by a newer release of {} (schema {}; this program "
                       "knows {}). It was left as it is; install the newer program.",
                       schema.program, version, schema.migrations.size())}};
    }
    for (std::size_t next = version; next < schema.migrations.size(); ++next) {
      execute(connection, translated(schema.migrations[next].sql));
    }
    execute(connection,
            fmt::format("UPDATE schema_version SET version = {}", schema.migrations.size()));
  });
}

void keep_seat_session(PGconn* connection) {
  in_transaction(connection, [&] {
    const std::string known =
        first_value(connection, "SELECT seats_of FROM schema_version FOR UPDATE");
    const std::string now =
        first_value(connection,
                    "SELECT concat_ws(' ', extract(epoch FROM pg_postmaster_start_time()), "
                    "(SELECT oid FROM pg_database WHERE datname = current_database()), "
                    "'event_counter'::regclass::oid)");
    if (known == now) return;
    execute(connection, fmt::format("DELETE FROM seat_report; "
                                    "INSERT INTO seat_session VALUES (1, {}) "
                                    "ON CONFLICT (only_row) DO UPDATE SET session = "
                                    "excluded.session; "
                                    "UPDATE schema_version SET seats_of = '{}'",
                                    random_session(), now));
  });
}

}  // namespace meetpoint::hub::postgresql
