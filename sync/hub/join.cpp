// The command that makes a folder the relay of a central hub.
#include <fmt/format.h>

#include <ostream>

#include "sync/client/enrol.h"
#include "sync/client/hub_reply.h"
#include "sync/client/hub_request.h"
#include "sync/client/transport_curl.h"
#include "sync/hub/commands.h"
#include "sync/hub/store/sql_hub_store.h"

namespace meetpoint::hub {

namespace {

// Whether the code was one for a relay: only those are told of the stations.
Status check_role(client::Transport& transport, const Clock& clock,
                  const store::Enrolment& joined) {
  const auto id = transport.start(client::stations_request({.base = joined.hub_url,
                                                            .event = joined.event,
                                                            .station = joined.station,
                                                            .token = joined.token,
                                                            .on_behalf = {}}));
  while (true) {
    for (const client::Finished& finished : transport.wait(Duration(60'000))) {
      if (finished.id != id) continue;
      const auto told = client::read_stations_reply(finished.response, clock.now());
      if (told || told.error().is_network()) return {};
      return fail(ErrorCode::invalid_input,
                  "This code is not one for a relay, or that hub is of a release without relays. "
                  "Make one at the central hub: meetpoint-hub station add NAME --role relay");
    }
  }
}

}  // namespace

int join(const CommandContext& context, const std::string& url, const std::string& code,
         const std::string& hub_ca) {
  const auto failed = [&](const Error& error) {
    context.err << "meetpoint-hub: " << error.message << '\n';
    return exit_failed;
  };
  auto folder = DataFolder::open(context.data, true);
  if (!folder) return failed(folder.error());
  const auto locked = folder->try_lock();
  if (!locked) return failed(locked.error());
  if (!*locked) {
    return failed({ErrorCode::conflict,
                   fmt::format("A hub is serving {}. Stop it, or name another folder with --data.",
                               context.data.string())});
  }
  auto store = SqlHubStore::open(folder->database());
  if (!store) return failed(store.error());
  const auto before = (*store)->upstream();
  if (!before) return failed(before.error());
  const auto events = (*store)->events();
  if (!events) return failed(events.error());
  // Before the code is spent.
  if (!*before && !events->empty()) {
    return failed({ErrorCode::conflict,
                   "This folder is that of a hub with events of its own. Name another folder with "
                   "--data."});
  }
  client::CurlOptions options;
  if (!hub_ca.empty()) options.hub_ca = hub_ca;
  auto transport = client::make_curl_transport(options);
  if (!transport) return failed(transport.error());
  const auto joined = client::enrol(**transport, context.clock, url, code, "meetpoint-hub relay");
  if (!joined) return failed(joined.error());
  if (const Status role = check_role(**transport, context.clock, *joined); !role) {
    return failed(role.error());
  }
  const Status kept = (*store)->join({.event = joined->event,
                                      .url = joined->hub_url,
                                      .station = joined->station,
                                      .station_name = joined->station_name,
                                      .token = joined->token,
                                      .hub_key = joined->hub_key});
  if (!kept) return failed(kept.error());
  context.out << fmt::format(
      "This is relay '{}' of event '{}' at {} now. Start it: meetpoint-hub serve --data {}\n",
      joined->station_name, joined->event.value, joined->hub_url, context.data.string());
  return exit_done;
}

}  // namespace meetpoint::hub
