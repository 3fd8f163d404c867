#include "tests/disk/writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>

#include "sync/hub/auth.h"
#include "sync/hub/handlers.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/model/chain.h"
#include "sync/store/station_store.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/roster_codec.h"
#include "tests/disk/hub_day.h"
#include "tests/disk/people.h"
#include "tests/disk/station_day.h"

namespace meetpoint::disk {

namespace {

constexpr std::uint64_t log_moved_every = 5;  // facts

FactBody fact(std::uint64_t seq) {
  return ContactNote{AttendeeId(person(1 + static_cast<int>(seq % 100))), AttendeeId(person(150)),
                     fmt::format("fact {} {}", seq, std::string(seq % 7 * 300, 'n')), 0};
}

void say(std::uint64_t seq) {
  const std::string line = std::to_string(seq) + "\n";
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(9);
}

class AtStation final : public Recorder {
 public:
  AtStation(std::unique_ptr<store::StationStore> store, std::uint64_t first)
      : store_(std::move(store)), next_(first) {}

  Result<std::uint64_t> record() override {
    std::uint64_t seq = 0;
    const Status done = store_->write([&](store::StationWrite& write) -> Status {
      seq = write.append(fact(next_)).seq;
      return {};
    });
    if (!done) return fail(done);
    ++next_;
    return seq;
  }

 private:
  std::unique_ptr<store::StationStore> store_;
  std::uint64_t next_;
};

class AtHub final : public Recorder {
 public:
  AtHub(std::unique_ptr<hub::SqlHubStore> store, std::string token, std::uint64_t first)
      : store_(std::move(store)), hub_(*store_), token_(std::move(token)), next_(first) {
    store_->move_log_of(1);
    store_->fold_at_once(1);
    store_->sort_by({.facts = 3, .read = 2, .written = 1, .run = 2});
    for (std::uint64_t seq = 1; seq < first; ++seq) chain_ = push_of(seq, seq).second;
  }

  Result<std::uint64_t> record() override {
    const std::uint64_t last = last_of_commit(Role::hub, next_);
    auto [push, chain] = push_of(next_, last);
    hub::Request request{.method = "POST",
                         .target = "/v1/events/hall/facts",
                         .headers = {{"Authorization", "Bearer " + token_},
                                     {"Content-Type", std::string(wire::media_json)}},
                         .body = wire::write_json(wire::encode(push))};
    const auto response = hub_.handle_together({&request, 1}, doors_open).front();
    const auto json = wire::parse_json(response.body);
    if (!json || response.status != 200) {
      const bool full = json && json->value("error", "") == "disk_full";
      return fail(full ? ErrorCode::disk_full : ErrorCode::io,
                  json ? json->value("message", "") : response.body);
    }
    chain_ = chain;
    next_ = last + 1;
    // In a hub that serves another thread does it. What was recorded is so where it fails, too.
    if (++pushes_ % log_moved_every == 0) static_cast<void>(store_->move_log());
    static_cast<void>(store_->fold_left());
    return (*json)["acked_seq"].get<std::uint64_t>();
  }

 private:
  std::pair<wire::PushRequest, std::string> push_of(std::uint64_t first, std::uint64_t last) const {
    wire::PushRequest push{.incarnation = 1, .first = first, .previous_hash = chain_};
    std::string chain = chain_;
    for (std::uint64_t seq = first; seq <= last; ++seq) {
      const FactBody body = fact(seq);
      FactRecord record{.id = {{1}, 1, seq},
                        .kind = std::string(wire::kind_of(body)),
                        .hlc = Hlc::of(doors_open, 0),
                        .wall = doors_open,
                        .body = wire::write_body(body)};
      chain = chain_next(chain, wire::chained_bytes(record));
      push.facts.push_back(std::move(record));
    }
    return {std::move(push), std::move(chain)};
  }

