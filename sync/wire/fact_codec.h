// Facts <-> records, and the bytes that the hash chain covers.
#pragma once

#include "sync/base/result.h"
#include "sync/model/fact.h"
#include "sync/model/fact_body.h"
#include "sync/model/fold.h"

namespace meetpoint::wire {

// The kind and the canonical bytes of a body.
std::string_view kind_of(const FactBody&);
std::string write_body(const FactBody&);

// Always succeeds: what can't be read (a kind of a newer program, a body without a needed field)
// has the body UnknownFact. `problem`, where given, then says what did not fit a kind that is
// known.
Fact read_fact(const FactRecord&, std::string* problem = nullptr);

// What the chain hash of a record covers: all of it, in canonical CBOR.
std::string chained_bytes(const FactRecord&);

// The canonical bytes of a folded state, for keeping and for hashing. Empty for monostate.
std::string write_state(const FoldedState&);

AttendeeState read_attendee_state(std::string_view bytes);
BadgeState read_badge_state(std::string_view bytes);
Result<ContactState> read_contact_state(std::string_view bytes);
Result<NoteState> read_note_state(std::string_view bytes);
ConsentState read_consent_state(std::string_view bytes);

}  // namespace meetpoint::wire
