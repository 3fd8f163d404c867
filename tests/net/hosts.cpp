#include "tests/net/hosts.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace meetpoint::net {

namespace {

// What it said where it failed; empty: it did not.
std::string shell(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "no shell";
  std::string said;
  std::array<char, 256> part{};
  while (fgets(part.data(), part.size(), pipe) != nullptr) said += part.data();
  return pclose(pipe) == 0 ? "" : command + ": " + said;
}

}  // namespace

std::string Hosts::name(std::size_t host) const { return fmt::format("{}h{}", prefix_, host); }
std::string Hosts::bridge() const { return prefix_ + "lan"; }

Hosts::Hosts(std::size_t count) : count_(count), prefix_(fmt::format("mp{}", getpid())) {
  if (geteuid() != 0) {
    problem_ = "namespaces of the network need root";
    return;
  }
  const auto step = [&](const std::string& command) {
    if (problem_.empty()) problem_ = shell(command);
  };
  // The bridge in a namespace as well: nothing of the machine's own network is touched.
  step("ip netns add " + bridge());
  step(fmt::format("ip -n {0} link add lan type bridge && ip -n {0} link set lan up", bridge()));
  for (std::size_t i = 0; i < count_; ++i) {
    step("ip netns add " + name(i));
    step(fmt::format("ip -n {0} link add c{2} type veth peer name eth0 netns {1}", bridge(),
                     name(i), i));
    step(fmt::format("ip -n {0} link set c{1} master lan up", bridge(), i));
    step(
        fmt::format("ip -n {0} addr add {1}/24 dev eth0 && ip -n {0} link set eth0 up && "
                    "ip -n {0} link set lo up",
                    name(i), address(i)));
  }
}

Hosts::~Hosts() {
  for (std::size_t i = 0; i < count_; ++i) shell("ip netns del " + name(i));
  shell("ip netns del " + bridge());
}

std::vector<std::string> Hosts::on(std::size_t host, std::vector<std::string> command) const {
  command.insert(command.begin(), {"ip", "netns", "exec", name(host)});
  return command;
}

void Hosts::cut(std::size_t host) const {
  shell(fmt::format("ip -n {} link set c{} down", bridge(), host));
}

void Hosts::join(std::size_t host) const {
  shell(fmt::format("ip -n {} link set c{} up", bridge(), host));
}

}  // namespace meetpoint::net
