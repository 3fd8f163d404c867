#include "sync/hub/store/postgresql/open.h"

#include <chrono>
#include <thread>

#include "sync/hub/store/postgresql/engine.h"
#include "sync/hub/store/postgresql/schema.h"
#include "sync/store/seats.h"

namespace meetpoint::hub::postgresql {

namespace {

constexpr int reader_count = 3;

Status bring_up_to_date(const std::string& conninfo) {
  // Of several hubs that make the tables at once, one does; the others look again.
  for (int tries = 1;; ++tries) {
    const Status done = store::guarded([&]() -> Status {
      const Connection connection = connect(conninfo);
      migrate(connection.get());
      return {};
    });
    const bool may_be_theirs = !done && (done.error().code == ErrorCode::internal ||
                                         done.error().code == ErrorCode::corrupt);
    if (!may_be_theirs || tries >= 10) return done;
    std::this_thread::sleep_for(std::chrono::milliseconds(20 * tries));
  }
}

}  // namespace

Result<std::unique_ptr<SqlHubStore>> open_store(const std::string& conninfo) {
  if (const Status readable = check_conninfo(conninfo); !readable) return fail(readable);
  if (const Status made = bring_up_to_date(conninfo); !made) return fail(made);
  auto writer = shared_writer(conninfo);
  if (!writer) return fail(writer);
  if (const Status read = store::read_older_zone_facts(*writer); !read) return fail(read);
  std::vector<store::Database> readers;
  for (int i = 0; i < reader_count; ++i) {
    auto reader = database(conninfo);
    if (!reader) return fail(reader);
    readers.push_back(std::move(*reader));
  }
  return SqlHubStore::over(std::move(*writer), std::move(readers));
}

Result<store::Database> shared_writer(const std::string& conninfo) {
  return database(conninfo, keep_seat_session);
}

std::string name_of(const std::string& conninfo) { return describe(conninfo); }

}  // namespace meetpoint::hub::postgresql
