// The command that stays: serves a data folder until a signal.
#include <fmt/format.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ostream>
#include <thread>

#include "sync/hub/commands.h"
#include "sync/hub/store/sql_hub_store.h"

namespace meetpoint::hub {

namespace {

// Longer than it takes to answer a thousand stations, and no person notices it.
constexpr Duration feed_round{250};

}  // namespace

int serve(const CommandContext& context, ServerOptions options) {
  const auto failed = [&](const Error& error) {
    context.err << "meetpoint-hub: " << error.message << '\n';
    return exit_failed;
  };
  auto folder = DataFolder::open(context.data, true);
  if (!folder) return failed(folder.error());
  auto locked = folder->try_lock();
  // A command may be at work in the folder; a hub stays.
  for (int attempt = 0; attempt < 20 && locked && !*locked; ++attempt) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    locked = folder->try_lock();
  }
  if (!locked) return failed(locked.error());
  if (!*locked) {
    return failed({ErrorCode::conflict, fmt::format("Another hub has {} open. Stop it, or choose "
                                                    "another folder with --data.",
                                                    context.data.string())});
  }
  auto store = SqlHubStore::open(folder->database());
  if (!store) return failed(store.error());
  Hub hub(**store, {.feed_round = feed_round});
  options.admin_socket = folder->socket();
  auto server = HttpServer::start(hub, context.clock, options);
  if (!server) return failed(server.error());
  context.out << "listening on " << (*server)->url() << std::endl;
  spdlog::info("serving {}", (*server)->url());

  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  int number = 0;
  sigwait(&stop_signals, &number);
  spdlog::info("stopping");
  (*server)->stop();
  return exit_done;
}

}  // namespace meetpoint::hub
