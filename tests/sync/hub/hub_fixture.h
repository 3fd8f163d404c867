// A hub on a real database of its own, of either engine, and what a test needs to speak with it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "sync/hub/admin_messages.h"
#include "sync/hub/auth.h"
#include "sync/hub/handlers.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/model/chain.h"
#include "sync/model/signature.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/roster_codec.h"
#include "tests/sync/hub/hub_data.h"

namespace meetpoint::hub::testing {

inline const EventId fair("fair");
inline constexpr Instant noon = from_ms(1805367600000);

inline Roster small_roster() {
  Roster roster;
  roster.event = {
      .id = fair, .name = "Fair", .starts_at = noon, .ends_at = noon + std::chrono::hours(6)};
  roster.attendees = {{.id = AttendeeId("A-1"),
                       .given_name = "Ana",
                       .family_name = "Ruiz",
                       .role = "buyer",
                       .email = "ana@fair.example"},
                      {.id = AttendeeId("A-2"), .given_name = "Bo", .family_name = "Li"}};
  roster.badges = {{.code = "BADGE-1", .attendee = AttendeeId("A-1")},
                   {.code = "BADGE-2", .attendee = AttendeeId("A-2")}};
  roster.places = {{.id = PlaceId("T1"), .name = "Table 1"},
                   {.id = PlaceId("T2"), .name = "Table 2"}};
  roster.meetings = {{.id = MeetingId("M-1"),
                      .place = PlaceId("T1"),
                      .starts_at = noon,
                      .ends_at = noon + std::chrono::minutes(15),
                      .attendees = {AttendeeId("A-1"), AttendeeId("A-2")}}};
  return roster;
}

struct Login {
  StationId station;
  std::string token;
  KeyPair key;  // empty: of a station of the last release
  std::string hub_key;
};

// Writes a station's journal, as its store would.
class Journal {
 public:
  explicit Journal(StationId station, std::uint32_t incarnation = 1)
      : station_(station), incarnation_(incarnation), hash_(chain_start) {}

  // A push of these, which go on from the ones before.
  wire::PushRequest push(const std::vector<FactBody>& bodies) {
    std::vector<FactRecord> records;
    for (const FactBody& body : bodies) {
      records.push_back({.kind = std::string(wire::kind_of(body)), .body = wire::write_body(body)});
    }
    return push_records(std::move(records));
  }
  wire::PushRequest push_records(std::vector<FactRecord> records) {
    wire::PushRequest push{.incarnation = incarnation_, .first = seq_ + 1, .previous_hash = hash_};
    for (FactRecord& record : records) {
      record.id = {station_, incarnation_, ++seq_};
      record.hlc = Hlc::of(noon, static_cast<std::uint16_t>(seq_));
      record.wall = noon;
      hash_ = chain_next(hash_, wire::chained_bytes(record));
      push.facts.push_back(std::move(record));
    }
    return push;
  }

