// Kills a program that records facts, and looks whether all that it had acknowledged is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/disk/writer.h"

namespace meetpoint::disk {

struct Killed {
  std::size_t kills = 0;
  std::uint64_t acknowledged = 0;     // facts, in all
  std::vector<std::string> failures;  // facts lost, files damaged
};

// By SIGKILL at the first, second, … stop of a system call (its beginning and its end) of the
// commits of two facts and of the end of the program; every `every`-th of them. By ptrace.
Killed kill_at_each_call(Role, const std::filesystem::path& writer,
                         const std::filesystem::path& folder, std::size_t every);

// By SIGKILL, so many times, at moments that `seed` decides, up to 62 ms after it began; most of
// them go on with what the one before left.
Killed kill_at_random(Role, const std::filesystem::path& writer,
                      const std::filesystem::path& folder, std::size_t count, std::uint64_t seed);

}  // namespace meetpoint::disk
