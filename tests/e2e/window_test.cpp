// Whole visits through the real window, on an X display of the test's own: a badge reader that
// types, a finger, a person at the keyboard; what is on the glass, and what reaches the hub.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <thread>

#include "kiosk/ui/theme.h"
#include "tests/e2e/event_hub.h"
#include "tests/e2e/window_kiosk.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path event_folder = fs::path(MEETPOINT_SOURCE_DIR) / "assets/events/meet-your-buyer/csv";

struct Visitor {
  std::string id;
  std::string name;
  std::string email;
  std::string code;
};

// Of the sample event; both read Dutch.
Visitor visitor(const std::string& id) {
  std::istringstream lines(read_file(event_folder / "attendees.csv"));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(id + ",")) continue;
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    Visitor out{.id = id, .name = cells.at(2), .code = cells.back()};
    for (const std::string& cell : cells) {
      if (cell.find('@') != std::string::npos) out.email = cell;
    }
    return out;
  }
  ADD_FAILURE() << "no attendee " << id;
  return {};
}

// Rows of the contact log with both people.
std::vector<std::string> rows_with(const std::string& csv, const Visitor& a, const Visitor& b) {
  std::vector<std::string> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(a.id) != std::string::npos && line.find(b.id) != std::string::npos) {
      rows.push_back(line);
    }
  }
  return rows;
}

constexpr std::uint32_t rgb(ui::Colour colour) {
  return (std::uint32_t{colour.r} << 16) | (std::uint32_t{colour.g} << 8) | colour.b;
}

class Window : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(display_.started());
    hub_.emplace(MEETPOINT_HUB, root_.path() / "hub", event_folder);
  }

  void start(std::vector<std::string> arguments = {}) {
    const fs::path folder = root_.path() / "kiosk";
    fs::create_directories(folder);
    arguments.insert(arguments.end(),
                     {"--hub", hub_->url(), "--enrol", hub_->add_station("Hall"), "--camera",
                      "none", "--rehearse-at", "2027-03-18T09:05:00Z"});
    kiosk_.emplace(display_, folder, arguments);
    await_rest();
  }

  // Nobody there, and all that there was to sync is synced.
  TraceLine await_rest() {
    return kiosk_->await("the waiting screen, online", [](const TraceLine& line) {
      return line.screen == "waiting" && line.online && line.waiting == 0 &&
             line.language == "nl" && line.targets.size() > 3;  // with the event's languages
    });
  }

  // A kiosk that has only just joined is online before everybody on the roster has come, and then
  // refuses whom it does not know yet; who stands there tries again, as it offers.
  void scan_until_known(const Visitor& person) {
    const auto end = std::chrono::steady_clock::now() + Seconds(60);
    for (;;) {
      kiosk_->scan(person.code);
      const TraceLine answer = kiosk_->await("an answer to a badge", [](const TraceLine& line) {
        return line.screen == "welcome" || line.screen == "refused";
      });
      if (answer.screen != "refused" || std::chrono::steady_clock::now() > end) return;
      kiosk_->touch("Opnieuw proberen");
      kiosk_->await_screen("waiting");
    }
  }

  // What is on the glass, once it is as expected or has had its time: the display may be a moment
  // behind the trace. Kept for people to look at where the variable names a folder.
  Picture look(const std::string& name, const std::function<bool(const Picture&)>& expected) {
    const auto end = std::chrono::steady_clock::now() + Seconds(10);
    Picture picture = display_.look();
    while (!expected(picture) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      picture = display_.look();
    }
    if (const char* folder = std::getenv("MEETPOINT_WINDOW_SHOTS")) {
      picture.save_ppm(fs::path(folder) / (name + ".ppm"));
    }
    return picture;
  }

  // The large panel at the left that says "checked in" from afar. Its words take a part of it.
  static double green_panel(const Picture& picture) {
    return picture.share_of(rgb(ui::palette::success), 0.03, 0.14, 0.26, 0.90);
  }
  static bool is_green(const Picture& picture) { return green_panel(picture) > 0.5; }
  static bool is_not_green(const Picture& picture) { return green_panel(picture) < 0.02; }

  void expect_clean_end() {
    const auto ending = kiosk_->process().wait(Seconds(30));
    ASSERT_TRUE(ending) << "the kiosk did not end";
    EXPECT_EQ(ending->signal, 0);
    EXPECT_EQ(ending->exit_code, 0) << kiosk_->process().output();
    EXPECT_TRUE(kiosk_->trace().back().ended);
  }

  testing::TemporaryFolder root_;
  XDisplay display_{root_.path(), 1366, 768};
  std::optional<EventHub> hub_;
  std::optional<WindowKiosk> kiosk_;
  const Visitor tine_ = visitor("S-191");
  const Visitor bram_ = visitor("B-106");
};

