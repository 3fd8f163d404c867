#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "tests/bench/figures.h"
#include "tests/bench/load/hub_rows.h"
#include "tests/bench/load/sides.h"

namespace meetpoint::load {

namespace {

// As the hub's own (sync/store/migrations), with its keys and indexes.
constexpr const char* schema = R"(
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
SET search_path = bench;
CREATE TABLE fact (
  event_id text NOT NULL, station_id bigint NOT NULL, incarnation bigint NOT NULL,
  seq bigint NOT NULL, hub_seq bigint, kind text NOT NULL, version bigint NOT NULL,
  hlc bigint NOT NULL, wall_ms bigint NOT NULL, monotonic_ms bigint NOT NULL, received_ms bigint,
  body bytea NOT NULL, fold_key text NOT NULL, rejected text, chain text,
  PRIMARY KEY (event_id, station_id, incarnation, seq));
CREATE UNIQUE INDEX ON fact (event_id, hub_seq) WHERE hub_seq IS NOT NULL;
CREATE INDEX ON fact (event_id, fold_key) WHERE fold_key <> '';
CREATE TABLE folded (
  event_id text NOT NULL, fold_key text NOT NULL, body bytea NOT NULL, PRIMARY KEY (event_id, fold_key));
CREATE TABLE presence (
  event_id text NOT NULL, attendee_id text NOT NULL, checked_in_ms bigint, zone_id text NOT NULL,
  PRIMARY KEY (event_id, attendee_id));
CREATE INDEX ON presence (event_id, zone_id) WHERE zone_id <> '';
CREATE TABLE zone_entry (
  event_id text NOT NULL, station_id bigint NOT NULL, incarnation bigint NOT NULL,
  seq bigint NOT NULL, zone_id text NOT NULL, attendee_id text NOT NULL,
  over_capacity bigint NOT NULL, PRIMARY KEY (event_id, station_id, incarnation, seq));
CREATE INDEX ON zone_entry (event_id, zone_id, station_id, incarnation, over_capacity);
CREATE INDEX ON zone_entry (event_id, attendee_id) WHERE attendee_id <> '';
)";

class Link {
 public:
  explicit Link(const std::string& where) : link_(PQconnectdb(where.c_str())) {
    if (PQstatus(link_) != CONNECTION_OK) complain("does not answer");
  }
  ~Link() { PQfinish(link_); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  std::string run(const std::string& sql, ExecStatusType expected = PGRES_COMMAND_OK) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(link_, sql.c_str()), PQclear);
    if (PQresultStatus(result.get()) != expected) complain(sql.c_str());
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
  }
  void copy(const std::string& sql, const std::string& text) {
    run(sql, PGRES_COPY_IN);
    if (PQputCopyData(link_, text.data(), static_cast<int>(text.size())) != 1 ||
        PQputCopyEnd(link_, nullptr) != 1) {
      complain("COPY");
    }
    for (;;) {
      const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(link_), PQclear);
      if (!result) return;
      if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) complain("COPY");
    }
  }

 private:
  [[noreturn]] void complain(const char* what) {
    throw std::runtime_error(fmt::format("PostgreSQL: {}: {}", what, PQerrorMessage(link_)));
  }
  PGconn* link_;
};

// A state that changes is written over the one before.
std::string insert_into(const HubTable& table) {
  std::string sql = fmt::format("INSERT INTO {0} SELECT * FROM incoming_{0}", table.name);
  if (table == hub_tables().front()) return sql;
  std::vector<std::string> sets;
  for (const std::string& column : table.columns) {
    if (std::find(table.key.begin(), table.key.end(), column) == table.key.end()) {
      sets.push_back(fmt::format("{0} = excluded.{0}", column));
    }
  }
  return sql + fmt::format(" ON CONFLICT ({}) DO UPDATE SET {}", fmt::join(table.key, ", "),
                           fmt::join(sets, ", "));
}

}  // namespace

double postgres_rate(const Others& others, const Facts& facts, bool facts_alone) {
  Link link(others.postgres);
  if (link.run("SHOW fsync", PGRES_TUPLES_OK) != "on" ||
      link.run("SHOW synchronous_commit", PGRES_TUPLES_OK) != "on") {
    throw std::runtime_error("PostgreSQL does not wait for the disk");
  }
  link.run(schema);
  std::vector<HubTable> tables = hub_tables();
  if (facts_alone) tables.resize(1);
  std::vector<std::string> copies;
  std::vector<std::string> inserts;
  for (const HubTable& table : tables) {
    link.run(
        fmt::format("CREATE TEMP TABLE incoming_{0} (LIKE {0}) ON COMMIT DELETE ROWS", table.name));
    copies.push_back(fmt::format("COPY incoming_{} FROM STDIN", table.name));
    inserts.push_back(insert_into(table));
  }
  const std::vector<std::vector<std::string>> batches = rows_by_batch(facts);
  const double begun = bench::wall_ms();
  for (const std::vector<std::string>& batch : batches) {
    link.run("BEGIN");
    for (std::size_t i = 0; i < tables.size(); ++i) {
      if (batch[i].empty()) continue;
      link.copy(copies[i], batch[i]);
      link.run(inserts[i]);
    }
    link.run("COMMIT");
  }
  const double took_ms = bench::wall_ms() - begun;
  link.run("DROP SCHEMA bench CASCADE");
  return facts.count() * 1000 / took_ms;
}

}  // namespace meetpoint::load
