// What is scanned and typed: badges, enrolment codes, tokens, addresses, times. Whatever comes, the
// answer is a value that may be looked up, or a sentence that says what is wrong.
#include <sodium.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sync/base/shifted_clock.h"
#include "sync/client/hub_address.h"
#include "sync/hub/auth.h"
#include "sync/hub/http_message.h"
#include "sync/model/badge.h"

namespace {

using namespace meetpoint;

void must(bool holds) {
  if (!holds) std::abort();
}

template <class T>
void must_say(const Result<T>& result) {
  must(result || !result.error().message.empty());
}

void badge(std::string_view text) {
  const auto code = parse_badge(text);
  must_say(code);
  if (!code) return;
  must(!code->empty() && code->size() <= badge_code_max_bytes);
  must(text.find(*code) != std::string_view::npos);
  for (const char c : *code) must(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  const auto again = parse_badge(*code);
  must(again && *again == *code);
}

void enrolment_code(std::string_view text) {
  const auto typed = hub::read_code(text);
  must_say(typed);
  if (!typed) return;
  must(typed->locator.size() == 3 && typed->secret.size() == 7);
  const auto again = hub::read_code(typed->locator + typed->secret);
  must(again && again->locator == typed->locator && again->secret == typed->secret);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) { return sodium_init() < 0 ? 1 : 0; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  badge(text);
  enrolment_code(text);
  if (const auto station = hub::station_of_token(text)) must(station->value != 0);
  must(!hub::token_matches(text, std::string(32, 'x')));
  must_say(parse_utc(std::string(text)));
  must_say(client::parse_hub_address(std::string(text)));
  if (const auto target = hub::read_target(text)) {
    for (const auto& part : target->path) {
      const auto again = hub::read_target("/" + hub::percent_encode(part));
      must(again && (part.empty() ? again->path.size() <= 1 : again->path.at(0) == part));
    }
  }
  return 0;
}
