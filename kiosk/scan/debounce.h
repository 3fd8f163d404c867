// Once is once: turns the codes of frame after frame into scans. Pure; not thread-safe.
//
// - A badge that is held up is one scan, however long it is held.
// - Shown again after it was away for `away`, it is a second one.
// - Badges that are in the picture together are one scan with all their codes. A badge that comes
//   into a picture beside one that is held already gives a scan with both: that is how two people
//   who met scan together.
// - Several cameras that see one badge are still one scan. Badges before different cameras are not
//   together.
#pragma once

#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "kiosk/scan/base/moment.h"

namespace meetpoint::scan {

class Debounce {
 public:
  struct Options {
    Duration away{1500};     // unseen for as long, a badge has left
    Duration together{600};  // two badges are beside each other if both were read within this
  };

  Debounce() = default;
  explicit Debounce(Options options) : options_(options) {}

  // The codes read in the frame captured at `captured_at` (none is fine, and need not be told) by
  // the camera of this number. Frames of different cameras may come a little out of order. Gives
  // the codes of a new scan, those that were there first in front; empty when nothing is new.
  std::vector<std::string> see(std::span<const std::string> codes, Moment captured_at,
                               std::size_t camera = 0);

  // What is held up now counts as new when it is next seen.
  void forget() { held_.clear(); }

 private:
  struct Sighting {
    std::size_t camera = 0;
    Moment at;
  };
  struct Held {
    std::string code;
    std::vector<Sighting> seen;  // the last of each camera
    Moment last_seen() const;
  };

  Options options_;
  std::vector<Held> held_;  // in the order in which they came; bounded by what fits in a picture
};

// One for the scanners of several cameras; any thread.
class SharedDebounce {
 public:
  SharedDebounce() = default;
  explicit SharedDebounce(Debounce::Options options) : debounce_(options) {}

  std::vector<std::string> see(std::span<const std::string> codes, Moment captured_at,
                               std::size_t camera) {
    const std::lock_guard lock(mutex_);
    return debounce_.see(codes, captured_at, camera);
  }

 private:
  std::mutex mutex_;
  Debounce debounce_;
};

}  // namespace meetpoint::scan
