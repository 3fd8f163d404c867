// What stations ask: to join, and to hand in facts.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "sync/hub/auth.h"
#include "sync/hub/fact_messages.h"
#include "sync/hub/handlers.h"
#include "sync/hub/relay_side.h"
#include "sync/model/signature.h"

namespace meetpoint::hub {

namespace {

constexpr std::size_t max_small_bytes = 16 * 1024;
constexpr const char* not_a_key = "public_key: an Ed25519 key in 64 hexadecimal digits is needed.";

std::shared_ptr<const ReadPush> read_now(const Request& request) {
  return std::make_shared<ReadPush>(ReadPush{read_push(request), {}});
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
  if (message->app.size() > 200)
    return reply_error(request, {ErrorCode::protocol, "app: at most 200 bytes."});
  if (!message->public_key.empty() && !is_public_key(message->public_key)) {
    return reply_error(request, {ErrorCode::protocol, not_a_key});
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
  if (!is_public_key(message->public_key))
    return reply_error(request, {ErrorCode::protocol, not_a_key});
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

}  // namespace meetpoint::hub
