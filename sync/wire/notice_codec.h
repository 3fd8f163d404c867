// Notices <-> roster rows, and the bytes that the hub signs.
#pragma once

#include "sync/base/result.h"
#include "sync/model/notice.h"
#include "sync/model/roster_row.h"
#include "sync/wire/codec.h"

namespace meetpoint::wire {

inline constexpr std::string_view notice_row_type = "notice";

RosterRow row_of(const Notice&);
// Fails with protocol where it is another row, or torn.
Result<Notice> read_notice(const RosterRow&);

// What the signature covers: all of the notice and its event, in canonical CBOR.
std::string signed_bytes(const EventId&, const Notice&);

template <>
struct FieldList<Notice> {
  static constexpr auto fields =
      std::tuple{required("kind", &Notice::kind), required("subject", &Notice::subject),
                 field("key", &Notice::key), field("code_digests", &Notice::code_digests),
                 field("signature", &Notice::signature)};
};

}  // namespace meetpoint::wire