  std::unique_ptr<hub::SqlHubStore> store_;
  hub::Hub hub_;
  std::string token_;
  std::uint64_t next_;
  std::uint64_t pushes_ = 0;
  std::string chain_{chain_start};
};

Status open_and_close(Role role, const std::filesystem::path& folder) {
  if (role == Role::hub) {
    const auto store = hub::SqlHubStore::open(folder / "hub.db");
    return store ? Status{} : Status(fail(store));
  }
  const SystemClock clock;
  const auto store = store::StationStore::open(folder, clock);
  return store ? Status{} : Status(fail(store));
}

}  // namespace

std::string_view name_of(Role role) { return role == Role::hub ? "hub" : "station"; }

std::uint64_t last_of_commit(Role role, std::uint64_t first) {
  return role == Role::hub && first / 2 % 2 == 1 ? first + 1 : first;
}

Result<std::string> prepare(Role role, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  if (role == Role::station) {
    const SystemClock clock;
    auto store = store::StationStore::open(folder, clock);
    if (!store) return fail(store);
    const Status enrolled = (*store)->enrol({.event = EventId("hall"), .station = {1}});
    if (!enrolled) return fail(enrolled);
    return std::string("none");
  }
  auto store = hub::SqlHubStore::open(folder / "hub.db");
  if (!store) return fail(store);
  const auto imported = (*store)->import_roster(EventId("hall"), wire::rows_of(hall()));
  if (!imported) return fail(imported);
  const hub::StoredCode code{.event = EventId("hall"),
                             .locator = "ABC",
                             .station = {1},
                             .hash = "hash",
                             .expires_at = doors_open + hub::code_lifetime};
  const auto added = (*store)->add_station(code.event,
                                           {.name = "door",
                                            .role = std::string(hub::role_kiosk),
                                            .locator = code.locator,
                                            .code_hash = code.hash,
                                            .expires_at = code.expires_at},
                                           doors_open);
  if (!added) return fail(added);
  const hub::NewToken token = hub::make_token(added->id);
  const auto redeemed = (*store)->redeem(code, token.hash, {}, doors_open);
  if (!redeemed) return fail(redeemed);
  return token.token;
}

Result<std::unique_ptr<Recorder>> Recorder::open(Role role, const std::filesystem::path& folder,
                                                 const std::string& token, std::uint64_t first) {
  if (role == Role::hub) {
    auto store = hub::SqlHubStore::open(folder / "hub.db");
    if (!store) return fail(store);
    return std::make_unique<AtHub>(std::move(*store), token, first);
  }
  static const SystemClock clock;
  auto store = store::StationStore::open(folder, clock);
  if (!store) return fail(store);
  return std::make_unique<AtStation>(std::move(*store), first);
}

int run_writer(const WriterOrders& orders) {
  const auto recorder = Recorder::open(orders.role, orders.folder, orders.token, orders.first);
  if (!recorder) return 2;
  if (orders.traced) static_cast<void>(raise(SIGUSR1));
  for (std::uint64_t i = 0; orders.count == 0 || i < orders.count; ++i) {
    const auto seq = (*recorder)->record();
    if (!seq) return 3;
    say(*seq);
  }
  return 0;
}

Result<std::uint64_t> count_facts(Role role, const std::filesystem::path& folder) {
  if (const Status opened = open_and_close(role, folder); !opened) return fail(opened);
  const auto file = folder / (role == Role::hub ? "hub.db" : "station.db");
  auto db = store::Database::open(file, store::Access::read_only);
  if (!db) return fail(db);
  return store::guarded([&]() -> Result<std::uint64_t> {
    const std::string fault =
        role == Role::hub ? HubDay(folder).find_fault(*db) : StationDay(folder).find_fault(*db);
    if (!fault.empty()) return fail(ErrorCode::corrupt, fault);
    std::uint64_t count = 0;
    store::Rows rows = db->query("SELECT seq, body FROM fact ORDER BY seq");
    while (rows.next()) {
      ++count;
      if (rows.integer(0) != static_cast<std::int64_t>(count) ||
          rows.text(1) != wire::write_body(fact(count))) {
        return fail(ErrorCode::corrupt, fmt::format("fact {} is not what was recorded", count));
      }
    }
    return count;
  });
}

}  // namespace meetpoint::disk