 private:
  StationId station_;
  std::uint32_t incarnation_;
  std::uint64_t seq_ = 0;
  std::string hash_;
};

inline FactBody check_in(const std::string& attendee) {
  return CheckIn{.attendee = AttendeeId(attendee), .badge = {}};
}
inline FactBody contact(const std::string& a, const std::string& b) {
  return Contact{AttendeeId(a), AttendeeId(b), {}, {}};
}

class HubTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(init_crypto());
    open();
    import(small_roster());
  }

  void open() {
    close();
    if (!data) data = hub_data_in(folder.path());
    auto opened = data->open();
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
    hub = std::make_unique<Hub>(*store);
  }

  // The whole of the hub's data, and going back to it.
  void keep_copy() {
    close();
    data->keep_copy();
    open();
  }
  void put_copy_back() {
    close();
    data->put_copy_back();
    open();
  }
  void start_again() {
    close();
    data->start_again();
    open();
  }
  void close() {
    hub.reset();
    store.reset();
  }

  ImportOutcome import(const Roster& roster) {
    const auto outcome = store->import_roster(roster.event.id, wire::rows_of(roster));
    EXPECT_TRUE(outcome) << outcome.error().message;
    return outcome.value_or(ImportOutcome{});
  }

  // As the server does: what may write goes the way of commits.
  Response ask(Request request) {
    request.address = "192.0.2.1";
    Response response = Hub::writes(request)
                            ? std::move(hub->handle_together({&request, 1}, now).front())
                            : hub->handle(request, now);
    if (response.shared) response.body = *response.shared;  // as it goes over the wire
    return response;
  }
  static Request get(std::string target, const std::string& token = {}) {
    Request request{.method = "GET", .target = std::move(target)};
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    return request;
  }
  static Request post(std::string target, std::string body, const std::string& token = {}) {
    Request request = get(std::move(target), token);
    request.method = "POST";
    request.headers.emplace_back("Content-Type", wire::media_json);
    request.body = std::move(body);
    return request;
  }
  static Request push_request(const std::string& token, const wire::PushRequest& push) {
    return post("/v1/events/fair/facts", wire::write_json(wire::encode(push)), token);
  }
  // As the station would: signed where it has a key.
  static wire::PushRequest signed_by(const Login& login, wire::PushRequest message) {
    if (login.key.secret_key.empty()) return message;
    const auto bytes = wire::signed_bytes(fair, login.station, message);
    EXPECT_TRUE(bytes) << bytes.error().message;
    message.signature = sign(bytes.value_or(""), login.key.secret_key);
    return message;
  }
  Response push(const Login& login, const wire::PushRequest& message) {
    return ask(speaking(login, push_request(login.token, signed_by(login, message))));
  }
  static Request speaking(const Login& login, Request request) {
    const bool has_key = !login.key.secret_key.empty();
    request.headers.emplace_back(wire::protocol_header, has_key ? "2" : "1");
    return request;
  }

  std::string new_code(const std::string& name, const std::string& role = "kiosk") {
    Request request =
        post("/v1/admin/events/fair/stations", wire::write_json({{"name", name}, {"role", role}}));
    request.admin = true;
    const Response response = ask(request);
    EXPECT_EQ(response.status, 200) << response.body;
    return read<AddStationReply>(response).code;
  }
  Response enrol_with(const std::string& code) {
    return ask(post("/v1/enrol", wire::write_json({{"code", code}})));
  }
  Login enrol(const std::string& name, const std::string& role = "kiosk") {
    const auto reply = read<wire::EnrolReply>(enrol_with(new_code(name, role)));
    return {reply.station, reply.token, {}, reply.hub_key};
  }

  // A station of this release, with a key.
  Login enrol_with_key(const std::string& name, const std::string& role = "kiosk") {
    const KeyPair key = make_key_pair();
    Request request =
        post("/v1/enrol",
             wire::write_json({{"code", new_code(name, role)}, {"public_key", key.public_key}}));
    request.headers.emplace_back(wire::protocol_header, "2");
    const auto reply = read<wire::EnrolReply>(ask(request));
    return {reply.station, reply.token, key, reply.hub_key};
  }

  wire::FeedReply feed(const Login& login, HubSeq after = 0) {
    const auto position = store->position(fair);
    return read<wire::FeedReply>(
        ask(get("/v1/events/fair/feed?after=" + std::to_string(position->epoch) + "." +
                    std::to_string(after),
                login.token)));
  }

  template <class T>
  static T read(const Response& response) {
    const auto json = wire::parse_json(response.body);
    EXPECT_TRUE(json) << response.body;
    if (!json) return {};
    auto message = wire::read<T>(*json);
    EXPECT_TRUE(message) << response.body;
    return message.value_or(T{});
  }
  static std::string error_of(const Response& response) {
    return read<wire::ErrorReply>(response).error;
  }

  TempFolder folder;
  std::unique_ptr<HubData> data;
  Instant now = noon;
  std::unique_ptr<SqlHubStore> store;
  std::unique_ptr<Hub> hub;
};

}  // namespace meetpoint::hub::testing
