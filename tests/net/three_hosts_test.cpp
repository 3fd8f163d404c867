// A central hub, a relay and two stations on hosts of their own. The internet is cut for most of an
// event, and programs are killed meanwhile; in the end every fact is at the central hub once.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>
#include <thread>

#include "tests/e2e/process.h"
#include "tests/net/hosts.h"

namespace meetpoint::net {
namespace {

namespace fs = std::filesystem;
using e2e::Process;
using e2e::Seconds;

constexpr std::size_t central = 0;
constexpr std::size_t venue = 1;
constexpr std::size_t first_door = 2;
// Two hours at the doors, 20 times as fast.
constexpr int people_each = 1200;
constexpr int every_ms = 50;

struct Line {
  std::string station;  // whose person
  int number = 0;
  std::int64_t ms = 0;
};

// Lines of a station's output, of all its runs.
std::vector<Line> lines(const std::string& output, const std::string& what,
                        const std::string& self) {
  std::vector<Line> found;
  std::istringstream in(output);
  std::string word;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    Line one{.station = self};
    if (!(words >> word) || word != what) continue;
    if (what == "knows") words >> one.station;
    if (words >> one.number >> one.ms) found.push_back(one);
  }
  return found;
}

class ThreeHosts : public ::testing::Test {
 protected:
  void SetUp() override {
    hosts = std::make_unique<Hosts>(4);
    if (!hosts->problem().empty()) GTEST_SKIP() << "not tried here: " << hosts->problem();
    std::string pattern = (fs::temp_directory_path() / "meetpoint-net-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    hub({"import", MEETPOINT_SOURCE_DIR "/tests/e2e/event"}, "central");
    serve_central();
    const std::string code = new_station("Venue", {"--role", "relay"});
    e2e::run(hosts->on(venue, {MEETPOINT_HUB, "join", url(central), code, "--data",
                               (folder / "relay").string()}),
             log("join"));
    serve_relay();
    for (const char* door : {"A", "B"}) {
      const std::size_t host = first_door + static_cast<std::size_t>(*door - 'A');
      e2e::run(hosts->on(host, {NET_STATION, "--name", door, "--data", data(door), "--hub",
                                url(venue), "--enrol", new_station(door, {})}),
               log("enrol"));
      open(door);
    }
  }
  void TearDown() override {
    stations.clear();
    relay.reset();
    served.reset();
    hosts.reset();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }

  static std::string url(std::size_t host) { return "http://" + Hosts::address(host) + ":8080"; }
  std::string data(const std::string& name) const { return (folder / name).string(); }
  fs::path log(const std::string& name) { return folder / fmt::format("{}-{}.log", name, ++logs); }
  std::string hub(std::vector<std::string> arguments, const std::string& whose) {
    arguments.insert(arguments.begin(), MEETPOINT_HUB);
    arguments.insert(arguments.end(), {"--data", data(whose)});
    return e2e::run(hosts->on(central, arguments), log("command"));
  }
  std::string new_station(const std::string& name, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"station", "add", name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const std::string output = hub(arguments, "central");
    std::smatch code;
    EXPECT_TRUE(std::regex_search(output, code, std::regex("\n +([0-9A-Z]{5}-[0-9A-Z]{5})")))
        << output;
    return code[1];
  }
  void serve_central() {
    served.emplace(hosts->on(central, {MEETPOINT_HUB, "serve", "--listen", "0.0.0.0:8080", "--data",
                                       data("central")}),
                   log("central"));
    ASSERT_TRUE(served->line("listening on ", Seconds(30))) << served->output();
  }
  void serve_relay() {
    relay.emplace(hosts->on(venue, {MEETPOINT_HUB, "serve", "--listen", "0.0.0.0:8080", "--data",
                                    data("relay")}),
                  log("relay"));
    ASSERT_TRUE(relay->line("listening on ", Seconds(30))) << relay->output();
  }
  void open(const std::string& door) {
    const bool a = door == "A";
    const std::size_t host = first_door + (a ? 0 : 1);
    const std::string other = Hosts::address(first_door + (a ? 1 : 0)) + ":7000";
    if (const auto known = stations.find(door); known != stations.end()) {
      said[door] += known->second.output();
      stations.erase(known);
    }
    stations.emplace(
        door,
        Process(hosts->on(host, {NET_STATION, "--name", door, "--data", data(door), "--other",
                                 a ? "B" : "A", "--peer", other, "--peer-port", "7000", "--record",
                                 std::to_string(people_each), "--every", std::to_string(every_ms)}),
                log(door)));
  }
  std::string output(const std::string& door) { return said[door] + stations.at(door).output(); }
  // Up to which of its people; of one that was recorded just before a kill, no line may tell.
  int recorded(const std::string& door) {
    int last = 0;
    for (const Line& line : lines(output(door), "recorded", door)) {
      last = std::max(last, line.number);
    }
    return last;
  }
  std::size_t known_at(const std::string& door) {
    std::map<int, int> known;
    for (const Line& line : lines(output(door), "knows", door)) ++known[line.number];
    return known.size();
  }
  static void pass(int seconds) { std::this_thread::sleep_for(Seconds(seconds)); }
  template <class Condition>
  static bool until(Condition condition, Seconds at_most = Seconds(180)) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return true;
  }
  // How many rows a question about the central hub's file has.
  std::int64_t count(const std::string& question) const {
    sqlite3* db = nullptr;
    std::int64_t rows = -1;
    const std::string file = (folder / "central" / "hub.db").string();
    if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
      sqlite3_busy_timeout(db, 5000);
      const auto take = [](void* out, int, char** values, char**) {
        *static_cast<std::int64_t*>(out) = std::atoll(values[0]);
        return 0;
      };
      sqlite3_exec(db, question.c_str(), take, &rows, nullptr);
    }
    sqlite3_close(db);
    return rows;
  }

