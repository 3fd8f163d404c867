// The two messages that carry facts, in the forms that both sides speak: columns, CBOR or JSON.
#pragma once

#include "sync/hub/http_message.h"

namespace meetpoint::hub {

// Fails with protocol, too_large.
Result<wire::PushRequest> read_push(const Request&);

Response reply_feed(const Request&, const wire::FeedReply&);

}  // namespace meetpoint::hub
