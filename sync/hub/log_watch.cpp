#include "sync/hub/log_watch.h"

#include <spdlog/spdlog.h>

namespace meetpoint::hub {

namespace {

constexpr std::chrono::milliseconds each{200};
// A full disk stays so for a while, and is not to be told of each time.
constexpr std::chrono::seconds after_failure{30};

std::chrono::milliseconds move_log(HubStore& store) {
  const Status moved = store.move_log();
  if (moved) return each;
  spdlog::error("what was committed can't be moved from the log into the database: {}",
                moved.error().message);
  return after_failure;
}

}  // namespace

LogWatch::LogWatch(HubStore& store) {
  if (!store.is_shared()) rhythm_.emplace(each, [&store] { return move_log(store); });
}

}  // namespace meetpoint::hub
