#include <fmt/format.h>
#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

#include "tests/bench/big_event.h"
#include "tests/bench/figures.h"
#include "tests/bench/load/sides.h"

namespace meetpoint::load {

namespace {

// The columns and keys of the hub's own table of facts (sync/store/migrations/0001_event.sql).
constexpr const char* tables = R"(
DROP TABLE IF EXISTS bench_fact;
CREATE TABLE bench_fact (
  event_id text NOT NULL, station_id bigint NOT NULL, incarnation bigint NOT NULL,
  seq bigint NOT NULL, hub_seq bigint, kind text NOT NULL, version bigint NOT NULL,
  hlc bigint NOT NULL, wall_ms bigint NOT NULL, monotonic_ms bigint NOT NULL, received_ms bigint,
  body bytea NOT NULL, fold_key text NOT NULL, rejected text, chain text,
  PRIMARY KEY (event_id, station_id, incarnation, seq));
CREATE UNIQUE INDEX bench_fact_by_hub_seq ON bench_fact (event_id, hub_seq) WHERE hub_seq IS NOT NULL;
CREATE INDEX bench_fact_by_fold_key ON bench_fact (event_id, fold_key) WHERE fold_key <> '';
CREATE TEMP TABLE bench_incoming (LIKE bench_fact) ON COMMIT DELETE ROWS;
)";

class Link {
 public:
  explicit Link(const std::string& where) : link_(PQconnectdb(where.c_str())) {
    if (PQstatus(link_) != CONNECTION_OK) complain("does not answer");
  }
  ~Link() { PQfinish(link_); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  std::string run(const char* sql, ExecStatusType expected = PGRES_COMMAND_OK) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(link_, sql), PQclear);
    if (PQresultStatus(result.get()) != expected) complain(sql);
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
  }
  void copy(const char* sql, const std::string& text) {
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

std::string hex(const std::string& bytes) {
  std::string text = "\\\\x";
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

// A batch as COPY's text, made beforehand. The fold's key stands for the attendee's.
std::string lines_of(const std::vector<FactRecord>& batch, const std::vector<std::string>& chain,
                     HubSeq& head) {
  std::string text;
  for (const FactRecord& fact : batch) {
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t\\N\t{}\n",
                        bench::big_event_id().value, fact.id.station.value, fact.id.incarnation,
                        fact.id.seq, ++head, fact.kind, fact.version, fact.hlc.packed,
                        to_ms(fact.wall), fact.monotonic_ms, to_ms(fact.wall), hex(fact.body),
                        fmt::format("attendee:B-{:06}", fact.hlc.packed * 7919 % 100'000),
                        chain[fact.id.seq - 1]);
  }
  return text;
}

}  // namespace

double postgres_rate(const Others& others, const Facts& facts) {
  Link link(others.postgres);
  if (link.run("SHOW fsync", PGRES_TUPLES_OK) != "on" ||
      link.run("SHOW synchronous_commit", PGRES_TUPLES_OK) != "on") {
    throw std::runtime_error("PostgreSQL does not wait for the disk");
  }
  link.run(tables);
  HubSeq head = 0;
  std::vector<std::string> batches;
  for (std::size_t batch = 0; batch < facts.batches_each; ++batch) {
    for (const Facts::Writer& writer : facts.writers) {
      batches.push_back(lines_of(writer.batches[batch], writer.chain, head));
    }
  }
  const double begun = bench::wall_ms();
  for (const std::string& batch : batches) {
    link.run("BEGIN");
    link.copy("COPY bench_incoming FROM STDIN", batch);
    link.run("INSERT INTO bench_fact SELECT * FROM bench_incoming");
    link.run("COMMIT");
  }
  const double took_ms = bench::wall_ms() - begun;
  link.run("DROP TABLE bench_fact");
  return facts.count() * 1000 / took_ms;
}

}  // namespace meetpoint::load
