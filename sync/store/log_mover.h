// Moves what SQLite's log (the WAL) holds into the database file on connections of its own, so that
// commits go on meanwhile. Else each 256 MB of log hold up whoever waits for a commit for a quarter
// of a second.
//
// SQLite before 3.51.3 can damage a file where a checkpoint runs at the very moment in which a
// commit begins the log anew (its "WAL-reset bug"). It begins anew only once nobody reads from it:
// so somebody reads from it, from before a move to after it, who came while the writer held still
// and something in the log was not moved yet. The rest, after which the log can begin anew, is
// moved by the writer itself.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "sync/store/database.h"

namespace meetpoint::store {

class LogMover {
 public:
  // So many pages that are not moved yet are worth a move of their own. A log of `too_many` in all
  // is moved by the next commit, as is one that nobody moves.
  static constexpr std::size_t enough = 32'768;
  static constexpr std::size_t too_many = 65'536;

  // `writer` is the only connection that writes to `file`, with its tables made, and has been asked
  // for its settings; it must outlive this.
  static Result<std::unique_ptr<LogMover>> open(const std::filesystem::path& file, Database& writer,
                                                std::size_t most_pages = too_many);
  ~LogMover();
  LogMover(const LogMover&) = delete;
  LogMover& operator=(const LogMover&) = delete;

  // The writer must hold still during begin() and finish(), with no transaction open; not during
  // move(). One after the other, on any thread.
  //
  // Whether `pages` of the log are not moved yet: then move() is to follow. What is written
  // meanwhile may be moved in the same way. At the end finish(), whether they came to something or
  // not.
  Result<bool> begin(std::size_t pages);
  Status move();
  // Moves the rest.
  Status finish();

 private:
  struct Parts;
  explicit LogMover(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace meetpoint::store
