// What this kiosk says to other kiosks of the event, and what it makes of what they say. No
// sockets, no threads of its own; thread-safe, as the store is.
//
// A word goes in an envelope: the speaker's number, then the word, packed and sealed for the one it
// is meant for (sync/model/sealed_box.h). Whoever is on the network can neither read nor change
// one, nor speak as a kiosk of the event; sent once more, an old word changes nothing.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "sync/store/station_store.h"

namespace meetpoint::peer {

inline constexpr std::size_t max_envelope_bytes = std::size_t{512} * 1024;

class Talk {
 public:
  // `store` must outlive this. init_crypto() has been called.
  Talk(store::StationStore& store, EventId event, StationId self)
      : store_(store), event_(std::move(event)), self_(self) {}

  const EventId& event() const { return event_; }
  StationId self() const { return self_; }

  // The next word to `peer`. Fails with not_found where the hub has named no such kiosk.
  Result<std::string> ask(StationId peer);

  struct Outcome {
    bool applied = false;  // facts of others came in
    bool go_on = false;    // one of the two has more to say at once
  };
  // What came back to that. Fails with unauthorised where `peer` did not say it, or not to that.
  Result<Outcome> on_reply(StationId peer, std::string_view envelope);

  struct Answer {
    std::string envelope;
    bool applied = false;
  };
  // To another kiosk's word. Fails with unauthorised (not of a kiosk that the hub has named) and
  // with what the store says.
  Result<Answer> answer(std::string_view envelope);

 private:
  struct Other {
    std::string key;
    // As the one who asks:
    std::string asked;       // our challenge in the word under way
    std::string their_last;  // their challenge, which our next word answers
    std::optional<wire::JournalPlace> they_have;
    // As the one who is asked:
    std::string given;  // our challenge, which their next word is to answer
  };

  Result<Other> other(StationId);
  Result<std::string> secret_key();
  void keep(StationId, const Other&);
  Result<wire::PeerWord> open(StationId from, const Other&, std::string_view envelope);
  Result<std::string> close(const Other&, const wire::PeerWord&);
  bool more_for(StationId, const wire::JournalPlace& have);

  store::StationStore& store_;
  const EventId event_;
  const StationId self_;
  std::mutex mutex_;  // guards others_
  std::map<StationId, Other> others_;
};

// The speaker's number in an envelope; 0: it is none.
StationId speaker(std::string_view envelope);

}  // namespace meetpoint::peer
