// A station's store towards other kiosks.
#include "sync/store/heard.h"
#include "sync/store/station_parts.h"

namespace meetpoint::store {

Result<std::vector<wire::Peer>> StationStore::peers() {
  const std::lock_guard hold(parts_->read_mutex);
  return guarded([&]() -> Result<std::vector<wire::Peer>> { return read_peers(parts_->reader); });
}

Status StationStore::know_peers(const std::vector<wire::Peer>& peers) {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const std::lock_guard hold(parts_->write_mutex);
  const Status done = in_transaction(parts_->writer, [&]() -> Status {
    write_peers(parts_->writer, who->event, who->station, peers);
    return {};
  });
  return done ? parts_->purge.after_commit(parts_->writer) : done;
}

Result<wire::PeerWord> StationStore::word_for(StationId to,
                                              const std::optional<wire::JournalPlace>& after) {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  const std::lock_guard hold(parts_->read_mutex);
  return in_snapshot(parts_->reader, [&]() -> Result<wire::PeerWord> {
    return own_word(parts_->reader, *who, to, after);
  });
}

Result<bool> StationStore::has_heard() {
  const std::lock_guard hold(parts_->read_mutex);
  return guarded([&]() -> Result<bool> { return store::has_heard(parts_->reader); });
}

Result<bool> StationStore::hear(StationId from, const wire::PeerWord& word) {
  const auto who = parts_->enrolment();
  if (!who) return fail(not_enrolled().code, not_enrolled().message);
  if (word.event != who->event || from == who->station) {
    return fail(ErrorCode::protocol, "A kiosk of another event spoke.");
  }
  const std::lock_guard hold(parts_->write_mutex);
  auto changed = in_transaction(parts_->writer, [&]() -> Result<bool> {
    return store::hear(parts_->writer, who->event, from, word, parts_->clock.now());
  });
  if (!changed) return changed;
  if (const Status purged = parts_->purge.after_commit(parts_->writer); !purged) {
    return fail(purged);
  }
  return changed;
}

}  // namespace meetpoint::store
