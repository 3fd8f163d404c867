#include "sync/hub/shared_reply.h"

#include "sync/wire/compress.h"

namespace meetpoint::hub {

namespace {

std::string packed_as(BodyForm form, std::string bytes) {
  return form.zstd ? wire::compress(bytes) : std::move(bytes);
}

}  // namespace

std::string BodyForm::name() const {
  return std::string(cbor ? "cbor" : "json") + (zstd ? ".zst" : "");
}

std::string begin_map(const wire::Json& first, std::size_t fields, BodyForm form) {
  if (form.cbor) {
    // A map of less than 24 entries has its size in the first byte (RFC 8949, section 3).
    std::string bytes = wire::write_cbor(first);
    bytes[0] = static_cast<char>(0xa0U + fields);
    return packed_as(form, std::move(bytes));
  }
  std::string text = wire::write_json(first);
  text.back() = ',';
  return packed_as(form, std::move(text));
}

std::string end_map(const wire::Json& last, BodyForm form) {
  return packed_as(form, (form.cbor ? wire::write_cbor(last) : wire::write_json(last)).substr(1));
}

}  // namespace meetpoint::hub
