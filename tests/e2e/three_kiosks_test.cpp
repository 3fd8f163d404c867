// One hub and three kiosks, each a process of its own, scan pictures of badges through the real
// decoder. The hub and every kiosk are killed once. In the end each contact is in the log once, and
// all four have the same state.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "kiosk/scan/base/image_file.h"
#include "kiosk/scan/decode/qr_code.h"
#include "tests/e2e/event_hub.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::e2e {
namespace {

namespace fs = std::filesystem;

const fs::path event_folder = fs::path(MEETPOINT_SOURCE_DIR) / "tests/e2e/event";

// "P-01" -> the code on their badge, as the organiser's file has it.
std::map<std::string, std::string> badge_codes() {
  std::map<std::string, std::string> codes;
  std::istringstream lines(read_file(event_folder / "attendees.csv"));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    codes[line.substr(0, line.find(','))] = line.substr(line.rfind(',') + 1);
  }
  return codes;
}

void paste(scan::GrayImage& into, const scan::GrayImage& code, int left, int top) {
  for (int y = 0; y < code.height(); ++y) {
    std::copy_n(code.data() + static_cast<std::ptrdiff_t>(y) * code.width(), code.width(),
                into.data() + static_cast<std::ptrdiff_t>(y + top) * into.width() + left);
  }
}

// A film of badges that drift a little before the camera, as hands do.
void film(const fs::path& folder, const std::vector<std::string>& codes, int pixels) {
  fs::create_directories(folder);
  for (int frame = 0; frame < 6; ++frame) {
    scan::GrayImage picture(1280, 720, 140);
    int left = 120 + 4 * frame;
    for (const std::string& code : codes) {
      paste(picture, scan::draw_qr_code(*scan::make_qr_code(code), pixels), left, 200 + 3 * frame);
      left += 560;
    }
    ASSERT_TRUE(scan::save_pgm({picture.data(), picture.width(), picture.height(), picture.width()},
                               folder / (std::to_string(frame) + ".pgm")));
  }
}

struct Pair {
  std::string a;
  std::string b;
  bool together = true;  // both in one frame; else one badge, "We met", then the other
};

struct Station {
  std::string name;
  std::vector<Pair> pairs;
  std::optional<Process> process;
};

class ThreeKiosks : public ::testing::Test {
 protected:
  void SetUp() override {
    hub_.emplace(MEETPOINT_HUB, root_.path() / "hub", event_folder);
    const auto add = [this](const char* name, std::vector<Pair> pairs) {
      stations_.push_back({.name = name, .pairs = std::move(pairs), .process = {}});
    };
    add("left", {{"P-01", "P-02"}, {"P-03", "P-04", false}, {"P-05", "P-06"}, shared_});
    add("right", {{"P-07", "P-08", false}, shared_, {"P-09", "P-10"}, {"P-11", "P-12"}});
    add("hall", {{"P-13", "P-14"}, {"P-15", "P-16"}, shared_, {"P-17", "P-18", false}});
    const auto codes = badge_codes();
    for (const Station& station : stations_) {
      for (const Pair& pair : station.pairs) {
        const int pixels = station.name == "hall" ? 5 : 8;
        film(film_of(station, pair), {codes.at(pair.a), codes.at(pair.b)}, pixels);
        film(film_of(station, pair) / "first", {codes.at(pair.a)}, pixels);
        film(film_of(station, pair) / "second", {codes.at(pair.b)}, pixels);
      }
    }
  }

  fs::path folder_of(const Station& station) const { return root_.path() / station.name; }
  fs::path film_of(const Station& station, const Pair& pair) const {
    return folder_of(station) / "films" / (pair.a + pair.b);
  }
  fs::path shot_of(const Station& station, std::size_t pair) const {
    return folder_of(station) / "shots" / ("kept-" + std::to_string(pair) + ".png");
  }

  static std::string camera(const fs::path& folder) {
    return "camera folder:" + folder.string() + "?fps=10&loop=1\n";
  }

  // What the people at this kiosk do, from their pair number `first` on.
  std::string script_of(const Station& station, std::size_t first) const {
    std::string script;
    for (std::size_t i = first; i < station.pairs.size(); ++i) {
      const Pair& pair = station.pairs[i];
      const fs::path films = film_of(station, pair);
      if (pair.together) {
        script += camera(films);
      } else {
        script += camera(films / "first") + "wait welcome 60\ntouch We met\nwait badge\n" +
                  camera(films / "second");
      }
      script +=
          "wait consent 60\n"
          "touch Name and organisation #1\ntouch Also e-mail and telephone #2\n"
          "touch Keep this contact\nwait kept\n"
          "shot kept-" +
          std::to_string(i) + "\ntouch Done\nwait waiting\n";
    }
    return script + "camera none\nwait sent 120\n";
  }

