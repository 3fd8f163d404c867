// Dates and times as people write them, and what they are in UTC at the venue.
//
// VenueZone is the only user of the IANA database (date-tz) here.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/instant.h"
#include "sync/base/result.h"
#include "sync/model/time_zone.h"

namespace meetpoint::importers {

using LocalDay = std::chrono::local_days;
using LocalMoment = std::chrono::local_time<std::chrono::seconds>;

// What a cell says: a day, a time of day, or both; and its own offset from UTC where it has one.
struct WrittenTime {
  std::optional<LocalDay> day;
  std::optional<std::chrono::seconds> time;
  std::optional<std::chrono::minutes> offset;
};

// "2027-03-18T13:30", "18/03/2027 13:30", "18-3-2027", "13:30", "13h30", "9u", "13:30+01:00", "…Z".
// A day that is not year first is day first. None: not a date or time, or one that can't be
// (31/02).
std::optional<WrittenTime> parse_time(std::string_view text);

// The outcome of a local time: one instant, none (the clocks skip it), or two.
struct Resolved {
  Instant instant;  // the first of two
  enum class Kind { unique, skipped, twice } kind = Kind::unique;
};

class VenueZone {
 public:
  // Fails with invalid_input, naming near matches, where the IANA database has no such zone; with
  // internal where this machine has no database.
  static Result<VenueZone> find(const std::string& name);

  Resolved resolve(LocalMoment) const;
  // The table for the stations: a year either side of the event.
  TimeZone table(Instant event_start, Instant event_end) const;

 private:
  explicit VenueZone(std::string name) : name_(std::move(name)) {}
  std::string name_;
};

// "18 March 2027 13:30"
std::string moment_text(LocalMoment);

}  // namespace meetpoint::importers
