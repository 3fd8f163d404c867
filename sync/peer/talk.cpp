#include "sync/peer/talk.h"

#include <algorithm>

#include "sync/model/sealed_box.h"
#include "sync/wire/compress.h"
#include "sync/wire/peer_messages.h"

namespace meetpoint::peer {

namespace {

constexpr std::string_view magic = "MPk1";
constexpr std::size_t head_bytes = 8;  // the magic, and the speaker's number

std::string head_of(StationId speaker) {
  std::string head(magic);
  for (int shift = 24; shift >= 0; shift -= 8) {
    head += static_cast<char>((speaker.value >> shift) & 0xffU);
  }
  return head;
}

Error not_theirs() {
  return {ErrorCode::unauthorised, "That was not said by a kiosk of this event."};
}

}  // namespace

StationId speaker(std::string_view envelope) {
  if (envelope.size() < head_bytes || envelope.substr(0, magic.size()) != magic) return {};
  StationId id;
  for (const char byte : envelope.substr(magic.size(), 4)) {
    id.value = (id.value << 8U) | static_cast<unsigned char>(byte);
  }
  return id;
}

Result<Talk::Other> Talk::other(StationId station) {
  const auto peers = store_.peers();
  if (!peers) return fail(peers);
  const auto found = std::find_if(peers->begin(), peers->end(),
                                  [&](const wire::Peer& peer) { return peer.id == station; });
  if (found == peers->end()) {
    return fail(ErrorCode::not_found, "The hub has not named such a kiosk.");
  }
  const std::lock_guard hold(mutex_);
  Other& known = others_[station];
  // A kiosk that was enrolled anew has another key.
  if (known.key != found->public_key) known = {.key = found->public_key};
  return known;
}

Result<std::string> Talk::secret_key() {
  // Not kept here: a kiosk of an older release gets its key when it is online.
  const auto who = store_.enrolment();
  if (!who) return fail(who);
  if (!*who) return fail(ErrorCode::not_found, "This station belongs to no event yet.");
  return (*who)->key.secret_key;
}

void Talk::keep(StationId station, const Other& now) {
  const std::lock_guard hold(mutex_);
  others_[station] = now;
}

Result<wire::PeerWord> Talk::open(StationId from, const Other& sender, std::string_view envelope) {
  if (envelope.size() > max_envelope_bytes || speaker(envelope) != from) {
    return fail(not_theirs().code, not_theirs().message);
  }
  const auto key = secret_key();
  if (!key) return fail(key);
  const auto packed = unseal(envelope.substr(head_bytes), *key, sender.key);
  if (!packed) return fail(not_theirs().code, not_theirs().message);
  const auto bytes = wire::decompress(*packed, wire::max_peer_word_bytes);
  if (!bytes) return fail(bytes);
  auto word = wire::read_cbor<wire::PeerWord>(*bytes);
  if (word && word->event != event_) return fail(not_theirs().code, not_theirs().message);
  return word;
}

Result<std::string> Talk::close(const Other& to, const wire::PeerWord& word) {
  const auto key = secret_key();
  if (!key) return fail(key);
  const std::string sealed = seal(wire::compress(wire::to_cbor(word)), *key, to.key);
  if (sealed.empty()) {
    return fail(ErrorCode::conflict, "A kiosk has no key yet: it must be online once.");
  }
  return head_of(self_) + sealed;
}

bool Talk::more_for(StationId peer, const wire::JournalPlace& have) {
  const auto word = store_.word_for(peer, have);
  return word && !word->facts.empty();
}

Result<std::string> Talk::ask(StationId peer) {
  auto to = other(peer);
  if (!to) return fail(to);
  // Facts only with what they wait to be answered: without it they would not be heard.
  auto word = store_.word_for(
      peer, to->their_last.empty() ? std::optional<wire::JournalPlace>() : to->they_have);
  if (!word) return fail(word);
  word->answers = to->their_last;
  word->challenge = to->asked = random_challenge();
  keep(peer, *to);
  return close(*to, *word);
}

Result<Talk::Outcome> Talk::on_reply(StationId peer, std::string_view envelope) {
  auto from = other(peer);
  if (!from) return fail(from);
  const auto word = open(peer, *from, envelope);
  if (!word) return fail(word);
  if (from->asked.empty() || word->answers != from->asked) {
    return fail(not_theirs().code, not_theirs().message);
  }
  const auto applied = store_.hear(peer, *word);
  if (!applied) return fail(applied);
  const bool first = from->their_last.empty();
  const bool moved = from->they_have != word->have;
  from->asked.clear();
  from->their_last = word->challenge;
  from->they_have = word->have;
  keep(peer, *from);
  // Where nothing moved they do not want it (somebody who was erased): not again at once.
  return Outcome{
      .applied = *applied,
      .go_on = (word->more && *applied) || ((first || moved) && more_for(peer, word->have))};
}

Result<Talk::Answer> Talk::answer(std::string_view envelope) {
  const StationId peer = speaker(envelope);
  auto from = other(peer);
  if (!from) return fail(not_theirs().code, not_theirs().message);
  const auto word = open(peer, *from, envelope);
  if (!word) return fail(word);
  Answer made;
  if (!from->given.empty() && word->answers == from->given) {
    const auto applied = store_.hear(peer, *word);
    if (!applied) return fail(applied);
    made.applied = *applied;
  }
  auto reply = store_.word_for(peer, word->have);
  if (!reply) return fail(reply);
  reply->answers = word->challenge;
  reply->challenge = from->given = random_challenge();
  keep(peer, *from);
  auto closed = close(*from, *reply);
  if (!closed) return fail(closed);
  made.envelope = std::move(*closed);
  return made;
}

}  // namespace meetpoint::peer
