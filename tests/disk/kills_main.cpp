// kills: SIGKILL at every system call of the commit path, and at random moments, on the real disk.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "sync/hub/auth.h"
#include "tests/disk/kills.h"

namespace {

using namespace meetpoint;

bool report(const char* what, disk::Role role, const disk::Killed& killed) {
  std::printf("%-8s %-22s %6zu kills  %8ju facts acknowledged  %zu failures\n",
              std::string(name_of(role)).c_str(), what, killed.kills,
              static_cast<std::uintmax_t>(killed.acknowledged), killed.failures.size());
  for (const std::string& failure : killed.failures) std::printf("  %s\n", failure.c_str());
  std::fflush(stdout);
  return killed.failures.empty() && killed.kills > 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Kills a station and a hub while they record facts.");
  std::size_t random = 1000;
  std::size_t every = 1;
  std::uint64_t seed = 1;
  app.add_option("--random", random, "kills at random moments, of each of the two");
  app.add_option("--every", every, "every so manieth stop of a system call")
      ->check(CLI::PositiveNumber);
  app.add_option("--seed", seed, "of the random moments");
  CLI11_PARSE(app, argc, argv);
  if (!hub::init_crypto()) return 1;
  const auto folder =
      std::filesystem::temp_directory_path() / ("meetpoint-kills-" + std::to_string(getpid()));
  const auto writer = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "disk_writer";
  bool fine = true;
  for (const disk::Role role : {disk::Role::station, disk::Role::hub}) {
    std::filesystem::create_directories(folder);
    fine &=
        report("at each system call", role, disk::kill_at_each_call(role, writer, folder, every));
    fine &=
        report("at random moments", role, disk::kill_at_random(role, writer, folder, random, seed));
    std::filesystem::remove_all(folder);
  }
  return fine ? 0 : 1;
}
