#include "sync/client/addresses.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace meetpoint::client {

namespace {

constexpr int probes_to_go_back = 2;

}  // namespace

Addresses::Addresses(std::size_t count, Moment now, AddressTimes times)
    : times_(times),
      count_(std::max<std::size_t>(count, 1)),
      taken_ms_(now.monotonic_ms),
      probe_every_(times.probe) {}

void Addresses::on_answer(Lane lane) {
  (lane == Lane::push ? push_ : pull_) = {};
  answered_ = true;
  left_ = 0;
}

void Addresses::on_failure(Lane lane, Moment since, Moment now) {
  Trouble& trouble = lane == Lane::push ? push_ : pull_;
  trouble.last_ms = now.monotonic_ms;
  if (trouble.failures++ > 0) return;
  trouble.since_ms = std::clamp(since.monotonic_ms, taken_ms_, now.monotonic_ms);
}

void Addresses::on_useless() { useless_ = true; }

void Addresses::on_probe(bool answered, Moment now, double random) {
  probing_ = false;
  probes_answered_ = answered ? probes_answered_ + 1 : 0;
  plan_probe(now, random);
}

void Addresses::plan_probe(Moment now, double random) {
  // Spread, so that the stations of a venue don't come back all at once.
  const auto every = static_cast<double>(probe_every_.count());
  probe_ms_ = now.monotonic_ms + static_cast<std::int64_t>(every * (0.75 + random / 2));
}

// When the present address is given up, as things are.
std::optional<std::int64_t> Addresses::leave_ms() const {
  if (count_ == 1) return std::nullopt;
  if (useless_) return taken_ms_;
  std::optional<std::int64_t> at;
  for (const Trouble& trouble : {push_, pull_}) {
    if (trouble.failures == 0) continue;
    const bool enough = trouble.failures >= times_.failures &&
                        trouble.last_ms - trouble.since_ms >= times_.at_least.count();
    const std::int64_t patience = weary() || enough ? 0 : times_.at_most.count();
    at = std::min(at.value_or(std::numeric_limits<std::int64_t>::max()),
                  trouble.since_ms + patience);
  }
  return at;
}

// When the first address is taken again, as things are.
std::optional<std::int64_t> Addresses::back_ms() const {
  if (present_ == 0 || probes_answered_ < probes_to_go_back) return std::nullopt;
  return taken_ms_ + times_.stay.count();
}

void Addresses::go_to(std::size_t to, Moment now, double random) {
  if (present_ == 0) {
    const bool held = now.monotonic_ms - taken_ms_ >= times_.holds.count();
    probe_every_ =
        went_back_ && !held ? std::min(probe_every_ * 2, times_.probe_most) : times_.probe;
  }
  went_back_ = false;
  present_ = to;
  taken_ms_ = now.monotonic_ms;
  answered_ = useless_ = probing_ = false;
  push_ = pull_ = {};
  probes_answered_ = 0;
  plan_probe(now, random);
}

std::optional<Addresses::Change> Addresses::next(Moment now, double random) {
  if (const auto back = back_ms(); back && now.monotonic_ms >= *back) {
    go_to(0, now, random);
    went_back_ = true;
    left_ = 0;
    return Change{.to = 0, .at_once = true};
  }
  const auto leave = leave_ms();
  if (!leave || now.monotonic_ms < *leave) return std::nullopt;
  left_ = std::min(left_ + 1, count_);
  go_to((present_ + 1) % count_, now, random);
  return Change{.to = present_, .at_once = !(weary() && present_ == 0)};
}

bool Addresses::probe_due(Moment now) {
  // One that does not answer is left soon enough; in the rounds the first has its turn.
  if (present_ == 0 || !answered_ || probing_ || now.monotonic_ms < probe_ms_) return false;
  probing_ = true;
  return true;
}

std::optional<Duration> Addresses::wait(Moment now) const {
  std::optional<std::int64_t> at = leave_ms();
  const auto sooner = [&](std::int64_t ms) { at = std::min(at.value_or(ms), ms); };
  if (const auto back = back_ms()) sooner(*back);
  if (present_ != 0 && answered_ && !probing_) sooner(probe_ms_);
  if (!at) return std::nullopt;
  return Duration(std::max<std::int64_t>(0, *at - now.monotonic_ms));
}

bool is_failure(const Refusal& refusal) {
  switch (refusal.why) {
    case Why::unreachable:
    case Why::portal: return true;
    // The hub's own request to wait is an answer.
    case Why::busy: return refusal.name != "too_many";
    // Not in the hub's words: what came made no sense.
    case Why::refused: return refusal.name.empty();
    default: return false;
  }
}

bool is_useless(const Refusal& refusal) {
  return refusal.why == Why::foreign || refusal.why == Why::unauthorised ||
         refusal.why == Why::too_old;
}

}  // namespace meetpoint::client
