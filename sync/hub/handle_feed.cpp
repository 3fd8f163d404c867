// What is new, as stations ask for it.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "sync/hub/fact_messages.h"
#include "sync/hub/handlers.h"

namespace meetpoint::hub {

namespace {

constexpr int longest_wait_at_relay_s = 5;
constexpr int pieces_last = 8;  // rounds: what a piece says that reaches the head
constexpr Duration clock_may_be_old{2'000};

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

// A position that this hub gave out, and its mark; stations of before marks have none.
struct Marked {
  HubSeq seq = 0;
  std::string mark;
};

struct FeedCursor {
  std::uint64_t epoch = 0;
  HubSeq seq = 0;
  std::string mark;
};

// "88120.9f02c1d47e55a803" or "88120"
std::optional<Marked> read_marked(std::string_view text) {
  Marked marked;
  const auto dot = text.find('.');
  if (!read_number(text.substr(0, dot), marked.seq)) return std::nullopt;
  if (dot == std::string_view::npos) return marked;
  marked.mark = text.substr(dot + 1);
  const bool hex = marked.mark.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (marked.mark.size() != 16 || !hex) return std::nullopt;
  return marked;
}

// "3.88120.9f02c1d47e55a803"; "0.0" is the very beginning, whatever the epoch.
std::optional<FeedCursor> read_cursor(std::string_view text) {
  FeedCursor cursor;
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || !read_number(text.substr(0, dot), cursor.epoch)) {
    return std::nullopt;
  }
  auto marked = read_marked(text.substr(dot + 1));
  if (!marked) return std::nullopt;
  cursor.seq = marked->seq;
  cursor.mark = std::move(marked->mark);
  return cursor;
}

// How old a sealed piece may be. Stations of version 1 set their idea of the hub's clock by it.
std::optional<Duration> oldest_piece(const Request& request) {
  if (*spoken_version(request) < 2) return clock_may_be_old;
  return std::nullopt;
}

}  // namespace

Response Hub::epoch_differs(const Request& request, const Caller& who,
                            const EventPosition& position) {
  const auto acked = store_.acked_seq(who.event, who.station.id);
  if (!acked) return reply_error(request, acked.error());
  return reply_error(request, 409,
                     {.error = "epoch",
                      .message = "The hub was restored or made anew. Read everything from the "
                                 "start, and send again what is beyond acked_seq.",
                      .acked_seq = *acked,
                      .epoch = position.epoch});
}

// The station has seen what this hub does not have: it was put back from a copy, and nobody said
// so.
Response Hub::lost_history(const Request& request, const Caller& who,
                           const EventPosition& position) {
  const auto epoch = store_.raise_epoch_from(who.event, position.epoch);
  if (!epoch) return reply_error(request, epoch.error());
  spdlog::warn(
      "station {} has seen what this hub does not have: it was restored from a copy. Epoch {} "
      "begins; stations read all again and send what is missing.",
      who.station.id.value, *epoch);
  Response response = epoch_differs(request, who, {*epoch, position.head});
  response.grew = who.event;
  return response;
}

Response Hub::feed(const Request& request, const Target& target, const Caller& who, Instant now) {
  const std::string* after = target.find("after");
  const auto cursor = read_cursor(after ? *after : "0.0");
  if (!cursor) {
    return reply_error(request,
                       {ErrorCode::protocol,
                        "after: EPOCH.SEQ.MARK is needed, such as 3.88120.9f02c1d47e55a803."});
  }
  // The newest position that the station was ever told, by whatever answer.
  const std::string* seen_text = target.find("seen");
  const auto seen = seen_text ? read_marked(*seen_text) : std::optional(Marked{});
  if (!seen) return reply_error(request, {ErrorCode::protocol, "seen: SEQ.MARK is needed."});
  int wait = 0;
  if (const std::string* text = target.find("wait"); text && !read_number(*text, wait)) {
    return reply_error(request, {ErrorCode::protocol, "wait: a number of seconds is needed."});
  }
  wait = std::clamp(wait, 0, wire::max_wait_seconds);
  let_go_of_snapshots(now);
  const auto position = store_.position(who.event);
  if (!position) return reply_error(request, position.error());
  const bool from_start = cursor->epoch == 0 && cursor->seq == 0;
  if (!from_start && cursor->epoch != position->epoch) {
    return epoch_differs(request, who, *position);
  }
  const bool marked = !cursor->mark.empty() || !seen->mark.empty();
  if (marked && !request.held) {
    const auto knows = store_.knows(who.event, cursor->seq, cursor->mark);
    if (!knows) return reply_error(request, knows.error());
    const auto knows_newest = store_.knows(who.event, seen->seq, seen->mark);
    if (!knows_newest) return reply_error(request, knows_newest.error());
    if (!*knows || !*knows_newest) return lost_history(request, who, *position);
  }
  if (cursor->seq > position->head) {
    // The station sees by the head that this hub lost what it had given out, and starts anew.
    spdlog::warn("station {} has seen more than this hub has: run 'meetpoint-hub restored'",
                 who.station.id.value);
    return reply_feed(request, {.epoch = position->epoch,
                                .from = cursor->seq,
                                .to = cursor->seq,
                                .head = position->head,
                                .now = now});
  }
  // Stations that keep up are answered in rounds, and those that are behind by pieces that end
  // where those of others end: so many of them stand at the same place, and one reply serves them.
  // A relay tells each station something of its own.
  const bool in_turns = relay_ == nullptr && limits_.feed_round > Duration::zero();
  const bool keeps_up = position->head - cursor->seq <= limits_.entries_per_feed;
  const bool in_rounds = in_turns && keeps_up && wait > 0;
  const bool by_pieces = relay_ == nullptr && !keeps_up;
  if (in_rounds && !request.held && position->head > cursor->seq) {
    Response response;
    response.hold =
        Hold{.event = who.event, .seen = cursor->seq, .seconds = wait, .next_round = true};
    return response;
  }
  const HubSeq looked_up_to = std::max(cursor->seq, request.held ? request.held->seen : 0);
  const bool time_is_up = request.held && request.held->time_is_up;
  HubSeq round_ends = 0;
  if (in_rounds && request.round > 0 && !time_is_up && position->head > looked_up_to) {
    round_ends = round_heads_.end_of(who.event, position->epoch, request.round, position->head);
    if (round_ends <= looked_up_to) {
      Response response;
      response.hold =
          Hold{.event = who.event, .seen = looked_up_to, .seconds = wait, .next_round = true};
      return response;
    }
  }
  FeedCache::Key place{who.event, position->epoch, cursor->seq, form_of(request)};
  if (in_rounds) {
    if (auto made = rounds_.find(place, now, limits_.feed_round)) return std::move(*made);
  } else if (by_pieces) {
    const auto newest = store_.newest_row(who.event);
    if (!newest) return reply_error(request, newest.error());
    place.newest_row = *newest;
    if (auto made = pieces_.find(place, now, oldest_piece(request))) return std::move(*made);
    if (auto made = rounds_.find(place, now, limits_.feed_round * pieces_last)) {
      return std::move(*made);
    }
  }
  FeedQuery query{.after = cursor->seq,
                  .up_to = round_ends,
                  .max_entries = limits_.entries_per_feed,
                  .max_looked_at = limits_.looked_at_per_feed};
  if (by_pieces) {
    const std::size_t piece = limits_.entries_per_feed;
    query.max_looked_at = piece - static_cast<std::size_t>(cursor->seq % piece);
  }
  if (request.held) query.seen = request.held->seen;
  auto found = store_.feed(who.event, query, now);
  if (!found) return reply_error(request, found.error());
  found->relay = relay_state(who);
  // So that a station soon hears how the relay fares.
  if (relay_) wait = std::min(wait, longest_wait_at_relay_s);
  const bool may_wait = wait > 0 && !time_is_up;
  if (found->entries.empty() && found->to == found->head && may_wait) {
    Response response;
    response.hold = Hold{.event = who.event,
                         .seen = found->to,
                         .seconds = wait,
                         .next_round = found->to < position->head};
    return response;
  }
  Response response = reply_feed(request, *found);
  const bool sealed = by_pieces && found->to < found->head;
  const bool for_others =
      sealed || (in_turns && by_pieces) || (in_rounds && !found->entries.empty());
  if (!for_others) return response;
  response = with_shared_body(std::move(response));
  (sealed ? pieces_ : rounds_).keep(place, response, now);
  return response;
}

}  // namespace meetpoint::hub
