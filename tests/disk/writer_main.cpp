// disk_writer ROLE FOLDER TOKEN FIRST COUNT traced|free: see writer.h.
#include <spdlog/spdlog.h>

#include <string>

#include "sync/hub/auth.h"
#include "tests/disk/writer.h"

int main(int argc, char** argv) {
  using namespace meetpoint;
  if (argc != 7 || !hub::init_crypto()) return 64;
  spdlog::set_level(spdlog::level::off);
  return disk::run_writer(
      {.role = std::string(argv[1]) == "hub" ? disk::Role::hub : disk::Role::station,
       .folder = argv[2],
       .token = argv[3],
       .first = std::stoull(argv[4]),
       .count = std::stoull(argv[5]),
       .traced = std::string(argv[6]) == "traced"});
}
