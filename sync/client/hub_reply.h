// Reads what a transport brought: is it the hub's, and what does it say?
//
// A reply counts only with our protocol's header and media type: at a venue a Wi-Fi portal answers
// 200 with a page for everything, and a proxy has 401s and 503s of its own. `now` serves for a
// Retry-After that is a date.
#pragma once

#include "sync/client/refusal.h"
#include "sync/client/transport.h"
#include "sync/wire/messages.h"
#include "sync/wire/peer_messages.h"
#include "sync/wire/seat_messages.h"
#include "sync/wire/vector_messages.h"

namespace meetpoint::client {

Answer<wire::EnrolReply> read_enrol_reply(const Result<Response>&, Instant now);
Answer<wire::KeyReply> read_key_reply(const Result<Response>&, Instant now);
Answer<wire::VectorReply> read_vector_reply(const Result<Response>&, Instant now);
Answer<wire::PushReply> read_push_reply(const Result<Response>&, Instant now);
Answer<wire::GrantsReply> read_grants_reply(const Result<Response>&, Instant now);
Answer<wire::StationsReply> read_stations_reply(const Result<Response>&, Instant now);
Answer<wire::PeersReply> read_peers_reply(const Result<Response>&, Instant now);
// Of feed and snapshot.
Answer<wire::FeedReply> read_feed_reply(const Result<Response>&, Instant now);

}  // namespace meetpoint::client
