// Seats of zones: what stations report and ask, and what the organiser sees of it.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "sync/hub/admin_messages.h"
#include "sync/hub/handlers.h"

namespace meetpoint::hub {

Response Hub::grants(const Request& request, const Caller& who) {
  if (who.station.role != role_kiosk) {
    return reply_error(request, 403,
                       {.error = "forbidden", .message = "Only a kiosk lets people into zones."});
  }
  const auto message = read_message<wire::GrantsRequest>(request, max_grants_bytes);
  if (!message) return reply_error(request, message.error());
  if (message->zones.size() > wire::max_grant_lines) {
    return reply_error(request, {ErrorCode::too_large,
                                 fmt::format("zones: at most {} at once.", wire::max_grant_lines)});
  }
  const auto reply_of = store_.grants(who.event, who.station.id, *message);
  if (!reply_of) return reply_error(request, reply_of.error());
  return reply(request, 200, wire::encode(*reply_of));
}

Response Hub::handle_seats(const Request& request, const EventId& event) {
  if (request.method != "GET") {
    if (const Status done = store_.grant_without(event); !done) {
      return reply_error(request, done.error());
    }
    spdlog::info("seats are granted although some stations have not reported");
    return reply(request, 200, wire::encode(Nothing{}));
  }
  const auto seats = store_.seats(event);
  if (!seats) return reply_error(request, seats.error());
  return reply(request, 200, wire::encode(*seats));
}

}  // namespace meetpoint::hub
