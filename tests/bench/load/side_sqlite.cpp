#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/store/schema.h"
#include "tests/bench/figures.h"
#include "tests/bench/load/hub_rows.h"
#include "tests/bench/load/sides.h"

namespace meetpoint::load {

namespace {

// As seldom as a hub moves it, and 65 times less often than SQLite would by itself.
constexpr const char* log_settings = "PRAGMA wal_autocheckpoint = 65536;";

}  // namespace

double sqlite_rate(const Others& others, const Facts& facts) {
  const std::filesystem::path folder = others.folder / "sqlite";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  double took_ms = 0;
  {
    auto db = store::Database::open(folder / "facts.db", store::Access::read_write);
    if (!db) throw std::runtime_error(db.error().message);
    if (const Status made = store::migrate(*db, store::hub_schema()); !made) {
      throw std::runtime_error(made.error().message);
    }
    db->script(hub::writer_settings);
    db->script(log_settings);
    const Instant now = SystemClock().now();
    HubSeq head = 0;
    const double begun = bench::wall_ms();
    for (std::size_t batch = 0; batch < facts.batches_each; ++batch) {
      for (const Facts::Writer& writer : facts.writers) {
        const Status done = store::in_transaction(*db, [&]() -> Status {
          take_batch(*db, writer, batch, head, now);
          return {};
        });
        if (!done) throw std::runtime_error(done.error().message);
      }
    }
    took_ms = bench::wall_ms() - begun;
  }
  std::filesystem::remove_all(folder);
  return facts.count() * 1000 / took_ms;
}

}  // namespace meetpoint::load
