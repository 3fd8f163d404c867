// Runs the examples of sync/wire/PROTOCOL.md, in their order, against the handlers and a real
// server.
//
// "{name}" in an expected answer takes whatever is there, and must be the same wherever the name
// comes back ("{words}" and "{now}" excepted); in a request it stands for what was taken before.
#include <fstream>
#include <map>
#include <sstream>

#include "sync/hub/http_server.h"
#include "tests/sync/hub/http_client.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

struct Example {
  std::string name;
  std::string before;  // what happens first
  std::string request;
  std::string answer;
};

std::string info_value(const std::string& line, const std::string& key) {
  const auto at = line.find(" " + key + "=");
  if (at == std::string::npos) return {};
  const auto begin = at + key.size() + 2;
  return line.substr(begin, line.find(' ', begin) - begin);
}

std::vector<Example> read_examples() {
  std::ifstream file(MEETPOINT_SOURCE_DIR "/sync/wire/PROTOCOL.md");
  std::vector<Example> examples;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("```http")) continue;
    const std::string info = line;
    std::string text;
    while (std::getline(file, line) && line != "```") text += line + "\n";
    if (const std::string name = info_value(info, "name"); !name.empty()) {
      examples.push_back({name, info_value(info, "after"), text, ""});
    } else if (!examples.empty() && info_value(info, "expect") == examples.back().name) {
      examples.back().answer = text;
    } else {
      ADD_FAILURE() << "an example without its request: " << info;
    }
  }
  return examples;
}

struct Parsed {
  std::string first_line;
  Headers headers;
  std::string body;
};

Parsed parse(const std::string& text) {
  Parsed parsed;
  std::istringstream lines(text);
  std::getline(lines, parsed.first_line);
  std::string line;
  while (std::getline(lines, line) && !line.empty()) {
    parsed.headers.emplace_back(line.substr(0, line.find(": ")), line.substr(line.find(": ") + 2));
  }
  std::ostringstream rest;
  rest << lines.rdbuf();
  parsed.body = rest.str();
  while (parsed.body.ends_with('\n')) parsed.body.pop_back();
  return parsed;
}

class ProtocolExamples : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    close();
    data->begin_anew();
    open();
    Roster roster = small_roster();
    roster.attendees.pop_back();
    roster.badges.pop_back();
    roster.places.clear();
    roster.meetings.clear();
    import(roster);
    known["code"] = new_code("Entrance");
    known["organiser_code"] = new_code("Office", "organiser");
    known["relay_code"] = new_code("Venue", "relay");
  }

  std::string filled(std::string text) const {
    for (const auto& [name, value] : known) {
      const std::string hole = "{" + name + "}";
      for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole)) {
        text.replace(at, hole.size(), value);
      }
    }
    return text;
  }

  void compare(const wire::Json& expected, const wire::Json& actual, const std::string& path) {
    if (expected.is_string() && expected.get<std::string>().starts_with("{")) {
      const std::string hole = expected.get<std::string>();
      const std::string name = hole.substr(1, hole.size() - 2);
      const std::string value =
          actual.is_string() ? actual.get<std::string>() : wire::write_json(actual);
      EXPECT_FALSE(value.empty()) << path;
      if (name == "words" || name == "now") return;
      const auto [known_value, is_new] = known.emplace(name, value);
      EXPECT_EQ(known_value->second, value) << path;
      return;
    }
    if (expected.is_object() && actual.is_object()) {
      for (const auto& [key, value] : expected.items()) {
        ASSERT_TRUE(actual.contains(key)) << path << "." << key << " is missing";
        compare(value, actual[key], path + "." + key);
      }
      for (const auto& [key, value] : actual.items()) {
        EXPECT_TRUE(expected.contains(key)) << path << "." << key << " is not in the example";
      }
      return;
    }
    if (expected.is_array() && actual.is_array()) {
      ASSERT_EQ(expected.size(), actual.size()) << path << " " << actual.dump();
      for (std::size_t i = 0; i < expected.size(); ++i) {
        compare(expected[i], actual[i], path + "[" + std::to_string(i) + "]");
      }
      return;
    }
    EXPECT_EQ(expected, actual) << path;
  }

  template <class Send>
  void run(Send send) {
    const std::vector<Example> examples = read_examples();
    ASSERT_GE(examples.size(), 15U);
    for (const Example& example : examples) {
      SCOPED_TRACE(example.name);
      if (example.before == "revoke-1") {
        ASSERT_TRUE(store->revoke(fair, StationId{1}));
      }
      const Parsed asked = parse(filled(example.request));
      std::istringstream first(asked.first_line);
      Request request{.headers = asked.headers, .body = asked.body};
      first >> request.method >> request.target;
      const Response response = send(request);
      const Parsed expected = parse(example.answer);
      EXPECT_EQ(std::to_string(response.status), expected.first_line.substr(9, 3)) << response.body;
      for (const auto& [name, value] : expected.headers) {
        EXPECT_EQ(header(response.headers, name), value) << name;
      }
      if (expected.body.empty()) continue;
      const auto wanted = wire::parse_json(expected.body);
      const auto got = wire::parse_json(response.body);
      ASSERT_TRUE(wanted && got) << expected.body << response.body;
      compare(*wanted, *got, "body");
    }
  }

  std::map<std::string, std::string> known;
};

TEST_F(ProtocolExamples, HoldForTheHandlers) {
  run([&](const Request& request) { return ask(request); });
}

TEST_F(ProtocolExamples, HoldOverASocket) {
  SystemClock clock;
  auto server = HttpServer::start(*hub, clock, {});
  ASSERT_TRUE(server) << server.error().message;
  HttpClient client((*server)->url());
  run([&](const Request& request) { return client.ask(request); });
}

}  // namespace
}  // namespace meetpoint::hub::testing