  void start(Station& station, std::size_t first_pair, const std::string& code = {}) {
    const fs::path script = folder_of(station) / ("from-" + std::to_string(first_pair) + ".script");
    // A badge that is shown before a new kiosk has the roster is not read again while it stays
    // there.
    write_file(script, (code.empty() ? "" : "wait online 60\n") + script_of(station, first_pair));
    std::vector<std::string> command = kiosk_command(station, script);
    if (!code.empty()) {
      command.insert(command.end(), {"--hub", hub_->url(), "--enrol", code});
    }
    station.process.emplace(command,
                            folder_of(station) / ("log-" + std::to_string(first_pair) + ".txt"));
  }

  std::vector<std::string> kiosk_command(const Station& station, const fs::path& script) const {
    return {MEETPOINT_KIOSK,
            "--data",
            (folder_of(station) / "data").string(),
            "--headless",
            "--script",
            script.string(),
            "--shots",
            (folder_of(station) / "shots").string(),
            "--size",
            "1024x768",
            "--rehearse-at",
            "2027-03-18T09:05:00Z"};
  }

  // Waits until this kiosk has shown that contact as kept.
  void await_kept(Station& station, std::size_t pair) {
    const auto end = std::chrono::steady_clock::now() + Seconds(180);
    while (!fs::exists(shot_of(station, pair))) {
      ASSERT_TRUE(station.process->running())
          << station.name << " ended: " << station.process->output();
      ASSERT_LT(std::chrono::steady_clock::now(), end)
          << station.name << ": " << station.process->output();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  // Syncs a station once more, and gives the hash of its state.
  std::string settled_hash(Station& station) {
    const fs::path script = folder_of(station) / "settle.script";
    write_file(script, "wait sent 60\npause 1\n");
    run(kiosk_command(station, script), folder_of(station) / "settle.txt", Seconds(120));
    const std::string hash =
        run({MEETPOINT_KIOSK, "--data", (folder_of(station) / "data").string(), "state-hash"},
            folder_of(station) / "hash.txt");
    return hash.substr(0, hash.find('\n'));
  }

  testing::TemporaryFolder root_;
  const Pair shared_ = {"P-19", "P-20"};  // meet at all three kiosks: still one contact
  std::optional<EventHub> hub_;
  std::vector<Station> stations_;
};

// The ids of both people in each row of the contact log, lower first.
std::vector<std::pair<std::string, std::string>> pairs_in(const std::string& csv) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::vector<std::string> people;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) {
      if (cell.size() == 4 && cell.starts_with("P-")) people.push_back(cell);
    }
    EXPECT_EQ(people.size(), 2u) << line;
    if (people.size() == 2)
      pairs.emplace_back(std::min(people[0], people[1]), std::max(people[0], people[1]));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

TEST_F(ThreeKiosks, KilledAndRestartedLoseNothingAndDoubleNothing) {
  for (Station& station : stations_) start(station, 0, hub_->add_station(station.name));

  // The hub goes in the middle, once every kiosk has the roster, which it can have from nowhere
  // else; the kiosks go on without it.
  for (Station& station : stations_) await_kept(station, 0);
  hub_->kill_now();
  // Each kiosk is killed once its second contact was shown as kept, and does that one again: the
  // people could not know better.
  for (Station& station : stations_) {
    await_kept(station, 1);
    station.process->kill_now();
    start(station, 1);
  }
  for (Station& station : stations_) await_kept(station, 2);
  hub_->start();
  for (Station& station : stations_) {
    const auto ending = station.process->wait(Seconds(240));
    ASSERT_TRUE(ending) << station.name << " did not end";
    EXPECT_EQ(ending->exit_code, 0) << station.name << ": " << station.process->output();
  }

  std::set<std::pair<std::string, std::string>> expected;
  for (const Station& station : stations_) {
    for (const Pair& pair : station.pairs) expected.emplace(pair.a, pair.b);
  }
  const std::string log = hub_->export_contacts("csv");
  EXPECT_THAT(pairs_in(log), ::testing::ElementsAreArray(expected)) << log;

  const std::string hash = hub_->shared_hash();
  EXPECT_FALSE(hash.empty());
  for (Station& station : stations_) EXPECT_EQ(settled_hash(station), hash) << station.name;
}

}  // namespace
}  // namespace meetpoint::e2e
