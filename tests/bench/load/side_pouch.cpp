#include <fmt/format.h>

#include <stdexcept>

#include "tests/bench/child.h"
#include "tests/bench/load/sides.h"

namespace meetpoint::load {

namespace {

double rate(const Others& others, const char* way, std::size_t documents, int clients) {
  const std::filesystem::path folder = others.folder / "pouch";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "server");
  std::filesystem::create_directories(folder / "client");
  const std::filesystem::path scripts = others.pouch;
  bench::Child server({"node", scripts / "server.js", folder / "server"}, folder / "server.log");
  const std::string sign = "listening on ";
  server.until_it_says(sign);
  const std::string port =
      std::to_string(std::stoi(server.output().substr(server.output().find(sign) + sign.size())));
  bench::Child client({"node", scripts / "client.js", way, port, std::to_string(documents),
                       std::to_string(clients), folder / "client"},
                      folder / "client.log");
  client.finish(600'000);
  const std::string said = client.output();
  const std::size_t at = said.find("rate ");
  if (at == std::string::npos) throw std::runtime_error("the replication said: " + said);
  const double found = std::stod(said.substr(at + 5));
  server.ask_to_end();
  std::filesystem::remove_all(folder);
  return found;
}

}  // namespace

double pouch_push_rate(const Others& others, std::size_t documents, int writers) {
  return rate(others, "push", documents, writers);
}

double pouch_pull_rate(const Others& others, std::size_t documents) {
  return rate(others, "pull", documents, 1);
}

}  // namespace meetpoint::load
