// The whole feed as one message: for relays, and for stations of the release before, which do not
// read it by pieces. Made once at a time, piece by piece, and then shared for a moment.
#include <mutex>

#include "sync/hub/handlers.h"

namespace meetpoint::hub {

namespace {

constexpr Duration shared_for{10'000};
constexpr std::size_t entries_at_once = 4096;

// Entries one after the other, as the list in the message has them: as one tree a large event takes
// ten times the memory.
class EntryList {
 public:
  explicit EntryList(bool cbor) : cbor_(cbor) {}

  void add(const wire::FeedEntry& entry) {
    if (cbor_) {
      bytes_ += wire::to_cbor(entry);
    } else {
      if (count_ > 0) bytes_ += ',';
      bytes_ += wire::write_json(wire::encode(entry));
    }
    ++count_;
  }
  std::size_t size() const { return bytes_.size(); }

  // The message of this reply, which has no entries of its own.
  std::string message(const wire::FeedReply& reply) {
    const wire::Json tree = wire::encode(reply);
    std::string whole = cbor_ ? wire::write_cbor(tree) : wire::write_json(tree);
    const std::string_view empty = cbor_ ? "\x67"
                                           "entries\x80"
                                         : "\"entries\":[]";
    const auto at = whole.find(empty) + empty.size();
    if (cbor_) {
      whole.replace(at - 1, 1, array_head() + bytes_);
    } else {
      whole.insert(at - 1, bytes_);
    }
    return whole;
  }

 private:
  std::string array_head() const {
    std::string head = "\x9a";  // RFC 8949: four bytes of length follow
    for (int shift = 24; shift >= 0; shift -= 8) {
      head += static_cast<char>(static_cast<unsigned char>(count_ >> shift));
    }
    return head;
  }

  const bool cbor_;
  std::string bytes_;
  std::uint32_t count_ = 0;
};

Response busy(const Request& request) {
  Response response = reply_error(
      request, 503,
      {.error = "busy", .message = "The hub is making this for somebody else. Ask again."});
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

Response Hub::snapshot(const Request& request, const Caller& who, Instant now) {
  const auto position = store_.position(who.event);
  if (!position) return reply_error(request, position.error());
  const auto newest = store_.newest_row(who.event);
  if (!newest) return reply_error(request, newest.error());
  const FeedCache::Key key{.event = who.event,
                           .epoch = position->epoch,
                           .form = form_of(request),
                           .newest_row = *newest};
  if (auto made = snapshots_.find(key, now, shared_for)) return std::move(*made);
  // Who waited for it would hold up a thread that answers others meanwhile.
  const std::unique_lock turn(snapshot_turn_, std::try_to_lock);
  if (!turn) return busy(request);
  if (auto made = snapshots_.find(key, now, shared_for)) return std::move(*made);

  EntryList entries(wants_cbor(request));
  wire::FeedReply whole;
  do {
    auto found = store_.feed(
        who.event, {.after = whole.to, .max_entries = entries_at_once, .max_looked_at = SIZE_MAX},
        now);
    if (!found) return reply_error(request, found.error());
    // Restored meanwhile.
    if (found->epoch != position->epoch) return busy(request);
    for (const wire::FeedEntry& entry : found->entries) entries.add(entry);
    if (entries.size() > wire::max_reply_bytes) {
      return reply_error(request, {ErrorCode::too_large,
                                   "This event is too large for one message. Use a program of this "
                                   "release, which reads it by pieces."});
    }
    whole = std::move(*found);
    whole.entries.clear();
  } while (whole.to < whole.head);
  whole.from = 0;
  whole.relay = relay_state(who);
  const std::string_view media = wants_cbor(request) ? wire::media_cbor : wire::media_json;
  Response response =
      with_shared_body(reply_bytes(request, 200, std::string(media), entries.message(whole)));
  // A relay tells each station something of its own.
  if (relay_ == nullptr) snapshots_.keep(key, response, now);
  return response;
}

void Hub::let_go_of_snapshots(Instant now) { snapshots_.forget_older(now, shared_for); }

}  // namespace meetpoint::hub
