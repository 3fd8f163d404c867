// What stations ask: to join, to hand in facts, to be told what is new.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "sync/hub/auth.h"
#include "sync/hub/fact_messages.h"
#include "sync/hub/handlers.h"
#include "sync/hub/relay_side.h"
#include "sync/model/signature.h"

namespace meetpoint::hub {

namespace {

constexpr std::size_t max_small_bytes = 16 * 1024;
constexpr int longest_wait_at_relay_s = 5;
constexpr int pieces_last = 8;  // rounds: what a piece says that reaches the head
constexpr Duration clock_may_be_old{2'000};
constexpr const char* not_a_key = "public_key: an Ed25519 key in 64 hexadecimal digits is needed.";

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

std::shared_ptr<const ReadPush> read_now(const Request& request) {
  return std::make_shared<ReadPush>(ReadPush{read_push(request), {}});
}

Response bad_query(const Request& request, const char* message) {
  return reply_error(request, 400, {.error = "protocol", .message = message});
}

Response too_many_codes(const Request& request, Duration wait) {
  Response response =
      reply_error(request, 429,
                  {.error = "too_many",
                   .message = "Too many wrong enrolment codes. Wait a minute, then type "
                              "the code again."});
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  response.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(1, seconds)));
  return response;
}

}  // namespace

Result<Hub::Caller> Hub::caller(const Request& request, const EventId& event, Instant now) {
  const std::string_view token = token_in(request);
  const auto id = station_of_token(token);
  if (!id) {
    return fail(ErrorCode::unauthorised,
                "A station's token is needed. Enrol with a code of 'meetpoint-hub station add'.");
  }
  auto station = store_.station(event, *id);
  if (!station) return fail(station);
  if (!*station || !token_matches(token, (*station)->token_hash)) {
    return fail(ErrorCode::unauthorised,
                "This hub does not know the token. Enrol the station again with a new code.");
  }
  if ((*station)->status != status_active) {
    return fail(ErrorCode::revoked,
                "The organiser revoked this station. Ask for a new enrolment code.");
  }
  store_.saw(event, *id, now);
  ahead_.heard(event, **station);
  return Caller{event, std::move(**station)};
}

Response Hub::enrol(const Request& request, Instant now) {
  if (const auto wait = wrong_codes_.must_wait(request.address, now)) {
    return too_many_codes(request, *wait);
  }
  const auto message = read_message<wire::EnrolRequest>(request, max_small_bytes);
  if (!message) return reply_error(request, message.error());
  if (message->app.size() > 200) return bad_query(request, "app: at most 200 bytes.");
  if (!message->public_key.empty() && !is_public_key(message->public_key)) {
    return bad_query(request, not_a_key);
  }
  const auto typed = read_code(message->code);
  if (!typed) return reply_error(request, typed.error());
  const auto codes = store_.codes(typed->locator);
  if (!codes) return reply_error(request, codes.error());
  const auto code = std::find_if(codes->begin(), codes->end(), [&](const StoredCode& stored) {
    return code_matches(*typed, stored.hash);
  });
  if (code == codes->end()) {
    wrong_codes_.count_wrong(request.address, now);
    return reply_error(request, 401,
                       {.error = "unauthorised",
                        .message = "This enrolment code is not known here. Check each character, "
                                   "or make a new one: meetpoint-hub station add NAME"});
  }
  if (code->used) {
    return reply_error(request, 410,
                       {.error = "code_used",
                        .message = "This enrolment code was used already; each works once. Make a "
                                   "new one: meetpoint-hub station add NAME --again"});
  }
  if (code->expires_at <= now) {
    return reply_error(request, 410,
                       {.error = "code_expired",
                        .message = "This enrolment code is older than a week. Make a new one: "
                                   "meetpoint-hub station add NAME"});
  }
  NewToken token = make_token(code->station);
  const auto redeemed = store_.redeem(*code, token.hash, *message, now);
  if (!redeemed) return reply_error(request, redeemed.error());
  spdlog::info("station {} enrolled", code->station.value);
  return reply(request, 200,
               wire::encode(wire::EnrolReply{.station = code->station,
                                             .station_name = redeemed->station.name,
                                             .event = code->event,
                                             .token = std::move(token.token),
                                             .incarnation = redeemed->incarnation,
                                             .hub_key = redeemed->hub_key}));
}

// For stations that joined before stations had keys: once, by their token.
Response Hub::register_key(const Request& request, const Caller& who) {
  const auto message = read_message<wire::KeyRequest>(request, max_small_bytes);
  if (!message) return reply_error(request, message.error());
  if (!is_public_key(message->public_key)) return bad_query(request, not_a_key);
  auto hub_key = store_.register_key(who.event, who.station.id, message->public_key);
  if (!hub_key && hub_key.error().code == ErrorCode::conflict) {
    spdlog::warn("station {} brings another key than it joined with", who.station.id.value);
    return reply_error(request, 403, {.error = "signature", .message = hub_key.error().message});
  }
  if (!hub_key) return reply_error(request, hub_key.error());
  spdlog::info("station {} signs what it sends from now on", who.station.id.value);
  return reply(request, 200, wire::encode(wire::KeyReply{std::move(*hub_key)}));
}

