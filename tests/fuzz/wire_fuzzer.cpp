// Every message and every body, from JSON and from CBOR: what can be read is written and read again
// as the same, and the second writing is the same bytes as the first. Anything else is refused with
// a sentence.
//
// The first byte chooses the type and the form (249: columns of facts), the others are the message.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sync/hub/admin_messages.h"
#include "sync/wire/columns.h"
#include "sync/wire/compress.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/messages.h"
#include "sync/wire/notice_codec.h"
#include "sync/wire/packed_messages.h"
#include "sync/wire/rescue.h"
#include "sync/wire/roster_codec.h"
#include "sync/wire/seat_messages.h"
#include "sync/wire/vector_messages.h"

namespace {

using namespace meetpoint;

void must(bool holds) {
  if (!holds) std::abort();
}

// Facts of any content have a kind, a key and a state that do not depend on how often they are
// written.
void fold_it(const FactRecord& record) {
  std::string problem;
  const Fact fact = wire::read_fact(record, &problem);
  const std::string body = wire::write_body(fact.body);
  if (!std::holds_alternative<UnknownFact>(fact.body)) {
    const FactRecord again{.id = record.id,
                           .kind = std::string(wire::kind_of(fact.body)),
                           .version = record.version,
                           .hlc = record.hlc,
                           .wall = record.wall,
                           .body = body};
    must(wire::read_fact(again).body == fact.body);
  }
  const std::string key = fold_key(fact.body);
  const Fact one[] = {fact};
  const FoldedState state = fold(key, one, {});
  must(why_rejected(fact).empty() || std::holds_alternative<std::monostate>(state));
  const std::string bytes = wire::write_state(state);
  if (std::holds_alternative<AttendeeState>(state))
    must(wire::read_attendee_state(bytes) == std::get<AttendeeState>(state));
  if (std::holds_alternative<BadgeState>(state))
    must(wire::read_badge_state(bytes) == std::get<BadgeState>(state));
  if (std::holds_alternative<ContactState>(state))
    must(wire::read_contact_state(bytes).value() == std::get<ContactState>(state));
  if (std::holds_alternative<NoteState>(state))
    must(wire::read_note_state(bytes).value() == std::get<NoteState>(state));
  if (std::holds_alternative<ConsentState>(state))
    must(wire::read_consent_state(bytes) == std::get<ConsentState>(state));
}

template <class T>
void round_trip(const wire::Json& tree) {
  const auto value = wire::read<T>(tree);
  if (!value) {
    must(!value.error().message.empty());
    return;
  }
  const std::string bytes = wire::to_cbor(*value);
  const auto again = wire::read_cbor<T>(bytes);
  must(again.has_value());
  must(wire::to_cbor(*again) == bytes);
  // JSON replaces what is no UTF-8, once. Names of a tree may then stand in another order, or be
  // one; only the text after that stays as it is.
  const std::string json = wire::write_json(wire::encode(*value));
  const auto parsed = wire::parse_json(json);
  must(parsed.has_value());
  const auto from_json = wire::read<T>(*parsed);
  must(from_json.has_value());
  const std::string clean = wire::write_json(wire::encode(*from_json));
  must(clean == json || json.find("\xEF\xBF\xBD") != std::string::npos);
  const auto from_clean = wire::parse_json(clean);
  must(from_clean.has_value());
  const auto last = wire::read<T>(*from_clean);
  must(last.has_value());
  must(wire::write_json(wire::encode(*last)) == clean);
  if constexpr (std::is_same_v<T, FactRecord>) fold_it(*value);
  if constexpr (std::is_same_v<T, RosterRow>) {
    static_cast<void>(wire::attendees_of(*value));
    static_cast<void>(wire::for_stations(*value));
    static_cast<void>(wire::read_row<Attendee>(*value));
    static_cast<void>(wire::read_row<Meeting>(*value));
    static_cast<void>(wire::read_row<Zone>(*value));
  }
}

// Columns that can be read are written and read again as the same facts.
void columns_trip(std::string_view bytes) {
  constexpr std::size_t most_bytes = 1 << 20;
  const auto facts = wire::read_columns(bytes, 2000, most_bytes);
  if (!facts) {
    must(!facts.error().message.empty());
    return;
  }
  const auto again = wire::read_columns(wire::write_columns(*facts), 2000, 4 * most_bytes);
  must(again && *again == *facts);
}

template <class... T>
constexpr auto trips_of() {
  return std::array<void (*)(const wire::Json&), sizeof...(T)>{&round_trip<T>...};
}

constexpr auto trips =
    trips_of<wire::EnrolRequest, wire::EnrolReply, wire::PushRequest, wire::PushReply,
             wire::FeedReply, wire::ErrorReply, FactRecord, RosterRow, CheckIn, Undo, Contact,
             ContactNote, ConsentGiven, ConsentWithdrawn, ZoneEntered, ZoneLeft, MeetingAttended,
             WalkIn, BadgeIssued, BadgeRevoked, Event, Organisation, Attendee, Badge, Place,
             Meeting, Session, Zone, AttendeeState, BadgeState, ContactState, NoteState,
             ConsentState, hub::ImportRequest, hub::AddStationRequest, hub::RevokeRequest,
             hub::StationList, hub::EventList, wire::KeyRequest, wire::KeyReply,
             wire::VectorRequest, wire::VectorReply, wire::GrantsRequest, wire::GrantsReply, Notice,
             wire::RescueFile, hub::SetAsideList>();

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 249) {  // columns before they are packed
    columns_trip('\x01' + wire::compress(bytes));
    return 0;
  }
  const bool json = (data[0] & 1) != 0;
  const bool packed = data[0] >= 250;
  std::string plain(bytes);
  if (packed) {
    const auto unpacked = wire::decompress(bytes, 1 << 20);
    must(unpacked || !unpacked.error().message.empty());
    if (!unpacked) return 0;
    plain = *unpacked;
    must(wire::decompress(wire::compress(plain), plain.size() + 1).value() == plain);
  }
  const auto tree = json ? wire::parse_json(plain) : wire::parse_cbor(plain);
  if (!tree) {
    must(!tree.error().message.empty());
    return 0;
  }
  trips[(data[0] / 2U) % trips.size()](*tree);
  return 0;
}
