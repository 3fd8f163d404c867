// A PostgreSQL of the tests' own: in a temporary folder, on a private socket, as an unprivileged
// user; stopped with the program that started it, however that ends.
#pragma once

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace meetpoint::hub::testing {

class PostgresServer {
 public:
  // The one of this program; started when it is first asked for.
  static PostgresServer& running() {
    static PostgresServer server;
    return server;
  }

  PostgresServer() {
    std::string name = (std::filesystem::temp_directory_path() / "meetpoint-pg-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder_ = name;
    if (geteuid() == 0) {
      for (const char* user : {"postgres", "nobody"}) {
        if (const passwd* found = getpwnam(user)) {
          user_ = found->pw_uid;
          group_ = found->pw_gid;
          break;
        }
      }
      if (chown(folder_.c_str(), user_, group_) != 0) throw std::runtime_error("chown failed");
    }
    const pid_t made = run({"initdb", "-D", data(), "-U", "meetpoint", "-A", "trust", "-E", "UTF8",
                            "--locale=C.UTF-8", "--no-instructions"});
    int status = 0;
    if (waitpid(made, &status, 0) != made || status != 0) throw std::runtime_error("initdb failed");
    start();
  }
  ~PostgresServer() {
    stop(SIGINT);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  void start() {
    // Recovery after a crash takes long where the disk is busy.
    for (int i = 0; i < 6000; ++i) {
      // After a crash the next one ends at once while processes of the last are still there.
      if (server_ > 0 && waitpid(server_, nullptr, WNOHANG) == server_) server_ = 0;
      if (server_ == 0) {
        server_ =
            run({"postgres", "-D", data(), "-k", folder_.string(), "-c", "listen_addresses=", "-c",
                 "max_connections=100", "-c", "shared_buffers=32MB"});
      }
      const Connection connection(PQconnectdb(conninfo("postgres").c_str()));
      if (PQstatus(connection.get()) == CONNECTION_OK) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error("PostgreSQL does not start; see " + (folder_ / "log").string());
  }
  // SIGINT: as `pg_ctl stop -m fast`; SIGQUIT: as `-m immediate`, which is a crash.
  void stop(int signal) {
    if (server_ <= 0) return;
    kill(server_, signal);
    waitpid(server_, nullptr, 0);
    server_ = 0;
  }
  void crash_and_start() {
    stop(SIGQUIT);
    start();
  }

  std::string conninfo(const std::string& database) const {
    return "host=" + folder_.string() + " user=meetpoint dbname=" + database;
  }

  // An empty one; returns its name.
  std::string new_database(const std::string& like = "template0") {
    std::string name = "test" + std::to_string(++databases_);
    // Whoever had the other open may take a moment to be gone.
    for (int tries = 0;; ++tries) {
      try {
        ask("postgres", "CREATE DATABASE " + name + " TEMPLATE " + like);
        return name;
      } catch (const std::runtime_error&) {
        if (tries == 50) throw;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    }
  }

  // Asks beside the hub; the first value that comes back.
  std::string ask(const std::string& database, const std::string& sql) {
    const Connection connection(PQconnectdb(conninfo(database).c_str()));
    const std::unique_ptr<PGresult, Clear> result(PQexec(connection.get(), sql.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
  }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Connection = std::unique_ptr<PGconn, Finish>;

  std::string data() const { return (folder_ / "data").string(); }

  pid_t run(const std::vector<std::string>& words) {
    const std::string program = std::string(MEETPOINT_POSTGRES_BIN) + "/" + words[0];
    const std::string log = (folder_ / "log").string();
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child != 0) return child;
    const bool other = geteuid() == 0;
    if (other && (setgid(group_) != 0 || setuid(user_) != 0)) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent) _exit(125);
    signal(SIGXFSZ, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, 1);
    dup2(out, 2);
    if (chdir("/") != 0) _exit(124);
    execv(program.c_str(), arguments.data());
    _exit(127);
  }

  std::filesystem::path folder_;
  uid_t user_ = getuid();
  gid_t group_ = getgid();
  pid_t server_ = 0;
  int databases_ = 0;
};

}  // namespace meetpoint::hub::testing