  std::unique_ptr<Hosts> hosts;
  fs::path folder;
  int logs = 0;
  std::optional<Process> served;
  std::optional<Process> relay;
  std::map<std::string, Process> stations;
  std::map<std::string, std::string> said;  // by runs that ended
};

// When each station's people were recorded, and when the other one knew them.
void tell_delays(const std::string& of, const std::string& at, const std::string& recorder,
                 const std::string& knower) {
  std::map<int, std::int64_t> when;
  for (const Line& line : lines(recorder, "recorded", of)) when.try_emplace(line.number, line.ms);
  std::map<int, std::int64_t> delays;
  for (const Line& line : lines(knower, "knows", at)) {
    if (when.contains(line.number)) delays.try_emplace(line.number, line.ms - when[line.number]);
  }
  std::vector<std::int64_t> sorted;
  sorted.reserve(delays.size());
  for (const auto& [number, ms] : delays) sorted.push_back(ms);
  if (sorted.empty()) return;
  std::sort(sorted.begin(), sorted.end());
  std::cout << fmt::format(
      "{} of {}'s people were known at {}: median {} ms, p99 {} ms, worst {} ms\n", sorted.size(),
      of, at, sorted[sorted.size() / 2], sorted[sorted.size() * 99 / 100], sorted.back());
}

TEST_F(ThreeHosts, WithoutTheInternetAndWithProgramsKilledEveryFactArrivesOnce) {
  ASSERT_TRUE(until([&] { return recorded("A") > 100 && known_at("B") > 50; }));
  hosts->cut(central);
  pass(8);
  relay->kill_now();  // the doors have each other alone
  pass(10);
  const std::size_t known = known_at("B");
  EXPECT_TRUE(until([&] { return known_at("B") > known + 20; }, Seconds(30)));
  stations.at("A").kill_now();
  served->kill_now();
  open("A");
  pass(5);
  serve_relay();
  pass(5);
  relay->kill_now();
  serve_relay();
  stations.at("B").kill_now();
  open("B");
  ASSERT_TRUE(until([&] { return recorded("A") >= people_each && recorded("B") >= people_each; }));
  // Both know everybody, and the central hub nobody since the cut.
  EXPECT_TRUE(until([&] { return known_at("A") >= people_each && known_at("B") >= people_each; }));
  serve_central();
  EXPECT_LT(count("SELECT count(*) FROM fact"), people_each);
  hosts->join(central);

  constexpr std::int64_t facts = 2 * (2 * people_each - 1);
  EXPECT_TRUE(until([&] { return count("SELECT count(*) FROM fact") >= facts; }));
  pass(3);  // whatever comes twice
  EXPECT_EQ(count("SELECT count(*) FROM fact"), facts);
  EXPECT_EQ(count("SELECT count(*) FROM (SELECT DISTINCT kind, body FROM fact)"), facts);
  EXPECT_EQ(count("SELECT count(*) FROM fact WHERE rejected IS NOT NULL"), 0);

  tell_delays("A", "B", output("A"), output("B"));
  tell_delays("B", "A", output("B"), output("A"));
  const std::string shared = hub({"state-hash"}, "central");
  for (const char* door : {"A", "B"}) {
    Process& station = stations.at(door);
    station.signal(SIGTERM);
    const auto hash = station.line("hash ", Seconds(20));
    ASSERT_TRUE(hash) << station.output();
    EXPECT_NE(shared.find(*hash), std::string::npos) << shared << "\n" << door << " " << *hash;
    EXPECT_TRUE(station.line("waiting 0", Seconds(5))) << station.output();
  }
}

}  // namespace
}  // namespace meetpoint::net
