#include "sync/client/seat_lane.h"

#include <algorithm>

#include "sync/client/backoff.h"

namespace meetpoint::client {

namespace {

// So that seats that nobody needs here come back, and a hub that was started anew hears of us.
constexpr std::int64_t report_every_ms = 30'000;
// While people wait for a seat and the hub has none.
constexpr std::int64_t ask_again_ms = 5'000;
constexpr std::int64_t ask_older_hub_ms = 5 * 60'000;

}  // namespace

std::optional<std::int64_t> SeatLane::due_ms(const SeatView& view) const {
  if (busy_ || !view.online || view.epoch == 0) return std::nullopt;
  const bool other = view.epoch != epoch_ || view.incarnation != incarnation_;
  if (report_ || other) return not_before_ms_;
  const bool hurry = view.sought && pause_ms_ == report_every_ms;
  const std::int64_t pause = hurry ? ask_again_ms : pause_ms_;
  return std::max(not_before_ms_, last_ms_ + pause);
}

bool SeatLane::next(const SeatView& view, Moment now) {
  const auto due = due_ms(view);
  if (!due || now.monotonic_ms < *due) return false;
  busy_ = true;
  report_ = false;
  epoch_ = view.epoch;
  incarnation_ = view.incarnation;
  last_ms_ = now.monotonic_ms;
  pause_ms_ = report_every_ms;
  return true;
}

std::optional<Duration> SeatLane::wait(const SeatView& view, Moment now) const {
  const auto due = due_ms(view);
  if (!due) return std::nullopt;
  return Duration(std::max<std::int64_t>(0, *due - now.monotonic_ms));
}

SeatTask SeatLane::on_reply(std::uint64_t sent_session, Answer<wire::GrantsReply> answer,
                            Moment now, double random) {
  busy_ = false;
  if (!answer) {
    const Refusal& refusal = answer.error();
    if (refusal.why == Why::foreign) {
      // Our event is known there, as the other lanes are served: only this question is not.
      pause_ms_ = ask_older_hub_ms;
      return CountSeats{};
    }
    fail(now, random);
    return {};
  }
  failures_ = 0;
  not_before_ms_ = now.monotonic_ms;
  // The hub believes only a report that knows its session.
  if (answer->session != sent_session) report_ = true;
  return ApplyGrants{std::move(*answer)};
}

void SeatLane::on_stored(bool stored, bool gave_back, Moment now, double random) {
  if (!stored) fail(now, random);
  if (gave_back) report_ = true;
}

void SeatLane::forget() {
  busy_ = false;
  report_ = true;
}

void SeatLane::other_hub() {
  forget();
  failures_ = 0;
  not_before_ms_ = 0;
}

void SeatLane::fail(Moment now, double random) {
  report_ = true;
  not_before_ms_ = now.monotonic_ms + backoff(++failures_, random).count();
}

}  // namespace meetpoint::client
