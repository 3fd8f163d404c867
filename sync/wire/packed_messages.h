// A push and a feed reply with their facts as columns (columns.h), which is how stations and hubs
// send them: a third of the bytes, and read without a tree of values. The forms of messages.h are
// for people, and for stations of before columns.
#pragma once

#include "sync/base/result.h"
#include "sync/wire/messages.h"

namespace meetpoint::wire {

// Of a push with columns; and what a station asks a feed for.
inline constexpr std::string_view media_columns = "application/vnd.meetpoint.v1.columns+cbor";

std::string to_columns(const PushRequest&);
std::string to_columns(const FeedReply&);

// Fail with protocol or too_large. What they give is what was written, byte for byte in each fact.
Result<PushRequest> push_of_columns(std::string_view bytes);
Result<FeedReply> feed_of_columns(std::string_view bytes);

}  // namespace meetpoint::wire
