// Facts as columns, between a station and a hub: the same facts, the same answers.
#include "sync/wire/columns.h"

#include "sync/wire/packed_messages.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class ColumnsMessage : public HubTest {
 protected:
  static Request in_columns(const Login& login, std::string body) {
    Request request = speaking(login, post("/v1/events/fair/facts", std::move(body), login.token));
    for (auto& [name, value] : request.headers) {
      if (name == "Content-Type") value = wire::media_columns;
    }
    return request;
  }
  Response feed_in(std::string_view accept, const Login& login) {
    Request request = speaking(login, get("/v1/events/fair/feed?after=0.0", login.token));
    request.headers.emplace_back("Accept", accept);
    return ask(request);
  }
};

TEST_F(ColumnsMessage, APushAndAFeedCarryTheSameFactsAsTheOtherForms) {
  const Login login = enrol_with_key("Entrance");
  const auto message = signed_by(
      login, Journal(login.station)
                 .push({check_in("A-1"), Contact{AttendeeId("A-1"), AttendeeId("A-2"), {}, {}},
                        check_in("A-2")}));
  const auto answer = read<wire::PushReply>(ask(in_columns(login, wire::to_columns(message))));
  EXPECT_EQ(answer.acked_seq, 3U);

  const Response columns =
      feed_in(std::string(wire::media_columns) + ", " + std::string(wire::media_cbor), login);
  ASSERT_EQ(header(columns.headers, "Content-Type"), wire::media_columns);
  const auto packed = wire::feed_of_columns(columns.body);
  ASSERT_TRUE(packed) << packed.error().message;
  const Response cbor = feed_in(wire::media_cbor, login);
  ASSERT_EQ(header(cbor.headers, "Content-Type"), wire::media_cbor);
  const auto plain = wire::read_cbor<wire::FeedReply>(cbor.body);
  ASSERT_TRUE(plain);
  EXPECT_EQ(packed->entries, plain->entries);
  EXPECT_EQ(packed->mark, plain->mark);
  std::vector<FactRecord> facts;
  for (const wire::FeedEntry& entry : packed->entries) {
    if (entry.fact) facts.push_back(*entry.fact);
  }
  // A contact goes to no station.
  EXPECT_EQ(facts, (std::vector{message.facts[0], message.facts[2]}));
}

TEST_F(ColumnsMessage, TornColumnsAreRefusedAndNothingIsKept) {
  const Login login = enrol_with_key("Entrance");
  const auto message = signed_by(login, Journal(login.station).push({check_in("A-1")}));
  const std::string body = wire::to_columns(message);
  const Response cut = ask(in_columns(login, body.substr(0, body.size() / 2)));
  EXPECT_EQ(cut.status, 400);
  std::string damaged = body;
  damaged[body.find("columns") + 9] ^= 0x40;
  EXPECT_EQ(ask(in_columns(login, damaged)).status, 400);
  EXPECT_EQ(read<wire::PushReply>(ask(in_columns(login, body))).acked_seq, 1U);
}

TEST_F(ColumnsMessage, MoreFactsThanAPushMayHaveAreRefused) {
  const Login login = enrol_with_key("Entrance");
  std::vector<FactBody> bodies(wire::max_facts_per_push + 1, check_in("A-1"));
  const auto message = signed_by(login, Journal(login.station).push(bodies));
  EXPECT_EQ(ask(in_columns(login, wire::to_columns(message))).status, 413);
}

}  // namespace
}  // namespace meetpoint::hub::testing
