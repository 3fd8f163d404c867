#include "sync/store/notices.h"

#include <algorithm>

#include "sync/model/signature.h"
#include "sync/store/erasure.h"
#include "sync/store/roster_table.h"

namespace meetpoint::store {

void heed_notice(Database& db, const EventId& event, const RosterRow& row) {
  auto notice = wire::read_notice(row);
  if (!notice || notice->kind != notice_erased) return;
  {
    Rows rows = db.query("SELECT hub_key FROM station");
    // A station of before hubs had keys takes the hub's word, as for everything else.
    const std::string key = rows.next() ? rows.text(0) : std::string();
    if (!key.empty() && !verify(wire::signed_bytes(event, *notice), notice->signature, key)) return;
  }
  const Erased before = read_erased(db, event);
  const AttendeeId person(notice->subject);
  const bool known =
      before.people.contains(person) &&
      std::all_of(notice->code_digests.begin(), notice->code_digests.end(),
                  [&](const auto& code) { return before.code_digests.contains(code); });
  if (!known) erase_person(db, event, person, notice->code_digests);
}

std::vector<RosterRow> kept_notices(Database& db, const EventId& event) {
  return RosterTable(db, event).all(wire::notice_row_type);
}

}  // namespace meetpoint::store
