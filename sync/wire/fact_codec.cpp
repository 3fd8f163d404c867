#include "sync/wire/fact_codec.h"

#include "sync/wire/fact_fields.h"

namespace meetpoint::wire {

namespace {

// Reads the body as the alternative of this kind; false where no alternative has it.
template <std::size_t Index = 0>
bool read_as(const FactRecord& record, FactBody& body, std::string* problem) {
  if constexpr (Index < std::variant_size_v<FactBody>) {
    using Body = std::variant_alternative_t<Index, FactBody>;
    if constexpr (requires { Body::kind; }) {
      if (record.kind == Body::kind) {
        if (auto read = read_cbor<Body>(record.body)) {
          body = std::move(*read);
        } else if (problem) {
          *problem = read.error().message;
        }
        return true;
      }
    }
    return read_as<Index + 1>(record, body, problem);
  }
  return false;
}

}  // namespace

std::string_view kind_of(const FactBody& body) {
  return std::visit(
      [](const auto& b) -> std::string_view {
        if constexpr (requires { b.kind; }) {
          return b.kind;
        } else {
          return "unknown";
        }
      },
      body);
}

std::string write_body(const FactBody& body) {
  return std::visit([](const auto& b) { return to_cbor(b); }, body);
}

Fact read_fact(const FactRecord& record, std::string* problem) {
  Fact fact{.id = record.id, .hlc = record.hlc, .wall = record.wall, .body = UnknownFact{}};
  read_as(record, fact.body, problem);
  return fact;
}

std::string chained_bytes(const FactRecord& record) { return to_cbor(record); }

std::string write_state(const FoldedState& state) {
  return std::visit(
      [](const auto& s) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(s)>, std::monostate>) {
          return {};
        } else {
          return to_cbor(s);
        }
      },
      state);
}

// Our own bytes, written by write_state: what is absent or damaged counts as the blank state here;
// damage to the file as a whole is the store's to notice.
AttendeeState read_attendee_state(std::string_view bytes) {
  return read_cbor<AttendeeState>(bytes).value_or(AttendeeState{});
}
BadgeState read_badge_state(std::string_view bytes) {
  return read_cbor<BadgeState>(bytes).value_or(BadgeState{});
}
Result<ContactState> read_contact_state(std::string_view bytes) {
  return read_cbor<ContactState>(bytes);
}
Result<NoteState> read_note_state(std::string_view bytes) { return read_cbor<NoteState>(bytes); }
ConsentState read_consent_state(std::string_view bytes) {
  return read_cbor<ConsentState>(bytes).value_or(ConsentState{});
}

}  // namespace meetpoint::wire
