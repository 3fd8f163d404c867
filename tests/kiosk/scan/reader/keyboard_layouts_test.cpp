#include "kiosk/scan/reader/keyboard_layouts.h"

#include <gmock/gmock.h>

#include <set>

namespace meetpoint::scan {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;

// What a reader that was set to `layout` sends for `code`: found by trying every key.
std::vector<KeyPress> sent_by_reader(std::string_view code, std::string_view layout) {
  static constexpr std::string_view keys = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./";
  std::vector<KeyPress> sent;
  for (const char wanted : code) {
    const auto before = sent.size();
    for (int how = 0; how < 3 && sent.size() == before; ++how) {
      for (std::size_t i = 0; i <= keys.size() && sent.size() == before; ++i) {
        const int key = i < keys.size() ? keys[i] : KeyPress::iso_key;
        const KeyPress press{key, how == 1, how == 2};
        if (type_keys(std::span(&press, 1), layout) == std::string(1, wanted))
          sent.push_back(press);
      }
    }
    EXPECT_EQ(sent.size(), before + 1) << layout << " has no " << wanted;
  }
  return sent;
}

std::string typed(std::string_view code, std::string_view reader, std::string_view computer) {
  return type_keys(sent_by_reader(code, reader), computer).value_or("");
}

// Printed on the keyboards of these countries.
TEST(KeyboardLayouts, TypeWhatIsPrintedOnTheirKeys) {
  EXPECT_EQ(typed("MP1-7Z", "us", "us"), "MP1-7Z");
  EXPECT_EQ(typed("mp1-7z", "us", "be"), ",p&)èw");
  EXPECT_EQ(typed("MP1-7Z", "us", "be"), "?P&)èW");
  EXPECT_EQ(typed("AQ16", "us", "fr"), "QA&-");
  EXPECT_EQ(typed("ZY-/", "us", "de"), "YZß-");
  EXPECT_EQ(typed("ZY-'", "us", "ch"), "YZ'ä");
  EXPECT_EQ(typed("a-/=", "us", "nl"), "a/-°");
  EXPECT_EQ(typed("@\"#", "us", "gb"), "\"@£");
  EXPECT_EQ(typed(";-/", "us", "es"), "ñ'-");
  EXPECT_EQ(typed("[;'", "us", "it"), "èòà");
  EXPECT_EQ(typed("az1;", "be", "us"), "qw!,");
}

TEST(KeyboardLayouts, EachHasEveryLetterAndDigitOnceAndWhatUrlsNeed) {
  for (const std::string_view layout : keyboard_layouts()) {
    const std::string_view all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const auto keys = sent_by_reader(all, layout);
    const std::set<std::pair<int, bool>> places = [&] {
      std::set<std::pair<int, bool>> found;
      for (const KeyPress& press : keys) found.insert({press.key, press.shift});
      return found;
    }();
    EXPECT_EQ(places.size(), all.size()) << layout;
    EXPECT_EQ(type_keys(keys, layout), all) << layout;
    sent_by_reader("-_.:/?=&%#+,;!()*'", layout);
  }
}

TEST(KeyboardLayouts, TheNumberPadIsTheSameEverywhere) {
  const std::vector<KeyPress> keys{{KeyPress::keypad + '4'}, {KeyPress::keypad + '2'}};
  for (const std::string_view layout : keyboard_layouts()) EXPECT_EQ(type_keys(keys, layout), "42");
}

TEST(KeyboardLayouts, AKeyWithoutACharacterIsNoReading) {
  const std::vector<KeyPress> dead{{'a'}, {'['}};
  EXPECT_EQ(type_keys(dead, "us"), "a[");
  EXPECT_EQ(type_keys(dead, "be"), std::nullopt);
  EXPECT_EQ(type_keys(dead, "xx"), std::nullopt);
}

// Every reader at every computer: the badge is found, by the roster alone or by its form alone.
TEST(BadgeReadings, TheBadgeIsAmongThemWhateverReaderAndComputerAreSetTo) {
  const std::string code = "MP17ZYQAWM0123456789XVKE4GC";
  for (const std::string_view reader : keyboard_layouts()) {
    const auto keys = sent_by_reader(code, reader);
    for (const std::string_view computer : keyboard_layouts()) {
      const auto seen = type_keys(keys, computer).value_or("");
      const auto readings = badge_readings(seen, keys, "");
      EXPECT_THAT(readings, Contains(Field(&BadgeReading::text, code))) << reader << computer;
      const auto chosen = choose_reading(
          readings, [&](const std::string& text) { return text == code; },
          [](const std::string&) { return false; });
      EXPECT_EQ(chosen.text, code);
    }
  }
}

TEST(BadgeReadings, TheLayoutThatWasRightTheLastTimeComesFirst) {
  // A reader of the United States at a German computer: both readings look like a badge.
  const std::string code = "MP1ZY7";
  const auto keys = sent_by_reader(code, "us");
  const auto no = [](const std::string&) { return false; };
  const auto form = [](const std::string& text) { return text.starts_with("MP1"); };
  EXPECT_EQ(choose_reading(badge_readings("MP1YZ7", keys, ""), no, form).text, "MP1YZ7");
  EXPECT_EQ(choose_reading(badge_readings("MP1YZ7", keys, "us"), no, form).text, code);
  // But who is on the roster decides.
  const auto known = [](const std::string& text) { return text == "MP1YZ7"; };
  EXPECT_EQ(choose_reading(badge_readings("MP1YZ7", keys, "us"), known, form).text, "MP1YZ7");
}

TEST(BadgeReadings, WhatNothingIsKnownOfIsReadAsTyped) {
  const auto no = [](const std::string&) { return false; };
  const auto keys = sent_by_reader("TICKET-42", "us");
  const auto seen = type_keys(keys, "be").value();
  const auto chosen = choose_reading(badge_readings(seen, keys, ""), no, no);
  EXPECT_EQ(chosen, (BadgeReading{seen, ""}));
}

TEST(BadgeReadings, AForeignTicketIsFoundByTheRoster) {
  const std::string ticket = "https://t.example/a?b=7&z=Q_1";
  const auto keys = sent_by_reader(ticket, "de");
  const auto seen = type_keys(keys, "us").value();
  const auto chosen = choose_reading(
      badge_readings(seen, keys, ""), [&](const std::string& text) { return text == ticket; },
      [](const std::string&) { return false; });
  EXPECT_EQ(chosen, (BadgeReading{ticket, "de"}));
}

TEST(BadgeReadings, CapsLockAndIdentifiersAreSeenThrough) {
  EXPECT_THAT(badge_readings("mp1ab7", {}, ""),
              ElementsAre(BadgeReading{"mp1ab7", ""}, BadgeReading{"MP1AB7", ""}));
  EXPECT_THAT(badge_readings("]Q1MP17", {}, ""), Contains(BadgeReading{"MP17", ""}));
  const auto keys = sent_by_reader("]Q1MP17", "us");
  EXPECT_THAT(badge_readings(type_keys(keys, "fr").value_or("?"), keys, ""),
              Contains(BadgeReading{"MP17", "us"}));
  EXPECT_EQ(without_aim_identifier("]E0"), "]E0");
  EXPECT_EQ(without_aim_identifier("]9a4711"), "]9a4711");
}

TEST(BadgeReadings, NothingIsNoReading) {
  EXPECT_TRUE(badge_readings("", {}, "us").empty());
  const auto no = [](const std::string&) { return false; };
  EXPECT_EQ(choose_reading({}, no, no).text, "");
}

}  // namespace
}  // namespace meetpoint::scan
