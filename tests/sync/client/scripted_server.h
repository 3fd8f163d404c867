// A small real HTTP server on loopback that does what a test's script says, well or badly.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "sync/client/transport.h"

namespace meetpoint::client::testing {

struct Seen {
  std::string method;
  std::string target;
  Response message;  // its headers and body
};

struct Played {
  std::string bytes;           // as they go over the wire
  bool hang_up = false;        // after the bytes
  bool reset = false;          // hang up with a TCP reset
  Duration hold{0};            // before the bytes
  std::size_t drip_bytes = 0;  // so many bytes every 50 ms; 0: all at once
};

inline std::string http(int status, const std::vector<Header>& headers, const std::string& body) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " X\r\n";
  for (const Header& h : headers) text += h.name + ": " + h.value + "\r\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class ScriptedServer {
 public:
  // Called on the threads of the connections.
  using Script = std::function<Played(const Seen&)>;

  explicit ScriptedServer(Script script, int port = 0) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, raw, size) != 0 || listen(listener_, 16) != 0) {
      throw std::runtime_error("no port to listen on");
    }
    getsockname(listener_, raw, &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~ScriptedServer() {
    {
      const std::lock_guard hold(mutex_);
      ending_ = true;
      for (const auto& [number, fd] : open_) shutdown(fd, SHUT_RDWR);
    }
    changed_.notify_all();
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    close(listener_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void accept_all() {
    while (true) {
      pollfd waiting{listener_, POLLIN, 0};
      poll(&waiting, 1, 20);
      const std::lock_guard hold(mutex_);
      if (ending_) return;
      if ((waiting.revents & POLLIN) == 0) continue;
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      const int number = ++last_;
      open_[number] = fd;
      connections_.emplace_back([this, number, fd] {
        serve(fd);
        const std::lock_guard closing(mutex_);
        open_.erase(number);
        close(fd);
      });
    }
  }

  bool pause(Duration time) {
    std::unique_lock hold(mutex_);
    return !changed_.wait_for(hold, time, [this] { return ending_; });
  }

  void serve(int fd) {
    std::string buffer;
    while (true) {
      Seen seen;
      if (!read_request(fd, buffer, seen)) return;
      const Played played = script_(seen);
      if (played.hold > Duration(0) && !pause(played.hold)) return;
      const std::size_t step = played.drip_bytes != 0 ? played.drip_bytes : played.bytes.size();
      for (std::size_t at = 0; at < played.bytes.size(); at += step) {
        const std::size_t size = std::min(step, played.bytes.size() - at);
        if (send(fd, played.bytes.data() + at, size, MSG_NOSIGNAL) < 0) return;
        if (played.drip_bytes != 0 && !pause(Duration(50))) return;
      }
      if (played.reset) {
        const linger now{1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return;
      }
      if (played.hang_up) return;
    }
  }

  static bool read_more(int fd, std::string& buffer) {
    char chunk[16384];
    const ssize_t got = recv(fd, chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    buffer.append(chunk, static_cast<std::size_t>(got));
    return true;
  }

  static bool read_request(int fd, std::string& buffer, Seen& seen) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more(fd, buffer)) return false;
    }
    std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);
    const auto first = head.find(' ');
    seen.method = head.substr(0, first);
    seen.target = head.substr(first + 1, head.find(' ', first + 1) - first - 1);
    std::size_t at = head.find("\r\n") + 2;
    while (at < head.size()) {
      const auto line_end = head.find("\r\n", at);
      const auto colon = head.find(':', at);
      if (colon < line_end) {
        seen.message.headers.push_back(
            {head.substr(at, colon - at), head.substr(colon + 2, line_end - colon - 2)});
      }
      at = line_end + 2;
    }
    const std::string length(seen.message.header("Content-Length"));
    const std::size_t size = length.empty() ? 0 : std::stoul(length);
    while (buffer.size() < size) {
      if (!read_more(fd, buffer)) return false;
    }
    seen.message.body = buffer.substr(0, size);
    buffer.erase(0, size);
    return true;
  }

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool ending_ = false;
  int last_ = 0;
  std::map<int, int> open_;
  std::vector<std::thread> connections_;
};

}  // namespace meetpoint::client::testing
