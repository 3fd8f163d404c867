// Erasing a person, as the organiser asks for it.
#include <spdlog/spdlog.h>

#include "sync/hub/admin_messages.h"
#include "sync/hub/handlers.h"

namespace meetpoint::hub {

Response Hub::erase(const Request& request, const EventId& event) {
  const auto message = read_message<EraseRequest>(request, 16 * 1024);
  if (!message) return reply_error(request, message.error());
  const auto erased = store_.erase(event, message->attendee);
  if (!erased) return reply_error(request, erased.error());
  spdlog::info("a person was erased: {} facts, {} badges", erased->facts, erased->badges);
  Response response = reply(request, 200, wire::encode(*erased));
  response.grew = event;
  return response;
}

}  // namespace meetpoint::hub
