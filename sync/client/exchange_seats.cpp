// The exchange about seats, beside those of facts and feed.
#include "sync/client/exchanges.h"
#include "sync/client/hub_reply.h"

namespace meetpoint::client {

std::optional<Duration> Exchanges::start_seats() {
  const SyncStatus status = machine_.status(view_, now());
  const bool shut_out = status.problem && status.problem->code == ErrorCode::revoked;
  if (shut_out && !seats_dropped_) seats_dropped_ = store_.drop_seats().has_value();
  const auto sought = store_.wants_seats();
  const SeatView view{.online = status.online && !view_.elsewhere,
                      .epoch = view_.epoch,
                      .incarnation = view_.incarnation,
                      .sought = sought && *sought};
  if (!seat_lane_.next(view, now())) return seat_lane_.wait(view, now());
  const auto report = store_.seat_report();
  if (!report) {
    seat_lane_.forget();
    seat_lane_.on_stored(false, false, now(), random());
    return seat_lane_.wait(view, now());
  }
  seats_ = {transport_.start(grants_request(access_, *report)), report->session};
  return std::nullopt;
}

void Exchanges::take_seats(Finished& finished) {
  if (!seats_ || finished.id != seats_->id) return;
  const std::uint64_t session = seats_->sent;
  seats_.reset();
  const SeatTask task = seat_lane_.on_reply(
      session, read_grants_reply(finished.response, now().wall), now(), random());
  if (const auto* apply = std::get_if<ApplyGrants>(&task)) {
    const auto gave_back = store_.apply_grants(apply->reply);
    seat_lane_.on_stored(gave_back.has_value(), gave_back && *gave_back, now(), random());
  } else if (std::holds_alternative<CountSeats>(task)) {
    seat_lane_.on_stored(store_.count_seats().has_value(), false, now(), random());
  }
}

}  // namespace meetpoint::client
