// Redis by its own protocol (RESP) on a socket of the file system: what is needed of a client is a
// page long.
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "tests/bench/figures.h"
#include "tests/bench/load/sides.h"

namespace meetpoint::load {

namespace {

std::string command(const std::vector<std::string_view>& words) {
  std::string text = fmt::format("*{}\r\n", words.size());
  for (const std::string_view word : words) text += fmt::format("${}\r\n{}\r\n", word.size(), word);
  return text;
}

class RedisLink {
 public:
  explicit RedisLink(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error("redis: a long path");
    std::memcpy(address.sun_path, path.data(), path.size());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how sockets want it
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      close(socket_);
      throw std::runtime_error("redis does not answer");
    }
  }
  ~RedisLink() { close(socket_); }
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;

  void send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t size = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) throw std::runtime_error("redis went away");
      text.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  // So many replies of any kind but arrays; a failure among them throws.
  void take(std::size_t replies) {
    while (replies > 0) {
      const std::string line = next_line();
      if (line.empty() || line.front() == '-') throw std::runtime_error("redis: " + line);
      if (line.front() == '$' && line != "$-1") next_line();
      --replies;
    }
  }

  std::string ask(const std::vector<std::string_view>& words) {
    send(command(words));
    const std::string line = next_line();
    if (line.empty() || line.front() != '*') return line;
    std::string last;
    for (int left = std::stoi(line.substr(1)); left > 0; --left) {
      next_line();
      last = next_line();
    }
    return last;
  }

 private:
  std::string next_line() {
    for (;;) {
      const std::size_t end = pending_.find("\r\n", from_);
      if (end != std::string::npos) {
        std::string line = pending_.substr(from_, end - from_);
        from_ = end + 2;
        return line;
      }
      pending_.erase(0, from_);
      from_ = 0;
      char piece[65536];
      const ssize_t size = recv(socket_, piece, sizeof(piece), 0);
      if (size <= 0) throw std::runtime_error("redis went away");
      pending_.append(piece, static_cast<std::size_t>(size));
    }
  }
  int socket_;
  std::string pending_;
  std::size_t from_ = 0;
};

}  // namespace

double redis_rate(const Others& others, const Facts& facts) {
  std::vector<std::unique_ptr<RedisLink>> links;
  std::vector<std::vector<std::string>> batches;  // packed before, as our stations' are
  for (const Facts::Writer& writer : facts.writers) {
    links.push_back(std::make_unique<RedisLink>(others.redis));
    batches.emplace_back();
    for (const auto& batch : writer.batches) {
      std::string text;
      for (const FactRecord& fact : batch) {
        const std::string id =
            fmt::format("{}.{}.{}", fact.id.station.value, fact.id.incarnation, fact.id.seq);
        const std::string hlc = std::to_string(fact.hlc.packed);
        const std::string monotonic = std::to_string(fact.monotonic_ms);
        const std::string wall = std::to_string(to_ms(fact.wall));
        text += command({"XADD", "facts", "*", "id", id, "kind", fact.kind, "hlc", hlc, "wall",
                         wall, "monotonic", monotonic, "body", fact.body});
      }
      batches.back().push_back(std::move(text));
    }
  }
  if (links.front()->ask({"CONFIG", "GET", "appendfsync"}) != "always") {
    throw std::runtime_error("redis does not run with appendfsync always");
  }
  links.front()->ask({"DEL", "facts"});
  const double begun = bench::wall_ms();
  for (std::size_t batch = 0; batch < facts.batches_each; ++batch) {
    for (std::size_t i = 0; i < links.size(); ++i) links[i]->send(batches[i][batch]);
    for (const auto& link : links) link->take(facts_per_batch);
  }
  return facts.count() * 1000 / (bench::wall_ms() - begun);
}

}  // namespace meetpoint::load
