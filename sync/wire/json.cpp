#include "sync/wire/json.h"

namespace meetpoint::wire {

namespace {

// The library reads nested CBOR by recursion; this pass stops before a hostile body could exhaust
// the stack, and accepts what the tree builder is then given.
class DepthCheck : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return ++depth_ <= max_depth; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return --depth_, true; }
  bool start_array(std::size_t) override { return ++depth_ <= max_depth; }
  bool end_array() override { return --depth_, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  int depth_ = 0;
};

template <class Parse>
Result<Json> checked(std::string_view bytes, nlohmann::detail::input_format_t format,
                     const char* name, Parse parse) {
  DepthCheck depth;
  if (!Json::sax_parse(bytes, &depth, format)) {
    return fail(ErrorCode::protocol, std::string("The message is not valid ") + name + ".");
  }
  Json value = parse();
  if (value.is_discarded()) {
    return fail(ErrorCode::protocol, std::string("The message is not valid ") + name + ".");
  }
  return value;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  return checked(text, nlohmann::detail::input_format_t::json, "JSON",
                 [&] { return Json::parse(text, nullptr, false); });
}

Result<Json> parse_cbor(std::string_view bytes) {
  return checked(bytes, nlohmann::detail::input_format_t::cbor, "CBOR",
                 [&] { return Json::from_cbor(bytes, true, false); });
}

std::string write_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string write_cbor(const Json& value) {
  std::string bytes;
  Json::to_cbor(value, bytes);
  return bytes;
}

}  // namespace meetpoint::wire
