// What kiosks are told of each other, so that they can go on when the hub is out of reach.
#include "sync/hub/handlers.h"
#include "sync/wire/peer_messages.h"

namespace meetpoint::hub {

Response Hub::peers(const Request& request, const Caller& who) {
  if (who.station.role != role_kiosk) {
    return reply_error(request, 403,
                       {.error = "forbidden", .message = "Only a kiosk speaks with kiosks."});
  }
  const auto stations = store_.known_stations(who.event);
  if (!stations) return reply_error(request, stations.error());
  wire::PeersReply told;
  for (const wire::KnownStation& station : *stations) {
    if (station.role != role_kiosk || station.status != status_active) continue;
    if (station.public_key.empty() || station.id == who.station.id) continue;
    told.peers.push_back({station.id, station.public_key});
    if (told.peers.size() == wire::max_peers) break;
  }
  return reply(request, 200, wire::encode(told));
}

}  // namespace meetpoint::hub
