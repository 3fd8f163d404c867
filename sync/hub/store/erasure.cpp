// Erasing a person, and the notices by which stations do the same and a restored hub learns again.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sync/hub/store/transaction.h"
#include "sync/model/signature.h"
#include "sync/store/erasure.h"
#include "sync/store/roster_table.h"
#include "sync/wire/notice_codec.h"

namespace meetpoint::hub {

namespace {

bool was_heard_of(store::Database& db, const EventId& event, const AttendeeId& attendee) {
  if (store::RosterTable(db, event).find(wire::row_type<Attendee>(), attendee.value)) return true;
  if (store::read_erased(db, event).people.contains(attendee)) return true;
  return store::FactTable(db, event).has_facts_of(attendee_key(attendee));
}

// So that stations of an earlier release, which know no notices, see them go, too.
Status send_tombstone(store::Database& db, const EventId& event, const AttendeeId& attendee) {
  store::RosterTable roster(db, event);
  const auto row = roster.find(wire::row_type<Attendee>(), attendee.value);
  if (!row) return {};
  const auto position = advance_head(db, event, 1);
  if (!position) return fail(position);
  roster.put(*row, position->head);
  return {};
}

Status put_notice(store::Database& db, const EventId& event, const RosterRow& row) {
  store::RosterTable roster(db, event);
  if (roster.find(row.type, row.id) == row) return {};
  const auto position = advance_head(db, event, 1);
  if (!position) return fail(position);
  roster.put(row, position->head);
  return {};
}

// What stations were told of them before, so that nothing of it is taken back; else a new one.
Result<Notice> erasure_of(store::Database& db, const EventId& event, const AttendeeId& person) {
  Notice notice{.kind = std::string(notice_erased), .subject = person.value};
  const auto row =
      store::RosterTable(db, event).find(wire::notice_row_type, wire::row_of(notice).id);
  return row ? wire::read_notice(*row) : notice;
}

// Whether one was new.
bool add_codes(Notice& notice, const std::vector<std::string>& digests) {
  std::vector<std::string> all = notice.code_digests;
  all.insert(all.end(), digests.begin(), digests.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  const bool grew = all.size() > notice.code_digests.size();
  notice.code_digests = std::move(all);
  return grew;
}

Status shut_out(store::Database& db, const EventId& event, const Notice& notice) {
  // A number may have been given anew by a hub that lost it: the key says which station is meant.
  std::uint32_t station = 0;
  const char* end = notice.subject.data() + notice.subject.size();
  const auto read = std::from_chars(notice.subject.data(), end, station);
  if (read.ec != std::errc{} || read.ptr != end) return {};
  db.run(
      "UPDATE station SET status = 'revoked' WHERE event_id = ? AND station_id = ? "
      "AND (public_key = ? OR public_key = '' OR ? = '')",
      event.value, station, notice.key, notice.key);
  db.run(
      "DELETE FROM enrolment_code WHERE event_id = ? AND used_ms IS NULL AND station_id IN "
      "(SELECT station_id FROM station WHERE event_id = ? AND status = 'revoked')",
      event.value, event.value);
  return {};
}

}  // namespace

void SqlHubStore::purge_erased() { remember(purge_.after_commit(writer_)); }

Status obey(store::Database& db, const EventId& event, Notice& notice) {
  if (notice.kind == notice_revoked) return shut_out(db, event, notice);
  if (notice.kind == notice_erased) {
    store::erase_person(db, event, AttendeeId(notice.subject), notice.code_digests);
  }
  return {};
}

Status publish(store::Database& db, const EventId& event, Notice notice) {
  const KeyPair key = hub_key_of(db, event);
  // A relay has no secret key: it hands on what the central hub signed.
  const std::string bytes = wire::signed_bytes(event, notice);
  if (key.secret_key.empty() && !verify(bytes, notice.signature, key.public_key)) return {};
  if (!key.secret_key.empty()) notice.signature = sign(bytes, key.secret_key);
  return put_notice(db, event, wire::row_of(notice));
}

Status extend_notices(store::Database& db, const EventId& event,
                      const std::vector<LearnedCode>& learned) {
  for (const LearnedCode& code : learned) {
    auto notice = erasure_of(db, event, code.person);
    if (!notice) return fail(notice);
    add_codes(*notice, {code.digest});
    if (const Status told = publish(db, event, std::move(*notice)); !told) return told;
  }
  return {};
}

Result<std::size_t> apply_notices(store::Database& db, const EventId& event,
                                  const std::vector<RosterRow>& rows) {
  if (rows.empty()) return 0;
  const std::string key = hub_key_of(db, event).public_key;
  std::size_t applied = 0;
  for (const RosterRow& row : rows) {
    auto notice = wire::read_notice(row);
    if (!notice || !verify(wire::signed_bytes(event, *notice), notice->signature, key)) continue;
    if (const auto here = store::RosterTable(db, event).find(row.type, row.id)) {
      // Of somebody who is erased here as well it may know badges that are not known here.
      auto ours = wire::read_notice(*here);
      if (!ours || !add_codes(*ours, notice->code_digests)) continue;
      notice = std::move(ours);
    }
    if (notice->kind == notice_revoked) {
      if (const Status done = shut_out(db, event, *notice); !done) return fail(done);
    } else if (notice->kind == notice_erased) {
      const AttendeeId person(notice->subject);
      store::erase_person(db, event, person, notice->code_digests);
      if (const Status sent = send_tombstone(db, event, person); !sent) return fail(sent);
    }
    if (const Status told = publish(db, event, std::move(*notice)); !told) return fail(told);
    ++applied;
  }
  return applied;
}

Result<Erasure> SqlHubStore::erase(const EventId& event, const AttendeeId& attendee) {
  return write(event, [&](store::Database& db) -> Result<Erasure> {
    if (auto known = position_of(db, event); !known) return fail(known);
    if (attendee.empty() || !was_heard_of(db, event, attendee)) {
      return fail(ErrorCode::not_found,
                  fmt::format("Nobody has the id '{}' here. Look it up in the list that was "
                              "imported.",
                              attendee.value));
    }
    auto notice = erasure_of(db, event, attendee);
    if (!notice) return fail(notice);
    const auto count = store::erase_person(db, event, attendee, notice->code_digests);
    if (const Status sent = send_tombstone(db, event, attendee); !sent) return fail(sent);
    if (const Status told = publish(db, event, std::move(*notice)); !told) return fail(told);
    return Erasure{.facts = count.facts, .badges = count.badges};
  });
}

Result<std::size_t> SqlHubStore::heed(const EventId& event, const std::vector<RosterRow>& notices) {
  return write(event, [&](store::Database& db) -> Result<std::size_t> {
    if (auto known = position_of(db, event); !known) return fail(known);
    return apply_notices(db, event, notices);
  });
}

}  // namespace meetpoint::hub