TEST_F(Window, TwoPeopleKeepTheirContactWithFingerAndReader) {
  start();
  EXPECT_TRUE(is_not_green(look("waiting", is_not_green)));

  scan_until_known(tine_);
  kiosk_->await_screen("welcome");
  const Picture welcome = look("welcome", is_green);
  EXPECT_GT(green_panel(welcome), 0.5);
  EXPECT_LT(welcome.share_of(rgb(ui::palette::success), 0.32, 0.14, 0.97, 0.90), 0.1);

  kiosk_->touch("Mijn dag");
  kiosk_->await_screen("agenda");
  EXPECT_TRUE(is_not_green(look("agenda", is_not_green)));
  kiosk_->touch("Terug");
  kiosk_->await_screen("welcome");

  kiosk_->touch("Wij hebben kennisgemaakt");
  kiosk_->await_screen("badge");
  look("badge", is_not_green);
  kiosk_->scan(bram_.code);
  kiosk_->await_screen("consent");
  kiosk_->touch("Ook e-mail en telefoon", 0);
  kiosk_->touch("Naam en organisatie", 1);
  kiosk_->await_target("Contact bewaren");
  look("consent", is_not_green);
  kiosk_->touch("Contact bewaren");
  kiosk_->await_screen("kept");
  look("kept", is_green);
  kiosk_->touch("Klaar");
  await_rest();

  const std::string log = hub_->export_contacts("csv");
  const auto rows = rows_with(log, tine_, bram_);
  ASSERT_EQ(rows.size(), 1u) << log;
  EXPECT_THAT(rows[0], HasSubstr(tine_.email));
  EXPECT_THAT(rows[0], Not(HasSubstr(bram_.email)));

  for (const Visitor& visitor : {tine_, bram_}) {
    EXPECT_THAT(kiosk_->trace_text(), Not(HasSubstr(visitor.name)));
    EXPECT_THAT(kiosk_->trace_text(), Not(HasSubstr(visitor.code)));
  }
}

TEST_F(Window, OneTouchChangesTheLanguageOfWhoStandsThere) {
  start();
  scan_until_known(tine_);
  kiosk_->await_screen("welcome");
  kiosk_->touch("FR");
  EXPECT_EQ(kiosk_->await_target("Terminé").language, "fr");
  look("welcome-fr", is_green);
  kiosk_->touch("EN");
  const TraceLine english = kiosk_->await_target("Done");
  EXPECT_EQ(english.language, "en");
  EXPECT_EQ(english.screen, "welcome");
}

TEST_F(Window, TypingScreenTakesAPersonAndAReader) {
  start({"--windowed", "--size", "1366x768"});
  scan_until_known(bram_);
  kiosk_->touch("Klaar");
  await_rest();

  kiosk_->touch("Of tik uw code in");
  kiosk_->await_screen("typing");
  kiosk_->scan(bram_.code);
  kiosk_->await_screen("welcome");
  kiosk_->touch("Klaar");
  await_rest();

  // A person: slow, in small letters, in groups.
  std::string typed;
  for (const char c : tine_.code) {
    if (typed.size() % 5 == 4) typed += ' ';
    typed += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  kiosk_->touch("Of tik uw code in");
  kiosk_->await_screen("typing");
  display_.type(typed, 200);
  look("typing", is_not_green);
  EXPECT_EQ(kiosk_->trace().back().screen, "typing");
  display_.press("Return");
  kiosk_->await_screen("welcome");
  EXPECT_TRUE(is_green(look("welcome-typed", is_green)));
  // It is Tine's badge that was typed: with Bram's, she can keep a contact.
  kiosk_->touch("Wij hebben kennisgemaakt");
  kiosk_->await_screen("badge");
  kiosk_->touch("De andere code intikken");
  kiosk_->await_screen("typing");
  kiosk_->scan(bram_.code);
  kiosk_->await_screen("consent");
  kiosk_->touch("Naam en organisatie", 0);
  kiosk_->touch("Naam en organisatie", 1);
  kiosk_->touch("Contact bewaren");
  kiosk_->await_screen("kept");
  kiosk_->touch("Klaar");
  await_rest();
  EXPECT_EQ(rows_with(hub_->export_contacts("csv"), tine_, bram_).size(), 1u);

  ASSERT_TRUE(display_.ask_to_close("Meetpoint"));
  expect_clean_end();
}

// Finger down and finger up arrive together where the machine was busy for a moment. Nothing else
// happens on this screen that would make the kiosk draw.
TEST_F(Window, TouchIsNotLostWhereTheKioskWasHeldUp) {
  start();
  kiosk_->process().signal(SIGSTOP);
  kiosk_->touch("Of tik uw code in");
  kiosk_->process().signal(SIGCONT);
  kiosk_->await_screen("typing");
}

TEST_F(Window, DrawsNothingWhereNobodyIsAndEndsAtASignal) {
  start();
  // What the start still had to draw.
  std::this_thread::sleep_for(Seconds(1));
  const long before = kiosk_->trace().back().frames;
  std::this_thread::sleep_for(Seconds(6));
  kiosk_->process().signal(SIGTERM);
  expect_clean_end();
  // The clock's next minute may fall into this time, and a moment without the hub. Drawing at each
  // turn of its loop would be sixty, and at each of the display several hundred.
  const long after = kiosk_->trace().back().frames;
  EXPECT_LE(after - before, 15);
}

}  // namespace
}  // namespace meetpoint::e2e
