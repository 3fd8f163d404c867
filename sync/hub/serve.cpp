// The command that stays: serves a data folder, or a database that hubs share, until a signal.
#include <fmt/format.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ostream>
#include <thread>

#include "sync/hub/commands.h"
#include "sync/hub/feed_watch.h"
#include "sync/hub/store/postgresql/open.h"

namespace meetpoint::hub {

namespace {

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

int serve(const CommandContext& context, ServerOptions options) {
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
  Hub hub(**store);
  auto server = HttpServer::start(hub, context.clock, options);
  if (!server) return failed(server.error());
  const FeedWatch watch(**store, [&] { (*server)->look_again(); });
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
