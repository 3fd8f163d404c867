// What a kiosk of an older release said to its hub, said again to a hub of now on the same
// database: it hears what it heard then. An answer may say more than then, and in other words; what
// was there stays.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "sync/base/shifted_clock.h"
#include "sync/hub/auth.h"
#include "sync/hub/handlers.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/wire/compress.h"
#include "tests/sync/store/temporary_folder.h"
#include "tests/sync/upgrade/left_behind.h"

namespace meetpoint::upgrade {
namespace {

namespace fs = std::filesystem;

struct Message {
  std::string first_line;
  hub::Headers headers;
  std::string body;
};

Message parse(const std::string& bytes) {
  Message message;
  const auto end = bytes.find("\r\n\r\n");
  message.body = bytes.substr(end + 4);
  std::size_t at = 0;
  for (auto stop = bytes.find("\r\n"); at < end + 2; stop = bytes.find("\r\n", at)) {
    const std::string line = bytes.substr(at, stop - at);
    at = stop + 2;
    const auto colon = line.find(": ");
    if (message.first_line.empty()) {
      message.first_line = line;
    } else if (colon != std::string::npos) {
      message.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return message;
}

wire::Json tree_of(const hub::Headers& headers, const std::string& body) {
  std::string plain = body;
  if (hub::header(headers, "Content-Encoding") == "zstd") {
    plain = wire::decompress(body, wire::max_reply_bytes).value_or("");
  }
  const bool cbor = hub::header(headers, "Content-Type").ends_with("cbor");
  auto json = cbor ? wire::parse_cbor(plain) : wire::parse_json(plain);
  EXPECT_TRUE(json) << plain;
  return json ? std::move(*json) : wire::Json();
}

// Everything that was said is said still. The time and words for people excepted.
void compare(const wire::Json& then, const wire::Json& now, const std::string& path) {
  if (path == ".now_ms" || path == ".message" || path == ".token") {
    EXPECT_EQ(then.type_name(), std::string(now.type_name())) << path;
  } else if (then.is_object() && now.is_object()) {
    for (const auto& [key, value] : then.items()) {
      ASSERT_TRUE(now.contains(key)) << path << "." << key << " is missing";
      compare(value, now[key], path + "." + key);
    }
  } else if (then.is_array() && now.is_array() && path != ".entries") {
    ASSERT_EQ(then.size(), now.size()) << path;
    for (std::size_t i = 0; i < then.size(); ++i) {
      compare(then[i], now[i], path + "[" + std::to_string(i) + "]");
    }
  } else {
    EXPECT_EQ(then, now) << path;
  }
}

class Recorded : public ::testing::TestWithParam<std::string> {};

TEST_P(Recorded, IsAnsweredAsThen) {
  ASSERT_TRUE(hub::init_crypto());
  const fs::path left = folder_of(GetParam()) / "recorded";
  testing::TemporaryFolder root;
  unpack(left / "hub.db", root.path() / "hub.db");
  auto store = hub::SqlHubStore::open(root.path() / "hub.db");
  ASSERT_TRUE(store) << store.error().message;
  hub::Hub hub(**store);
  const Instant now = parse_utc("2027-03-18T09:06:00Z").value();
  std::map<std::string, std::string> tokens;  // then -> now: the hub makes its own

  int count = 0;
  for (;; ++count) {
    const std::string number = (count < 9 ? "0" : "") + std::to_string(count + 1);
    SCOPED_TRACE(number);
    const fs::path asked_file = left / (number + "-asked.http");
    if (!fs::exists(asked_file)) break;
    const Message asked = parse(bytes_of(asked_file));
    const Message then = parse(bytes_of(left / (number + "-answered.http")));
    const auto space = asked.first_line.find(' ');
    hub::Request request{
        .method = asked.first_line.substr(0, space),
        .target = asked.first_line.substr(space + 1, asked.first_line.rfind(' ') - space - 1),
        .headers = asked.headers,
        .body = asked.body,
        .address = "127.0.0.1",
        // Nobody else is there that a held question could wait for.
        .held = hub::Request::Held{.seen = 0, .time_is_up = true}};
    for (auto& [name, value] : request.headers) {
      for (const auto& [old, fresh] : tokens) {
        if (value == "Bearer " + old) value = "Bearer " + fresh;
      }
    }
    const hub::Response answer = hub::Hub::writes(request)
                                     ? std::move(hub.handle_together({&request, 1}, now).front())
                                     : hub.handle(request, now);
    ASSERT_FALSE(answer.hold) << asked.first_line;
    EXPECT_EQ(std::to_string(answer.status), then.first_line.substr(9, 3))
        << asked.first_line << answer.bytes();
    EXPECT_EQ(hub::header(answer.headers, "Content-Type"),
              hub::header(then.headers, "Content-Type"));
    // Whoever speaks another version learns which there are now.
    if (answer.status != 426) {
      EXPECT_EQ(hub::header(answer.headers, "Meetpoint-Protocol"),
                hub::header(then.headers, "Meetpoint-Protocol"));
    }
    const wire::Json body_then = tree_of(then.headers, then.body);
    const wire::Json body_now = tree_of(answer.headers, answer.bytes());
    compare(body_then, body_now, "");
    if (body_then.contains("token") && body_now.contains("token")) {
      tokens[body_then["token"].get<std::string>()] = body_now["token"].get<std::string>();
    }
  }
  EXPECT_GE(count, 30);
}

INSTANTIATE_TEST_SUITE_P(By, Recorded, ::testing::ValuesIn(releases()), name_of_release);

}  // namespace
}  // namespace meetpoint::upgrade
