#include "sync/hub/read_ahead.h"

#include "sync/hub/auth.h"
#include "sync/hub/fact_messages.h"
#include "sync/model/signature.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::hub {

void ReadAhead::heard(const EventId& event, const Station& station) {
  const std::lock_guard lock(mutex_);
  Known& known = stations_[{event, station.id}];
  if (known.token_hash != station.token_hash) known.token_hash = station.token_hash;
  if (known.public_key != station.public_key) known.public_key = station.public_key;
}

ReadAhead::Known ReadAhead::known(const EventId& event, StationId station) const {
  const std::lock_guard lock(mutex_);
  const auto found = stations_.find({event, station});
  return found == stations_.end() ? Known() : found->second;
}

void ReadAhead::read(Request& request) const {
  if (request.method != "POST" || !spoken_version(request)) return;
  const auto target = read_target(request.target);
  if (!target || target->path.size() != 4 || target->path[0] != "v1" ||
      target->path[1] != "events" || target->path[3] != "facts") {
    return;
  }
  // Who is not known is turned away before anything of theirs is unpacked.
  const std::string_view token = token_in(request);
  const auto station = station_of_token(token);
  const EventId event(target->path[2]);
  const Known who = station ? known(event, *station) : Known();
  if (who.public_key.empty() || !token_matches(token, who.token_hash)) return;
  auto read = std::make_shared<ReadPush>(ReadPush{read_push(request), {}});
  if (read->message) {
    const wire::PushRequest& push = *read->message;
    if (auto chain = wire::chain_of(push)) {
      if (!push.facts.empty() && verify(wire::signed_bytes(event, *station, push, *chain),
                                        push.signature, who.public_key)) {
        read->checked.signed_by = who.public_key;
      }
      read->checked.chain = std::move(*chain);
    }
  }
  request.read = std::move(read);
}

}  // namespace meetpoint::hub
