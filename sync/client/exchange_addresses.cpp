// Which of its addresses the station speaks with, and asking the first whether it is back.
#include "sync/client/exchanges.h"

namespace meetpoint::client {

void Exchanges::judge(Lane lane, const Refusal* refusal, Moment since, Moment at) {
  // The first address is the organiser's own: what it says is for a person to mend.
  const bool useless = refusal != nullptr && is_useless(*refusal) && addresses_.present() != 0;
  const bool nonsense = refusal == nullptr && machine_.failing(lane);
  if (useless) {
    addresses_.on_useless();
  } else if (nonsense || (refusal != nullptr && is_failure(*refusal))) {
    addresses_.on_failure(lane, since, at);
  } else {
    addresses_.on_answer(lane);
  }
}

std::optional<Duration> Exchanges::start_addresses() {
  if (bases_.size() == 1) return std::nullopt;
  const SyncStatus status = machine_.status(view_, now());
  if (status.problem && status.problem->code == ErrorCode::revoked) return std::nullopt;
  while (const auto change = addresses_.next(now(), random())) go_to(*change);
  if (addresses_.probe_due(now())) {
    HubAccess first = access_;
    first.base = bases_.front();
    probe_ = transport_.start(epoch_request(first));
  }
  return addresses_.wait(now());
}

// The hub of the old address may still answer; nobody listens any more.
void Exchanges::go_to(const Addresses::Change& change) {
  cancel_all();
  access_.base = bases_[change.to];
  machine_.other_address(change.at_once, now());
  seat_lane_.other_hub();
}

}  // namespace meetpoint::client
