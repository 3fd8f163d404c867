// Where a test's hub keeps its data: in a SQLite file, or, where MEETPOINT_TEST_ENGINE says
// "postgresql", in a database of its own. So the same tests hold for both.
#pragma once

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sync/hub/store/postgresql/engine.h"
#include "sync/hub/store/postgresql/open.h"
#include "tests/sync/hub/postgres_server.h"

namespace meetpoint::hub::testing {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "meetpoint-hub-XXXXXX").string();
    if (mkdtemp(name.data())) path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class HubData {
 public:
  using Store = Result<std::unique_ptr<SqlHubStore>>;
  virtual ~HubData() = default;

  virtual Store open() = 0;
  // Beside the store, to look at its tables.
  virtual store::Database look() = 0;
  // All three while no store has it open.
  virtual void keep_copy() = 0;
  virtual void put_copy_back() = 0;
  virtual void begin_anew() = 0;
  // What may have been put back from an older copy: the file, with whoever opens it; or the server.
  virtual void start_again() {}
  // All bytes from which a word could be read: files, or values where files are the server's.
  virtual std::string bytes() = 0;
};

class SqliteData final : public HubData {
 public:
  explicit SqliteData(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Store open() override { return SqlHubStore::open(file()); }
  store::Database look() override {
    return *store::Database::open(file(), store::Access::read_only);
  }
  void keep_copy() override { std::filesystem::copy_file(file(), folder_ / "copy.db"); }
  void put_copy_back() override {
    begin_anew();
    std::filesystem::copy_file(folder_ / "copy.db", file());
  }
  void begin_anew() override {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file().string() + end);
  }
  std::string bytes() override {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().filename() == "copy.db") continue;  // not the hub's own
      std::ifstream in(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }

 private:
  std::filesystem::path file() const { return folder_ / "hub.db"; }
  std::filesystem::path folder_;
};

class PostgresData final : public HubData {
 public:
  PostgresData() : database_(server().new_database()) {}

  static PostgresServer& server() { return PostgresServer::running(); }
  std::string conninfo() const { return server().conninfo(database_); }
  const std::string& name() const { return database_; }

  Store open() override { return postgresql::open_store(conninfo()); }
  store::Database look() override {
    auto db = *postgresql::database(conninfo());
    db.engine().begin(store::Begin::snapshot);
    return db;
  }
  void keep_copy() override { copy_ = server().new_database(database_); }
  void put_copy_back() override { database_ = server().new_database(copy_); }
  void begin_anew() override { database_ = server().new_database(); }
  void start_again() override { server().crash_and_start(); }
  std::string bytes() override {
    auto db = look();
    std::string all;
    for (const char* table :
         {"fact", "undone", "folded", "presence", "roster_row", "roster_attendee", "zone_entry",
          "zone_exit", "late_fact", "erased_person", "erased_badge", "station", "journal"}) {
      store::Rows rows =
          db.query("SELECT convert_to(t::text, 'UTF8') FROM " + std::string(table) + " t");
      while (rows.next()) all += readable(rows.text(0));
    }
    return all;
  }

 private:
  // "\x414e41" within a row, as the letters that it stands for.
  static std::string readable(const std::string& row) {
    std::string out;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      if (row.compare(i, 2, "\\x") != 0) continue;
      for (i += 2; i + 1 < row.size() && std::isxdigit(static_cast<unsigned char>(row[i])) != 0;
           i += 2) {
        out += static_cast<char>(std::stoi(row.substr(i, 2), nullptr, 16));
      }
      out += '\n';
    }
    return out;
  }

  std::string database_;
  std::string copy_;
};

inline bool on_postgresql() {
  const char* engine = std::getenv("MEETPOINT_TEST_ENGINE");
  return engine && std::string_view(engine) == "postgresql";
}

inline std::unique_ptr<HubData> hub_data_in(const std::filesystem::path& folder) {
  if (on_postgresql()) return std::make_unique<PostgresData>();
  return std::make_unique<SqliteData>(folder);
}

}  // namespace meetpoint::hub::testing
