// A network of the tests' own, with machines on it: network namespaces that are joined by a cable,
// Avahi's real daemon, and D-Bus' real daemon on a private socket. Nothing of it is outside of this
// program: /run is the program's own, and all ends with it.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace meetpoint::lan::testing {

inline bool comes_true(const std::function<bool()>& what, int seconds = 30) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (std::chrono::steady_clock::now() < until) {
    if (what()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return what();
}

// A program that runs until it is stopped, and not longer than this one.
class RunningProgram {
 public:
  RunningProgram() = default;
  // `before` is called in the new process. What it writes goes to `log`.
  RunningProgram(const std::vector<std::string>& words, const std::string& log,
                 const std::function<bool()>& before = nullptr) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(125);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, 1);
    dup2(out, 2);
    if (before && !before()) _exit(124);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  ~RunningProgram() { stop(SIGKILL); }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;
  RunningProgram(RunningProgram&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
  RunningProgram& operator=(RunningProgram&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
  }

  pid_t pid() const { return pid_; }
  // Its exit status, as waitpid() has it.
  int wait() {
    int status = -1;
    if (pid_ > 0) waitpid(pid_, &status, 0);
    pid_ = 0;
    return status;
  }
  void stop(int signal) {
    if (pid_ > 0) kill(pid_, signal);
    wait();
  }

 private:
  pid_t pid_ = 0;
};

// This machine (192.0.2.7) and its cable "venue". Made once for the program, which then is on this
// network and on no other.
class SmallNetwork {
 public:
  // Why there can be none here; empty: the program is on it now.
  static const std::string& why_not() {
    static const std::string reason = enter();
    return reason;
  }

  static void start_bus() {
    std::ofstream("/run/bus.conf")
        << "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
           " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
           "<busconfig><type>system</type><listen>unix:path=/run/bus</listen>\n"
           "<auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/>\n"
           "<allow own=\"*\"/><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>\n"
           "</policy></busconfig>\n";
    std::filesystem::remove("/run/bus");
    bus() = RunningProgram({"dbus-daemon", "--config-file=/run/bus.conf", "--nofork"}, "/run/log");
    must(comes_true([] { return std::filesystem::exists("/run/bus"); }), "dbus-daemon");
  }
  static void start_avahi() {
    write_config("/run/avahi.conf", "here", true);
    std::filesystem::remove_all("/run/avahi-daemon");
    avahi() = RunningProgram(avahi_command("/run/avahi.conf"), "/run/log");
    must(comes_true([] { return std::filesystem::exists("/run/avahi-daemon/socket"); }),
         "avahi-daemon");
  }
  static void stop_bus() { bus().stop(SIGKILL); }
  static void kill_avahi() { avahi().stop(SIGKILL); }

  // Another machine (192.0.2.8) that announces what this file of Avahi's says.
  static RunningProgram start_other_machine(const std::string& service) {
    must(run({"ip", "link", "add", "far", "type", "veth", "peer", "name", "venue2"}), "ip link");
    int entered[2] = {};
    int go[2] = {};
    must(pipe2(entered, O_CLOEXEC) == 0 && pipe2(go, O_CLOEXEC) == 0, "pipe");
    write_config("/run/far.conf", "far", false);
    std::ofstream("/run/far.service") << service;
    RunningProgram machine(
        {"sh", "-c",
         "mount -t tmpfs none /etc/avahi && mkdir /etc/avahi/services && "
         "cp /run/far.service /etc/avahi/services/ && "
         "mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon && "
         "ip link set lo up && ip addr add 192.0.2.8/24 dev far && ip link set far up && "
         "ip route add 224.0.0.0/4 dev far && "
         "exec avahi-daemon -f /run/far.conf --no-drop-root --no-chroot --no-rlimits "
         "--no-proc-title"},
        "/run/far.log", [&] {
          char byte = 0;
          return unshare(CLONE_NEWNET | CLONE_NEWNS) == 0 && write(entered[1], &byte, 1) == 1 &&
                 read(go[0], &byte, 1) == 1;
        });
    char byte = 0;
    close(entered[1]);
    must(read(entered[0], &byte, 1) == 1, "unshare");
    must(run({"ip", "link", "set", "far", "netns", std::to_string(machine.pid())}), "ip link");
    must(run({"ip", "link", "set", "venue2", "master", "venue"}), "ip link");
    must(run({"ip", "link", "set", "venue2", "up"}), "ip link");
    must(write(go[1], &byte, 1) == 1, "write");
    close(entered[0]);
    close(go[0]);
    close(go[1]);
    return machine;
  }

 private:
  static RunningProgram& bus() {
    static RunningProgram program;
    return program;
  }
  static RunningProgram& avahi() {
    static RunningProgram program;
    return program;
  }

  static std::string enter() {
    if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) {
      return std::string("a network of the tests' own needs root's rights (unshare: ") +
             std::strerror(errno) + ")";
    }
    must(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mount --make-rprivate");
    must(mount("none", "/run", "tmpfs", 0, nullptr) == 0, "mount /run");
    // The programs lie in folders that not every shell searches.
    const char* path = getenv("PATH");
    setenv("PATH",
           ((path != nullptr ? path : "/bin:/usr/bin") + std::string(":/usr/sbin:/sbin")).c_str(),
           1);
    setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/run/bus", 1);
    must(run({"ip", "link", "set", "lo", "up"}), "ip (iproute2)");
    if (!run({"ip", "link", "add", "venue", "type", "bridge", "mcast_snooping", "0"})) {
      return "this system's kernel has no bridges between network namespaces";
    }
    must(run({"ip", "addr", "add", "192.0.2.7/24", "dev", "venue"}), "ip addr");
    must(run({"ip", "link", "set", "venue", "up"}), "ip link");
    must(run({"ip", "route", "add", "224.0.0.0/4", "dev", "venue"}), "ip route");
    return {};
  }

  static void write_config(const std::string& file, const std::string& host, bool dbus) {
    std::ofstream(file) << "[server]\nhost-name=" << host << "\nuse-ipv4=yes\nuse-ipv6=yes\n"
                        << "enable-dbus=" << (dbus ? "yes" : "no")
                        << "\n[wide-area]\nenable-wide-area=no\n"
                           "[publish]\npublish-hinfo=no\npublish-workstation=no\n";
  }
  static std::vector<std::string> avahi_command(const std::string& config) {
    return {"avahi-daemon", "-f",           config,           "--no-drop-root",
            "--no-chroot",  "--no-rlimits", "--no-proc-title"};
  }
  static bool run(const std::vector<std::string>& words) {
    return RunningProgram(words, "/run/log").wait() == 0;
  }
  static void must(bool done, const std::string& what) {
    if (done) return;
    const int wrong = errno;
    std::ifstream log("/run/log");
    const std::string said((std::istreambuf_iterator<char>(log)), {});
    throw std::runtime_error("the tests' network: " + what + " failed (" + std::strerror(wrong) +
                             ")\n" + said);
  }
};

}  // namespace meetpoint::lan::testing
