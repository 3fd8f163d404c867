// A program that records facts, one or two in a commit, for tests that kill it: on the real disk,
// with the product's own store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint::disk {

enum class Role { station, hub };
std::string_view name_of(Role);

// Makes a folder in which a writer can begin, and what it needs to know (a hub's token).
Result<std::string> prepare(Role, const std::filesystem::path& folder);

// The last fact of the commit in which `first` is the first: a hub is given one fact and two in
// turns, which are a long backlog to it, that it puts in order and folds afterwards.
std::uint64_t last_of_commit(Role, std::uint64_t first);

// Records facts in a prepared folder.
class Recorder {
 public:
  virtual ~Recorder() = default;
  // `first`: the seq to go on with.
  static Result<std::unique_ptr<Recorder>> open(Role, const std::filesystem::path& folder,
                                                const std::string& token, std::uint64_t first);
  // The last one's seq, once it is recorded. After a failure the next call records the same.
  virtual Result<std::uint64_t> record() = 0;
};

struct WriterOrders {
  Role role = Role::station;
  std::filesystem::path folder;
  std::string token;
  std::uint64_t first = 1;
  std::uint64_t count = 0;  // of commits; 0: until it is killed
  bool traced = false;      // raises SIGUSR1 before the first fact
};
// Says each seq on its own line of standard output once it is recorded. Its exit status.
int run_writer(const WriterOrders&);

// What is in a folder after a writer was killed: opens it as the program does, looks at all of it,
// and says how many facts there are; fails where anything is not as it was written.
Result<std::uint64_t> count_facts(Role, const std::filesystem::path& folder);

}  // namespace meetpoint::disk
