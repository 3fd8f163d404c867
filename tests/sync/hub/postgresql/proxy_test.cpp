// The example of packaging/proxy in front of two hub processes: one is killed, and nothing shows.
#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "tests/sync/hub/http_client.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

// A port that nobody uses at the moment.
int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  socklen_t size = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

// A program that ends with the test, however that ends.
class Process {
 public:
  explicit Process(std::vector<std::string> words, const std::string& log) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(125);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, 1);
    dup2(out, 2);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  ~Process() { end(SIGKILL); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  void end(int signal) {
    if (pid_ <= 0) return;
    kill(pid_, signal);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
};

bool answers(int port, const std::string& path) {
  for (int i = 0; i < 400; ++i) {
    HttpClient client(":" + std::to_string(port));
    if (client.connected() && client.ask({.method = "GET", .target = path}).status == 200) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

TEST(Proxy, InFrontOfTwoHubsHidesThatOneWasKilled) {
  if (access("/usr/sbin/nginx", X_OK) != 0) GTEST_SKIP() << "there is no nginx here";
  ASSERT_TRUE(init_crypto());
  PostgresData data;
  auto store = std::move(*data.open());
  ASSERT_TRUE(store->import_roster(EventId("fair"), wire::rows_of(small_roster())));
  const NewToken token = make_token(StationId{1});
  ASSERT_TRUE(store->add_station(EventId("fair"),
                                 {.name = "One",
                                  .role = "kiosk",
                                  .locator = "ABC",
                                  .code_hash = "x",
                                  .expires_at = noon + code_lifetime},
                                 noon));
  ASSERT_TRUE(store->redeem(store->codes("ABC")->at(0), token.hash, {}, noon));

  const TempFolder folder;
  const std::string log = (folder.path() / "log").string();
  const int front = free_port();
  const int first = free_port();
  const int second = free_port();
  std::stringstream text;
  text << std::ifstream(MEETPOINT_SOURCE_DIR "/packaging/proxy/nginx.conf").rdbuf();
  std::string conf = text.str();
  for (const auto& [from, to] :
       {std::pair{"127.0.0.1:8080", front}, std::pair{"127.0.0.1:8081", first},
        std::pair{"127.0.0.1:8082", second}}) {
    conf = std::regex_replace(conf, std::regex(from), "127.0.0.1:" + std::to_string(to));
  }
  if (geteuid() == 0) conf = "user root;\n" + conf;
  std::ofstream(folder.path() / "nginx.conf") << conf;

  const auto hub = [&](int port) {
    return std::make_unique<Process>(std::vector<std::string>{MEETPOINT_HUB, "serve", "--listen",
                                                              "127.0.0.1:" + std::to_string(port),
                                                              "--database", data.conninfo()},
                                     log);
  };
  auto one = hub(first);
  auto two = hub(second);
  const Process nginx({"/usr/sbin/nginx", "-p", folder.path().string(), "-c",
                       (folder.path() / "nginx.conf").string(), "-g", "daemon off;"},
                      log);
  ASSERT_TRUE(answers(first, "/readyz"));
  ASSERT_TRUE(answers(second, "/readyz"));
  ASSERT_TRUE(answers(front, "/readyz"));

  HttpClient client(":" + std::to_string(front));
  Journal journal(StationId{1});
  const auto push = [&] {
    Request request{.method = "POST", .target = "/v1/events/fair/facts"};
    request.headers = {{"Authorization", "Bearer " + token.token},
                       {"Content-Type", std::string(wire::media_json)},
                       {std::string(wire::protocol_header), "1"}};
    request.body = wire::write_json(wire::encode(journal.push({check_in("A-1")})));
    return client.ask(request).status;
  };
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    if (i == 20) one->end(SIGKILL);
    if (i == 40) {
      one = hub(first);
      ASSERT_TRUE(answers(first, "/readyz"));
      // As in a rolling restart: nginx asks it again when more than its fail_timeout of 2 s is
      // over, and counts whole seconds.
      std::this_thread::sleep_for(std::chrono::milliseconds(3200));
      two->end(SIGKILL);
    }
    refused += push() == 200 ? 0 : 1;
  }
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(*store->acked_seq(EventId("fair"), StationId{1}), 60U);
  EXPECT_EQ(data.server().ask(data.name(), "SELECT count(*) FROM meetpoint.fact"), "60");
}

}  // namespace
}  // namespace meetpoint::hub::testing
