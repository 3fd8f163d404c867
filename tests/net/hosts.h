// Hosts on one network, each in a network namespace of its own, joined by a bridge: real sockets,
// real routes, a cable that can be pulled. Needs root and the kernel's namespaces.
#pragma once

#include <string>
#include <vector>

namespace meetpoint::net {

class Hosts {
 public:
  // Host i has the address 10.77.0.(i + 1). Check ready().
  explicit Hosts(std::size_t count);
  ~Hosts();
  Hosts(const Hosts&) = delete;
  Hosts& operator=(const Hosts&) = delete;

  // Empty, or why there are none.
  const std::string& problem() const { return problem_; }
  static std::string address(std::size_t host) { return "10.77.0." + std::to_string(host + 1); }
  // The command as run on that host.
  std::vector<std::string> on(std::size_t host, std::vector<std::string> command) const;
  // Pulls its cable, or puts it back.
  void cut(std::size_t host) const;
  void join(std::size_t host) const;

 private:
  std::string name(std::size_t host) const;
  std::string bridge() const;

  std::size_t count_;
  std::string prefix_;
  std::string problem_;
};

}  // namespace meetpoint::net
