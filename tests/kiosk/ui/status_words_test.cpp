// The lowest line, word for word: attendees and staff read it all day.
#include "kiosk/ui/status_words.h"

#include <gtest/gtest.h>

#include <string>

namespace meetpoint::ui {
namespace {

using core::Connection;
using core::StatusLine;

class StatusWordsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto book = TextBook::load(std::string(MEETPOINT_BINARY_DIR) + "/share/meetpoint/locale");
    ASSERT_TRUE(book) << book.error().message;
    book_ = *book;
  }
  std::string words(const char* language, const StatusLine& line) const {
    return status_words(line, book_.in(language)).text();
  }
  Tone tone(const StatusLine& line) const { return status_words(line, book_.in("en")).tone(); }

  TextBook book_;
};

TEST_F(StatusWordsTest, OnlineIsTheSameWithAndWithoutARelay) {
  for (const Connection connection : {Connection::online, Connection::relayed}) {
    const StatusLine line{.connection = connection};
    EXPECT_EQ(words("en", line), "Online");
    EXPECT_EQ(words("nl", line), "Online");
    EXPECT_EQ(words("fr", line), "En ligne");
    EXPECT_EQ(tone(line), Tone::success);
  }
  EXPECT_EQ(words("en", {.connection = Connection::online, .waiting = 1}),
            "Online · 1 waiting to be sent");
}

TEST_F(StatusWordsTest, OnTheWayToTheCentralHub) {
  const StatusLine one{.connection = Connection::relayed, .waiting = 1};
  const StatusLine more{.connection = Connection::relayed, .waiting = 3};
  EXPECT_EQ(words("en", one), "Online · 1 on its way to the central hub");
  EXPECT_EQ(words("en", more), "Online · 3 on their way to the central hub");
  EXPECT_EQ(words("nl", one), "Online · 1 onderweg naar de centrale server");
  EXPECT_EQ(words("nl", more), "Online · 3 onderweg naar de centrale server");
  EXPECT_EQ(words("fr", one), "En ligne · 1 en route vers le serveur central");
  EXPECT_EQ(words("fr", more), "En ligne · 3 en route vers le serveur central");
  EXPECT_EQ(tone(more), Tone::success);
}

TEST_F(StatusWordsTest, KeptAtTheVenueIsCalmAndNotOffline) {
  const StatusLine line{.connection = Connection::at_venue, .since = "14:05", .waiting = 12};
  EXPECT_EQ(words("en", line), "Kept at the venue since 14:05 · 12 not yet at the central hub");
  EXPECT_EQ(words("nl", line),
            "Ter plaatse bewaard sinds 14:05 · 12 nog niet op de centrale server");
  EXPECT_EQ(words("fr", line),
            "Conservé sur place depuis 14:05 · 12 pas encore sur le serveur central");
  const StatusWords offline = status_words({.connection = Connection::offline}, book_.in("en"));
  const StatusWords venue = status_words(line, book_.in("en"));
  EXPECT_EQ(venue.tone(), Tone::accent);
  EXPECT_NE(venue.icon, offline.icon);
  EXPECT_NE(venue.tone(), offline.tone());
  EXPECT_EQ(words("en", {.connection = Connection::at_venue}), "Kept at the venue");
  EXPECT_EQ(words("nl", {.connection = Connection::at_venue}), "Ter plaatse bewaard");
  EXPECT_EQ(words("fr", {.connection = Connection::at_venue}), "Conservé sur place");
}

TEST_F(StatusWordsTest, OtherKiosksInReach) {
  StatusLine line{.connection = Connection::offline, .since = "14:05", .peers = 1};
  EXPECT_EQ(words("en", line), "Offline since 14:05 · in touch with 1 other kiosk");
  EXPECT_EQ(words("nl", line), "Offline sinds 14:05 · in verbinding met 1 ander toestel");
  EXPECT_EQ(words("fr", line), "Hors ligne depuis 14:05 · en contact avec 1 autre borne");
  line.peers = 3;
  EXPECT_EQ(words("en", line), "Offline since 14:05 · in touch with 3 other kiosks");
  EXPECT_EQ(words("nl", line), "Offline sinds 14:05 · in verbinding met 3 andere toestellen");
  EXPECT_EQ(words("fr", line), "Hors ligne depuis 14:05 · en contact avec 3 autres bornes");
  EXPECT_EQ(tone(line), Tone::attention);
  line.waiting = 12;
  EXPECT_EQ(words("en", line),
            "Offline since 14:05 · 12 waiting to be sent · in touch with 3 other kiosks");
}

TEST_F(StatusWordsTest, AWrongClockIsAFailureEverywhere) {
  const StatusLine line{.connection = Connection::at_venue, .clock_wrong = true};
  EXPECT_EQ(words("en", line), "Kept at the venue · the clock of this station is wrong");
  EXPECT_EQ(tone(line), Tone::failure);
}

TEST_F(StatusWordsTest, WhereRoomIsShortTheLastPartsGoFirst) {
  const StatusWords line = status_words({.connection = Connection::offline,
                                         .since = "14:05",
                                         .waiting = 12,
                                         .peers = 3,
                                         .clock_wrong = true},
                                        book_.in("en"));
  EXPECT_EQ(line.parts.size(), 4U);
  EXPECT_EQ(line.text(3),
            "Offline since 14:05 · the clock of this station is wrong · 12 waiting to be sent");
  EXPECT_EQ(line.tone(3), Tone::failure);
  EXPECT_EQ(line.text(1), "Offline since 14:05");
  EXPECT_EQ(line.tone(1), Tone::attention) << "a failure without its words would only alarm";
}

}  // namespace
}  // namespace meetpoint::ui
