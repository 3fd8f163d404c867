// Ways of taking the same facts in durably, or of giving a new station the same rows: ours, and
// what other people wrote. Each runs once and says how many a second; what fails throws.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sync/model/fact.h"
#include "tests/bench/load/traffic.h"

namespace meetpoint::load {

inline constexpr std::size_t facts_per_batch = 500;

// The facts that every side takes in: `writers` journals of so many batches of 500.
struct Facts {
  struct Writer {
    std::vector<std::vector<FactRecord>> batches;
    std::vector<std::string> chain;  // by seq - 1
  };
  std::vector<Writer> writers;
  std::size_t batches_each = 0;
  double count() const {
    return static_cast<double>(writers.size() * batches_each * facts_per_batch);
  }
};
Facts make_facts(int writers, std::size_t batches_each);

// Where the other programs are; empty: that side is left out.
struct Others {
  std::string hub;       // our program
  std::string postgres;  // a libpq connection string of a private cluster
  std::string redis;     // the socket of a private server, with appendfsync always
  std::string pouch;     // the folder with server.js, client.js and their node_modules
  std::filesystem::path folder;
};

// Our hub, over HTTP, from as many stations at once as there are writers, until all is acknowledged
// and, where `folded`, counted into the present state. `database`: PostgreSQL's; empty: SQLite.
double hub_rate(const Others&, const Facts&, const std::string& database, bool folded);
// The same rows into the same tables with the same fold, a transaction a batch, in this process.
double sqlite_rate(const Others&, const Facts&);
// COPY of each batch's rows and an INSERT of them into the same tables, a transaction a batch.
// Nothing is folded here: the rows of the present state are known beforehand; `facts_alone`:
// without them.
double postgres_rate(const Others&, const Facts&, bool facts_alone);
// XADD of each fact, 500 in a pipeline on a connection of each writer.
double redis_rate(const Others&, const Facts&);
// Push replication of as many documents in batches of 500 by as many databases.
double pouch_push_rate(const Others&, std::size_t documents, int writers);
// First replication of so many documents to a new database.
double pouch_pull_rate(const Others&, std::size_t documents);

}  // namespace meetpoint::load
