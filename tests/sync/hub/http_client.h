// A client as bare as can be: what it sends is what the test wrote, so that it can misbehave.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "sync/hub/http_message.h"

namespace meetpoint::hub::testing {

class HttpClient {
 public:
  // `url` as HttpServer::url() gives it.
  explicit HttpClient(const std::string& url) {
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port =
        htons(static_cast<std::uint16_t>(std::atoi(url.c_str() + url.rfind(':') + 1)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval patience{.tv_sec = 30, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~HttpClient() { ::close(socket_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  bool connected() const { return connected_; }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next response; status 0 where the connection ended before.
  Response read() {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!more()) return {.status = 0};
    }
    const std::size_t head_size = buffer_.find("\r\n\r\n") + 4;
    Response response{.status = std::atoi(buffer_.c_str() + 9)};
    std::size_t line = buffer_.find("\r\n") + 2;
    while (line + 2 < head_size) {
      const std::size_t end = buffer_.find("\r\n", line);
      const std::size_t colon = buffer_.find(": ", line);
      response.headers.emplace_back(buffer_.substr(line, colon - line),
                                    buffer_.substr(colon + 2, end - colon - 2));
      line = end + 2;
    }
    const auto size = static_cast<std::size_t>(
        std::atoll(std::string(header(response.headers, "Content-Length")).c_str()));
    while (buffer_.size() < head_size + size) {
      if (!more()) return {.status = 0};
    }
    response.body = buffer_.substr(head_size, size);
    buffer_.erase(0, head_size + size);
    return response;
  }

  // True where the hub has closed the connection.
  bool at_end() { return buffer_.empty() && !more(); }

  static std::string bytes_of(const Request& request) {
    std::string text = request.method + " " + request.target + " HTTP/1.1\r\nHost: hub\r\n";
    for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
    return text + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" +
           request.body;
  }

  Response ask(const Request& request) {
    if (!write(bytes_of(request))) return {.status = 0};
    return read();
  }

 private:
  bool more() {
    char piece[16384];
    const ssize_t size = recv(socket_, piece, sizeof piece, 0);
    if (size <= 0) return false;
    buffer_.append(piece, static_cast<std::size_t>(size));
    return true;
  }

  int socket_ = -1;
  bool connected_ = false;
  std::string buffer_;
};

}  // namespace meetpoint::hub::testing
