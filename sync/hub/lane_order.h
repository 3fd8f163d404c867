// Which of the requests that wait go into the next commit. Pure.
//
// Stations that come back with a day's facts fill the lane for minutes; a badge that is scanned now
// must not wait behind them. So what is small and what is large take turns, a commit each, and as
// much of the large goes into one as takes about `longest_commit`. In a crowd, small ones let
// `gathering` pass, so that a commit, which costs a wait for the disk and writes each page that it
// touches, serves several.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sync/base/instant.h"
#include "sync/hub/http_message.h"

namespace meetpoint::hub {

class LaneOrder {
 public:
  static constexpr std::size_t most_together = 256;
  static constexpr std::size_t small_bytes = 2048;  // of a body: some hundred facts
  static constexpr Duration longest_commit{180};

  static constexpr Duration gathering{5};
  static constexpr Duration crowded_for{20};  // after a commit of several
  static constexpr std::size_t several = 2;
  static constexpr std::size_t many = 24;  // are not waited with

  using MayShare = std::function<bool(const Request&, const Request&)>;

  // Places in `waiting`, ascending; at least one where any waits. Those of a kind keep their order.
  std::vector<std::size_t> next(std::span<const Request> waiting, const MayShare& may_share);

  // Whether to wait for others before next(), up to `gathering`, and as long as this holds.
  // `since_commit`: how long ago the last commit ended.
  bool gathers(std::span<const Request> waiting, Duration since_commit) const;

  // How long the commit of what next() gave took: large ones are sized by it.
  void took(Duration duration);

 private:
  std::size_t large_bytes_ = 64 * 1024;  // that fit into one commit
  std::size_t last_bytes_ = 0;           // of large bodies
  std::size_t last_count_ = 0;
  bool small_next_ = true;
};

}  // namespace meetpoint::hub
