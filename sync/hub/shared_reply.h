// Answers that many stations are given, in two parts: one that is the same for all of them, which
// is encoded and packed once, and the fields that differ. Both follow each other as one body: the
// entries of one map, packed as two zstd frames (RFC 8878, section 3.1) where the request allows.
#pragma once

#include <memory>
#include <string>

#include "sync/hub/http_message.h"

namespace meetpoint::hub {

// How a body travels, as the request asks.
struct BodyForm {
  bool cbor = false;
  bool zstd = false;
  std::string name() const;  // for the key of a cache
};
BodyForm form_for(const Request&);

// The first part of a map that has `fields` (at most 23) in all, and the rest of it.
std::string begin_map(const wire::Json& first, std::size_t fields, BodyForm);
std::string end_map(const wire::Json& last, BodyForm);

// A response whose body begins with `shared`.
Response reply_after(const Request&, BodyForm, std::shared_ptr<const std::string> shared,
                     std::string rest);

}  // namespace meetpoint::hub
