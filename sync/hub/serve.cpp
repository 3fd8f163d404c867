// The command that stays: serves a data folder, or a database that hubs share, until a signal.
#include <fmt/format.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <ostream>
#include <thread>

#include "sync/client/hub_address.h"
#include "sync/client/transport_curl.h"
#include "sync/hub/commands.h"
#include "sync/hub/feed_watch.h"
#include "sync/hub/log_watch.h"
#include "sync/hub/relay_door.h"
#include "sync/hub/store/postgresql/open.h"
#include "sync/hub/store/sql_hub_store.h"

namespace meetpoint::hub {

namespace {

// As long as it takes to answer a thousand stations, little by little.
constexpr Duration feed_round{450};

// The relay's upstream side, while its folder is served. The server it wakes comes later.
struct RelayParts {
  relay::Board board;
  std::unique_ptr<RelaySide> side;
  std::unique_ptr<relay::Worker> worker;
  std::unique_ptr<RelayDoor> door;
  std::atomic<HttpServer*> server = nullptr;
};

// Nothing where the folder is that of a central hub.
Result<std::unique_ptr<RelayParts>> relay_of(SqlHubStore& store, const Clock& clock,
                                             const RelayOptions& options, std::ostream& out) {
  auto to = store.upstream();
  if (!to) return fail(to);
  if (!*to) {
    if (options.upstream.empty()) return std::unique_ptr<RelayParts>();
    return fail(ErrorCode::invalid_input,
                fmt::format("This folder is no relay yet. Make a code at the central hub "
                            "(meetpoint-hub station add NAME --role relay), then, here: "
                            "meetpoint-hub join {} CODE",
                            options.upstream));
  }
  if (!options.upstream.empty()) {
    const auto address = client::parse_hub_address(options.upstream);
    if (!address) return fail(address);
    if (address->base != (*to)->url) {
      out << fmt::format("the central hub was at {} and is at {} from now on\n", (*to)->url,
                         address->base);
      if (const Status moved = store.move_upstream(address->base); !moved) return fail(moved);
      (*to)->url = address->base;
    }
  }
  auto access = relay::access_of(**to);
  if (!access) return fail(access);
  client::CurlOptions curl;
  if (!options.hub_ca.empty()) curl.hub_ca = options.hub_ca;
  auto transport = client::make_curl_transport(curl);
  if (!transport) return fail(transport);
  auto parts = std::make_unique<RelayParts>();
  parts->side = std::make_unique<RelaySide>(RelaySide{store, parts->board, *access});
  parts->worker = std::make_unique<relay::Worker>(
      relay::WorkerSetup{.store = store,
                         .board = parts->board,
                         .clock = clock,
                         .access = *access,
                         .transport = std::move(*transport),
                         .on_grown =
                             [whole = parts.get()] {
                               if (HttpServer* server = whole->server) server->look_again();
                             },
                         .seed = 0});
  parts->door = std::make_unique<RelayDoor>(*parts->worker);
  return parts;
}

// The folder's lock, kept while it is served.
Result<DataFolder> take_folder(const CommandContext& context) {
  auto folder = DataFolder::open(context.data, true);
  if (!folder) return folder;
  auto locked = folder->try_lock();
  // A command may be at work in the folder; a hub stays.
  for (int attempt = 0; attempt < 20 && locked && !*locked; ++attempt) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    locked = folder->try_lock();
  }
  if (!locked) return fail(locked);
  if (!*locked) {
    return fail(ErrorCode::conflict, fmt::format("Another hub has {} open. Stop it, or choose "
                                                 "another folder with --data.",
                                                 context.data.string()));
  }
  return folder;
}

}  // namespace

int serve(const CommandContext& context, ServerOptions options, const RelayOptions& of_relay) {
  const auto failed = [&](const Error& error) {
    context.err << "meetpoint-hub: " << error.message << '\n';
    return exit_failed;
  };
  std::optional<DataFolder> folder;
  if (context.database.empty()) {
    auto taken = take_folder(context);
    if (!taken) return failed(taken.error());
    folder.emplace(std::move(*taken));
    options.admin_socket = folder->socket();
  }
  auto store =
      folder ? SqlHubStore::open(folder->database()) : postgresql::open_store(context.database);
  if (!store) return failed(store.error());
  const auto relay = relay_of(**store, context.clock, of_relay, context.out);
  if (!relay) return failed(relay.error());
  Hub hub(**store, {.feed_round = feed_round}, *relay ? (*relay)->side.get() : nullptr);
  if (*relay) options.upstream = (*relay)->door.get();
  auto server = HttpServer::start(hub, context.clock, options);
  if (!server) return failed(server.error());
  const FeedWatch watch(**store, [&] { (*server)->look_again(); });
  const LogWatch log(**store);
  context.out << "listening on " << (*server)->url() << std::endl;
  spdlog::info("serving {}", (*server)->url());
  if (*relay) {
    spdlog::info("this is a relay of {}", (*relay)->side->access.base);
    (*relay)->server = server->get();
    (*relay)->worker->start();
  }

  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  int number = 0;
  sigwait(&stop_signals, &number);
  spdlog::info("stopping");
  if (*relay) (*relay)->worker->stop();
  (*server)->stop();
  return exit_done;
}

}  // namespace meetpoint::hub
