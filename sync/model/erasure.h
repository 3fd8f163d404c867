// Which facts are about a person who was erased. Pure.
//
// Badge codes of the erased are known by their digests alone: whoever reads the file must not find
// the code again, but a fact that names it, and comes late, must still be recognised.
#pragma once

#include <set>
#include <string>

#include "sync/model/fact_body.h"

namespace meetpoint {

struct Erased {
  std::set<AttendeeId> people;
  std::set<std::string> code_digests;
  bool empty() const { return people.empty() && code_digests.empty(); }
};

std::string code_digest(const EventId&, std::string_view code);

// A badge code, by its digest, that turned out to be of somebody who was erased.
struct LearnedCode {
  AttendeeId person;
  std::string digest;
};

// Names one of them, as whatever: who came, who met, who wrote, whom somebody wrote about, to whom
// something was allowed. False for kinds that this program does not know.
bool is_about(const FactBody&, const EventId&, const Erased&);

// Whose badge a fact issues or reads, and its code; both empty: of none.
struct PersonCode {
  AttendeeId person;
  std::string code;
};
PersonCode code_in(const FactBody&);

}  // namespace meetpoint
