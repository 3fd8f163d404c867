#include "sync/hub/fact_messages.h"

#include "sync/wire/packed_messages.h"

namespace meetpoint::hub {

Result<wire::PushRequest> read_push(const Request& request) {
  if (!has_form(request, wire::media_columns)) {
    return read_message<wire::PushRequest>(request, wire::max_push_bytes);
  }
  const auto bytes = read_bytes(request, wire::max_push_bytes);
  if (!bytes) return fail(bytes);
  return wire::push_of_columns(*bytes);
}

Response reply_feed(const Request& request, const wire::FeedReply& feed) {
  if (accepts(request, wire::media_columns)) {
    return reply_bytes(request, 200, std::string(wire::media_columns), wire::to_columns(feed));
  }
  return reply_message(request, 200, feed);
}

}  // namespace meetpoint::hub
