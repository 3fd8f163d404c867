// When a station speaks with the hub about seats of zones (sync/model/seats.h): reports what it
// has, asks for more, hears whether others are short of some. Pure, like the machine; a lane of its
// own, since neither facts nor the feed must wait for it. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "sync/client/moment.h"
#include "sync/client/refusal.h"
#include "sync/wire/seat_messages.h"

namespace meetpoint::client {

struct SeatView {
  bool online = false;
  std::uint64_t epoch = 0;
  std::uint32_t incarnation = 1;
  bool sought = false;  // people come for seats that this station has few of
};

struct ApplyGrants {
  wire::GrantsReply reply;
};
// The hub is of a release that grants none.
struct CountSeats {};
using SeatTask = std::variant<std::monostate, ApplyGrants, CountSeats>;

class SeatLane {
 public:
  // True: send a report now, and give its answer to on_reply(). Else `wait` says when to ask next;
  // nothing: when something changes.
  bool next(const SeatView&, Moment now);
  std::optional<Duration> wait(const SeatView&, Moment now) const;

  SeatTask on_reply(std::uint64_t sent_session, Answer<wire::GrantsReply>, Moment now,
                    double random);
  // How the task went; `gave_back`: the hub is to hear of it at once.
  void on_stored(bool stored, bool gave_back, Moment now, double random);
  // The exchange under way was called off.
  void forget();
  // The same, and what the hub said so far was another one's.
  void other_hub();

 private:
  std::optional<std::int64_t> due_ms(const SeatView&) const;
  void fail(Moment now, double random);

  bool busy_ = false;
  bool report_ = true;  // there is something that the hub has not heard
  std::uint64_t epoch_ = 0;
  std::uint32_t incarnation_ = 0;
  int failures_ = 0;
  std::int64_t not_before_ms_ = 0;  // monotonic
  std::int64_t last_ms_ = 0;
  std::int64_t pause_ms_ = 0;  // until the next report without a reason
};

}  // namespace meetpoint::client
