#include "sync/wire/notice_codec.h"

namespace meetpoint::wire {

RosterRow row_of(const Notice& notice) {
  return {.type = std::string(notice_row_type),
          .id = notice.kind + '/' + notice.subject,
          .deleted = false,
          .body = to_cbor(notice)};
}

Result<Notice> read_notice(const RosterRow& row) {
  if (row.type != notice_row_type) {
    return fail(ErrorCode::protocol, "A roster row of type '" + row.type + "' is no notice.");
  }
  auto notice = read_cbor<Notice>(row.body);
  if (notice && row.id != notice->kind + '/' + notice->subject) {
    return fail(ErrorCode::protocol, "A notice under the id of another.");
  }
  return notice;
}

std::string signed_bytes(const EventId& event, const Notice& notice) {
  Notice plain = notice;
  plain.signature.clear();
  Json message = encode(plain);
  message["says"] = "meetpoint notice 1";
  message["event"] = event.value;
  return write_cbor(message);
}

}  // namespace meetpoint::wire
