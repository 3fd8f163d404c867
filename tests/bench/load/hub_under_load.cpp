// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include "tests/bench/load/hub_under_load.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/hub/auth.h"
#include "sync/hub/store/postgresql/open.h"
#include "tests/bench/figures.h"
#include "tests/bench/load/connection.h"

namespace meetpoint::load {

namespace {

template <class T>
T must(Result<T> result, const char* what) {
  if (!result) throw std::runtime_error(fmt::format("{}: {}", what, result.error().message));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Result<std::unique_ptr<hub::SqlHubStore>> open_empty(const std::filesystem::path& file,
                                                     const std::string& database) {
  if (database.empty()) return hub::SqlHubStore::open(file);
  namespace postgresql = hub::postgresql;
  must(postgresql::open_store(database), "PostgreSQL");
  auto writer = must(postgresql::shared_writer(database), "PostgreSQL");
  const Status dropped = store::in_transaction(writer, [&]() -> Status {
    writer.script("DROP SCHEMA meetpoint CASCADE");
    return {};
  });
  must(dropped, "PostgreSQL");
  return postgresql::open_store(database);
}

}  // namespace

HubUnderLoad::HubUnderLoad(const HubSetup& setup)
    : folder_(setup.folder), event_(bench::big_event_id()) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  seed(setup);
  std::vector<std::string> command = {setup.program, "serve",    "--data",
                                      folder_,       "--listen", "127.0.0.1:0"};
  command.insert(command.end(), setup.options.begin(), setup.options.end());
  if (!setup.database.empty()) command.insert(command.end(), {"--database", setup.database});
  process_ = std::make_unique<bench::Child>(command, folder_ / "hub.log");
  const std::string sign = "listening on http://127.0.0.1:";
  process_->until_it_says(sign);
  // The number follows at once, in the same line.
  for (int tries = 0; tries < 100 && port_ == 0; ++tries) {
    const std::string said = process_->output();
    const std::size_t at = said.find(sign) + sign.size();
    if (said.find('\n', at) != std::string::npos) {
      port_ = static_cast<unsigned short>(std::stoul(said.substr(at)));
    }
  }
}

HubUnderLoad::~HubUnderLoad() {
  process_->ask_to_end();
  process_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void HubUnderLoad::seed(const HubSetup& setup) {
  must(hub::init_crypto(), "cryptography");
  auto store = must(open_empty(folder_ / "hub.db", setup.database), "the hub's database");
  std::vector<RosterRow> rows;
  wire::FeedReply roster = bench::snapshot_of(setup.event);
  for (wire::FeedEntry& entry : roster.entries) rows.push_back(std::move(*entry.row));
  rows_ = rows.size();
  must(store->import_roster(event_, std::move(rows)), "the roster");
  const Instant now = SystemClock().now();
  const Status enrolled = store->together([&] {
    for (int i = 0; i < setup.stations; ++i) {
      const std::string name = fmt::format("station {}", i + 1);
      const auto station = must(store->add_station(event_,
                                                   {.name = name,
                                                    .role = std::string(hub::role_kiosk),
                                                    .locator = name,
                                                    .code_hash = "none",
                                                    .expires_at = now + std::chrono::hours(1)},
                                                   now),
                                "a station");
      const hub::NewToken token = hub::make_token(station.id);
      Login login{station.id, token.token, make_key_pair()};
      const hub::StoredCode code{.event = event_,
                                 .locator = name,
                                 .station = station.id,
                                 .hash = "none",
                                 .expires_at = now + std::chrono::hours(1)};
      must(store->redeem(code, token.hash,
                         {.code = {}, .app = "meetpoint-load", .public_key = login.key.public_key},
                         now),
           "its enrolment");
      logins_.push_back(std::move(login));
    }
  });
  must(enrolled, "the stations");
}

client::HubAccess HubUnderLoad::access(const Login& login) const {
  return {fmt::format("http://127.0.0.1:{}", port_), event_, login.station, login.token};
}

boost::asio::awaitable<void> HubUnderLoad::folded(boost::asio::io_context& io) const {
  constexpr std::string_view gauge = "\nmeetpoint_keys_to_fold{";
  Connection connection(io, port_);
  for (;;) {
    const double asked_ms = bench::wall_ms();
    client::Request request{.method = "GET",
                            .url = fmt::format("http://127.0.0.1:{}/metrics", port_)};
    const client::Response response = co_await connection.ask(std::move(request));
    const auto line = response.body.find(gauge);
    const auto value = response.body.find("} ", line);
    if (response.status != 200 || line == std::string::npos || value == std::string::npos) {
      throw std::runtime_error("the hub does not tell what it has to fold");
    }
    if (std::stod(response.body.substr(value + 2)) == 0) co_return;
    // It counts millions; what it has to do is not to wait for that.
    const double now_ms = bench::wall_ms();
    co_await sleep_until_ms(io, now_ms + std::max(5.0, 20 * (now_ms - asked_ms)));
  }
}

double HubUnderLoad::file_mb() const {
  double bytes = 0;
  for (const char* name : {"hub.db", "hub.db-wal"}) {
    std::error_code none;
    const auto size = std::filesystem::file_size(folder_ / name, none);
    if (!none) bytes += static_cast<double>(size);
  }
  return bytes / 1e6;
}

}  // namespace meetpoint::load
