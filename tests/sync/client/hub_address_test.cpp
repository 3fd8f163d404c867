#include "sync/client/hub_address.h"

#include <gtest/gtest.h>

namespace meetpoint::client {
namespace {

TEST(HubAddress, TakesWhatAPersonTypes) {
  EXPECT_EQ(parse_hub_address("https://hub.example")->base, "https://hub.example");
  EXPECT_EQ(parse_hub_address("  https://hub.example/  ")->base, "https://hub.example");
  EXPECT_EQ(parse_hub_address("HTTPS://hub.example:8443//")->base, "https://hub.example:8443");
  EXPECT_EQ(parse_hub_address("https://venue.example/meetpoint")->base,
            "https://venue.example/meetpoint");
  EXPECT_EQ(parse_hub_address("http://[2001:db8::7]:8080")->base, "http://[2001:db8::7]:8080");
}

TEST(HubAddress, PlainHttpIsInsecureButOnThisMachine) {
  EXPECT_FALSE(parse_hub_address("https://hub.example")->insecure);
  EXPECT_FALSE(parse_hub_address("http://127.0.0.1:8080")->insecure);
  EXPECT_FALSE(parse_hub_address("http://localhost:8080")->insecure);
  EXPECT_FALSE(parse_hub_address("http://[::1]:8080")->insecure);
  EXPECT_TRUE(parse_hub_address("http://192.0.2.10:8080")->insecure);
  EXPECT_TRUE(parse_hub_address("http://localhost.example")->insecure);
}

TEST(HubAddress, RefusesWithAnExampleOfARightOne) {
  for (const char* text :
       {"", "   ", "hub.example", "ftp://hub.example", "file:///etc/passwd", "https://",
        "https:///", "https://:80", "https://hub example", "https://hub.example?x=1",
        "https://hub.example/#a", "https://me:secret@hub.example", "https://hub.example:http",
        "https://hub.example:70000", "https://hub.example:", "https://hub.example\nHost: other"}) {
    const auto address = parse_hub_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, ErrorCode::invalid_input) << text;
    EXPECT_NE(address.error().message.find("https://hub.example"), std::string::npos) << text;
    EXPECT_EQ(address.error().message.find("secret"), std::string::npos) << text;
  }
}

TEST(HubAddress, AnEventIdCannotLeaveItsPlaceInThePath) {
  EXPECT_EQ(escape_segment("meet-your-buyer_2027.1~x"), "meet-your-buyer_2027.1~x");
  EXPECT_EQ(escape_segment("a/b?c#d e%"), "a%2Fb%3Fc%23d%20e%25");
  EXPECT_EQ(escape_segment("é"), "%C3%A9");
}

}  // namespace
}  // namespace meetpoint::client