Response Hub::vector(const Request& request, const Caller& who, Instant now) {
  const auto message = read_message<wire::VectorRequest>(request, wire::max_vector_bytes);
  if (!message) return reply_error(request, message.error());
  if (message->journals.size() > wire::max_journals_per_vector) {
    return reply_error(request, {ErrorCode::too_large, fmt::format("journals: at most {} at once.",
                                                                   wire::max_journals_per_vector)});
  }
  // First of all, and kept whatever comes next: one may say that this very station was revoked.
  const auto heeded = store_.heed(who.event, message->notices);
  if (!heeded) return reply_error(request, heeded.error());
  auto held = store_.vector(who.event, who.station.id, *message, now);
  if (held) held->relay = relay_state(who);
  Response response =
      held ? reply(request, 200, wire::encode(*held)) : reply_error(request, held.error());
  if (held && relay_) {
    const Status kept = relay_->store.claim(who.event, who.station.id, *message);
    if (!kept) return reply_error(request, kept.error());
    response.to_forward = true;
  }
  if (held && !held->complete) spdlog::info("station {} has facts to send", who.station.id.value);
  if (*heeded > 0) {
    spdlog::warn("station {} brought back {} notices that this hub had lost", who.station.id.value,
                 *heeded);
    response.grew = who.event;
  }
  return response;
}

Response Hub::push(const Request& request, const Caller& who, Instant now) {
  const auto read = request.read ? request.read : read_now(request);
  const auto& message = read->message;
  if (!message) return reply_error(request, message.error());
  if (message->facts.size() > limits_.facts_per_push) {
    return reply_error(request, {ErrorCode::too_large, fmt::format("facts: at most {} at once.",
                                                                   limits_.facts_per_push)});
  }
  const bool signs = *spoken_version(request) > 1;
  if (signs && who.station.public_key.empty() && !message->facts.empty()) {
    return reply_error(request, 403,
                       {.error = "key_unknown",
                        .message = "The hub has no key of this station yet. Hand it in first."});
  }
  const auto outcome = store_.push(who.event, who.station.id, *message, read->checked, now);
  if (!outcome) return reply_error(request, outcome.error());
  if (const auto* gap = std::get_if<Gap>(&*outcome)) {
    return reply_error(request, 409,
                       {.error = "gap",
                        .message = "The facts before these are not here. Send from acked_seq + 1.",
                        .acked_seq = gap->acked_seq});
  }
  if (const auto* fork = std::get_if<Fork>(&*outcome)) {
    spdlog::warn("station {} has a journal that forked at {}", who.station.id.value,
                 fork->acked_seq);
    return reply_error(request, 409,
                       {.error = "fork",
                        .message = "The hub has other facts under these ids: a disk was copied or "
                                   "rolled back. Go on with next_incarnation.",
                        .acked_seq = fork->acked_seq,
                        .next_incarnation = fork->next_incarnation,
                        .agreed_seq = fork->agreed_seq,
                        .known = fork->known});
  }
  if (const auto* not_signed = std::get_if<NotSigned>(&*outcome)) {
    spdlog::warn("a push of station {} {}; nothing of it was kept", who.station.id.value,
                 not_signed->missing ? "is not signed" : "is not signed by its key");
    return reply_error(request, 403,
                       {.error = "signature",
                        .message = "These facts are not signed with this station's key. Enrol it "
                                   "again: meetpoint-hub station add NAME --again"});
  }
  const Accepted& accepted = std::get<Accepted>(*outcome);
  for (const wire::PushResult& result : accepted.reply.results) {
    spdlog::warn("fact {} of station {} was set aside: {}", result.seq, who.station.id.value,
                 result.reason);
  }
  wire::PushReply answer = accepted.reply;
  answer.relay = relay_state(who);
  Response response = reply_message(request, 200, answer);
  response.to_forward = relay_ != nullptr && accepted.fresh > 0;
  if (accepted.feed_grew) response.grew = who.event;
  response.fresh = accepted.fresh;
  // A push that is repeated is told of them again.
  response.set_aside = std::min(accepted.fresh, accepted.reply.results.size());
  return response;
}

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
    return bad_query(request, "after: EPOCH.SEQ.MARK is needed, such as 3.88120.9f02c1d47e55a803.");
  }
  // The newest position that the station was ever told, by whatever answer.
  const std::string* seen_text = target.find("seen");
  const auto seen = seen_text ? read_marked(*seen_text) : std::optional(Marked{});
  if (!seen) return bad_query(request, "seen: SEQ.MARK is needed.");
  int wait = 0;
  if (const std::string* text = target.find("wait"); text && !read_number(*text, wait)) {
    return bad_query(request, "wait: a number of seconds is needed.");
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
  const bool may_wait = wait > 0 && !(request.held && request.held->time_is_up);
  if (found->entries.empty() && found->to == found->head && may_wait) {
    Response response;
    response.hold = Hold{.event = who.event, .seen = found->to, .seconds = wait};
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
