// A folder in memory for a fuzzer's databases, and the few rows that its event has.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "sync/model/roster.h"

namespace meetpoint::fuzz {

inline void must(bool holds) {
  if (!holds) std::abort();
}

// Gone when the program ends well; the name has the process's number in it.
class Scratch {
 public:
  explicit Scratch(const std::string& name)
      : path_("/dev/shm/meetpoint-fuzz-" + name + "-" + std::to_string(getpid())) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline constexpr Instant noon = from_ms(1805367600000);

inline Roster small_roster() {
  Roster roster;
  roster.event = {.id = EventId("fair"),
                  .name = "Fair",
                  .starts_at = noon,
                  .ends_at = noon + std::chrono::hours(6)};
  roster.attendees = {{.id = AttendeeId("A-1"), .given_name = "Ana", .email = "ana@fair.example"},
                      {.id = AttendeeId("A-2"), .given_name = "Bo"}};
  roster.badges = {{.code = "BADGE-1", .attendee = AttendeeId("A-1")},
                   {.code = "BADGE-2", .attendee = AttendeeId("A-2")}};
  roster.zones = {{.id = ZoneId("Z-1"),
                   .topic = "Price",
                   .starts_at = noon,
                   .ends_at = noon + std::chrono::hours(1),
                   .capacity = 2}};
  return roster;
}

}  // namespace meetpoint::fuzz
