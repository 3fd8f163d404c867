#include "sync/hub/store/postgresql/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace meetpoint::hub::postgresql {

namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Options parse(const std::string& conninfo) {
  char* problem = nullptr;
  Options options(PQconninfoParse(conninfo.c_str(), &problem));
  PQfreemem(problem);  // it repeats what it could not read, which may be a password
  return options;
}

std::string value_of(const PQconninfoOption* options, std::string_view keyword) {
  for (; options && options->keyword; ++options) {
    if (keyword == options->keyword) return options->val ? options->val : "";
  }
  return {};
}

std::string_view field(const PGresult* result, int code) {
  const char* text = result ? PQresultErrorField(result, code) : nullptr;
  return text ? text : "";
}

struct Known {
  std::string_view state;  // the beginning of an SQLSTATE
  ErrorCode code;
  bool worth_trying_again;
  const char* advice;
};

constexpr std::array known = {
    Known{"40001", ErrorCode::io, true, "Others wrote the same at the same time."},
    Known{"40P01", ErrorCode::io, true, "Others wrote the same at the same time."},
    Known{"55P03", ErrorCode::io, false,
          "Another hub keeps this event locked. It ends by itself within seconds."},
    Known{"53100", ErrorCode::disk_full, false,
          "The disk of the database server is full: nothing of this was written. Free space there, "
          "then try again."},
    Known{"53300", ErrorCode::io, false,
          "The database server takes no more connections. Raise its max_connections; each hub "
          "needs four."},
    Known{"53", ErrorCode::io, false, "The database server has too little memory or space."},
    Known{"25006", ErrorCode::io, false,
          "The database server is a standby, which takes no writes. Name all servers in "
          "--database, and add target_session_attrs=read-write."},
    Known{"28", ErrorCode::io, false,
          "The database server does not let the hub in. Check the user and the password in "
          "--database (or in the file that PGPASSFILE names)."},
    Known{"3D", ErrorCode::io, false,
          "There is no such database on the server. Make it first: createdb NAME"},
    Known{"42501", ErrorCode::io, false,
          "The hub's user may not do this in the database. Let it own the database, or GRANT "
          "CREATE ON DATABASE to it."},
    Known{"54", ErrorCode::too_large, false,
          "An id or a name is longer than PostgreSQL can look up (about 2,600 bytes)."},
    Known{"XX001", ErrorCode::corrupt, false,
          "The database server says that its data are damaged. Keep them, and ask for help before "
          "anything else."},
    Known{"XX002", ErrorCode::corrupt, false,
          "The database server says that an index is damaged: REINDEX DATABASE mends it."},
    Known{"23505", ErrorCode::corrupt, false,
          "The database has a row beyond what it says that it has. Keep it and ask for help."},
    Known{"58", ErrorCode::io, false, "The database server can't read or write its disk."},
};

constexpr const char* lost_advice =
    "The database server can't be reached, or was restarted. Nothing is lost: stations keep what "
    "was not acknowledged. The hub tries again by itself.";

}  // namespace

Status check_conninfo(const std::string& conninfo) {
  const Options options = parse(conninfo);
  const bool torn = !options || value_of(options.get(), "host").find('@') != std::string::npos;
  if (!torn) return {};
  return fail(ErrorCode::invalid_input,
              "--database can't be read. Write it as postgresql://USER@HOST:5432/DATABASE; in a "
              "password, write @ as %40 and / as %2F.");
}

std::string describe(const std::string& conninfo) {
  const Options options = parse(conninfo);
  const std::string name = value_of(options.get(), "dbname");
  const std::string host = value_of(options.get(), "host");
  return fmt::format("database {} at {}", name.empty() ? "(of the user's name)" : name,
                     host.empty() ? "this machine" : host);
}

bool is_lost(const PGconn* connection, const PGresult* result) {
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  return PQstatus(connection) != CONNECTION_OK || !result || state.starts_with("08") ||
         state.starts_with("57P") || state.starts_with("25P03") || state == "25006";
}

store::StoreFailure failure_of(const PGconn* connection, const PGresult* result) {
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  for (const Known& one : known) {
    if (!state.starts_with(one.state)) continue;
    return {{one.code, fmt::format("{} (PostgreSQL {})", one.advice, state)},
            one.worth_trying_again};
  }
  if (is_lost(connection, result)) {
    return {{ErrorCode::io, state.empty() ? std::string(lost_advice)
                                          : fmt::format("{} (PostgreSQL {})", lost_advice, state)}};
  }
  // Its own words may repeat what was to be written.
  return {{ErrorCode::internal,
           fmt::format("The database refused an operation (PostgreSQL {}, {} {}).", state,
                       field(result, PG_DIAG_TABLE_NAME), field(result, PG_DIAG_CONSTRAINT_NAME))}};
}

ResultOfQuery execute(PGconn* connection, const std::string& sql) {
  ResultOfQuery result(PQexec(connection, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
  throw failure_of(connection, result.get());
}

std::string first_value(PGconn* connection, const std::string& sql) {
  const ResultOfQuery result = execute(connection, sql);
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

Connection connect(const std::string& conninfo) {
  // The last of a keyword counts, so that --database may say otherwise. A server that is gone
  // without a word is noticed within about half a minute.
  constexpr std::array keywords = {"fallback_application_name",
                                   "connect_timeout",
                                   "keepalives_idle",
                                   "keepalives_interval",
                                   "keepalives_count",
                                   "tcp_user_timeout",
                                   "dbname",
                                   static_cast<const char*>(nullptr)};
  const std::array values = {"meetpoint-hub",
                             "5",
                             "10",
                             "5",
                             "3",
                             "20000",
                             conninfo.c_str(),
                             static_cast<const char*>(nullptr)};
  Connection connection(PQconnectdbParams(keywords.data(), values.data(), 1));
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    std::string words = connection ? PQerrorMessage(connection.get()) : "out of memory";
    std::replace(words.begin(), words.end(), '\n', ' ');
    throw store::StoreFailure{
        {ErrorCode::io,
         fmt::format("The database server does not answer, or does not let the hub in. Check that "
                     "PostgreSQL runs, and --database. (PostgreSQL: {})",
                     words)}};
  }
  if (first_value(connection.get(), "SHOW fsync") != "on") {
    throw store::StoreFailure{
        {ErrorCode::io,
         "The database server does not write to its disk before it answers (fsync = off), so a "
         "power cut would lose what kiosks were told is kept. Switch fsync on."}};
  }
  if (first_value(connection.get(), "SHOW transaction_read_only") != "off") {
    throw store::StoreFailure{
        {ErrorCode::io,
         "The database server is a standby, which takes no writes. Name all servers in --database, "
         "and add target_session_attrs=read-write."}};
  }
  const std::string durable = first_value(connection.get(), "SHOW synchronous_commit");
  if (durable != "on" && durable != "remote_apply") {
    execute(connection.get(), "SET synchronous_commit = on");
  }
  // A hub that hangs in the middle of a transaction must not keep the others from the event.
  // Whatever is asked for often is asked for by key: a plan that reads a whole table instead, made
  // while that was small and nobody had counted its rows, is kept for hours in which it grows.
  execute(connection.get(),
          fmt::format("SET search_path = {}; SET jit = off; SET lock_timeout = '10s'; "
                      "SET idle_in_transaction_session_timeout = '15s'; "
                      "SET enable_hashjoin = off; SET enable_mergejoin = off; "
                      "SET enable_seqscan = off",
                      schema_name));
  return connection;
}

}  // namespace meetpoint::hub::postgresql
