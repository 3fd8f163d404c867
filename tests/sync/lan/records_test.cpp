#include "sync/lan/records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meetpoint::lan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::optional<std::string> host_of(const char* text, const std::string& interface = "eth0") {
  AvahiAddress address{};
  if (avahi_address_parse(text, AVAHI_PROTO_UNSPEC, &address) == nullptr) return "?";
  return url_host(address, interface);
}

TEST(UrlHost, IsReadyForAUrl) {
  EXPECT_EQ(host_of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(host_of("2001:db8::1"), "[2001:db8::1]");
  EXPECT_EQ(host_of("::1", ""), "[::1]");
}

TEST(UrlHost, NamesTheInterfaceOfAnAddressOfTheLink) {
  EXPECT_EQ(host_of("fe80::1"), "[fe80::1%25eth0]");
  EXPECT_EQ(host_of("fe80::1", "a/b%"), "[fe80::1%25a%2Fb%25]");
  EXPECT_EQ(host_of("fe80::1", ""), std::nullopt);
}

TEST(InterfaceName, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(interface_name(-1), "");
  EXPECT_EQ(interface_name(2'000'000'000), "");
}

TEST(Txt, GoesThereAndBack) {
  const std::map<std::string, std::string> txt{
      {"event", "e1"}, {"empty", ""}, {"sign", "a=b"}, {"bytes", std::string("\0\xff", 2)}};
  EXPECT_EQ(read_txt(make_txt(txt).get()), txt);
  EXPECT_THAT(read_txt(make_txt({}).get()), IsEmpty());
}

TEST(Txt, OfOthersIsTakenAsFarAsItMakesSense) {
  AvahiStringList* list = nullptr;
  // Each goes to the front.
  for (const char* text : {"alone", "event=second", "", "=nothing", "Event=e1"}) {
    list = avahi_string_list_add(list, text);
  }
  const TextList all(list);
  EXPECT_THAT(read_txt(all.get()), ElementsAre(Pair("alone", ""), Pair("event", "e1")));
}

}  // namespace
}  // namespace meetpoint::lan
