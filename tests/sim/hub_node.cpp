#include "tests/sim/hub_node.h"

#include <algorithm>
#include <iterator>

#include "sync/hub/lane_order.h"

namespace meetpoint::sim {

namespace {
constexpr std::int64_t lane_delay_ms = 2;
constexpr std::int64_t slow_lane_delay_ms = 400;
constexpr std::int64_t wake_delay_ms = 20;
constexpr std::int64_t turn_delay_ms = 150;
}  // namespace

HubNode::HubNode(Timeline& time, Rng rng, std::filesystem::path folder, Instant wall_at_start)
    : time_(time),
      rng_(rng),
      folder_(std::move(folder)),
      disk_(folder_, rng_.next()),
      clock_(time, wall_at_start) {}

HubNode::~HubNode() { stop(); }

Status HubNode::start() {
  clock_.boot(rng_.between(1, std::int64_t{1} << 40));
  auto lock = store::FolderLock::take(folder_);
  if (!lock) return fail(lock);
  auto opened = hub::SqlHubStore::open(database());
  if (!opened) return fail(opened);
  lock_.emplace(std::move(*lock));
  store_ = std::move(*opened);
  // A day's pushes are small: most hubs leave some to be folded later all the same.
  if (rng_.chance(700)) store_->fold_at_once(rng_.below(4));
  store_->sort_by({.facts = 7, .read = 3, .written = 2, .run = 5});
  store_->move_log_of(1);
  hub_ = std::make_unique<hub::Hub>(*store_, limits());
  return {};
}

// A day has fewer facts than one message may hold: half of the hubs cut theirs short. Half answer
// in rounds.
hub::HubLimits HubNode::limits() {
  hub::HubLimits limits;
  if (rng_.chance(500)) limits.feed_round = Duration(450);
  if (rng_.chance(500)) return limits;
  limits.facts_per_push = 1 + rng_.below(20);
  limits.entries_per_feed = 1 + rng_.below(30);
  limits.looked_at_per_feed = 1 + rng_.below(60);
  return limits;
}

void HubNode::stop() {
  drop_all();
  hub_.reset();
  store_.reset();
  lock_.reset();
}

void HubNode::crash(Loss loss) {
  if (!disk_.is_off()) disk_.power_cut(loss);
  stop();
  disk_.power_on();
}

bool HubNode::notice_power() {
  if (!disk_.is_off()) return false;
  stop();
  disk_.power_on();
  return true;
}

void HubNode::drop_all() {
  ++life_;
  lane_planned_ = wake_planned_ = another_round_ = false;
  std::vector<Waiting> gone = std::move(lane_);
  std::move(held_.begin(), held_.end(), std::back_inserter(gone));
  lane_.clear();
  held_.clear();
  for (const Waiting& one : gone) one.reply(std::nullopt);
}

bool HubNode::second_is_refused() const { return !store::FolderLock::take(folder_); }

void HubNode::take(hub::Request request, Reply reply) {
  if (!running()) return reply(std::nullopt);
  if (!hub::Hub::writes(request)) return handle(std::move(request), std::move(reply), -1);
  if (rng_.chance(700)) hub_->read_ahead(request);
  lane_.push_back({std::move(request), std::move(reply)});
  if (lane_planned_) return;
  lane_planned_ = true;
  time_.after(rng_.between(0, slow_ ? slow_lane_delay_ms : lane_delay_ms), [this, life = life_] {
    if (life == life_) handle_lane();
  });
}

void HubNode::handle_lane() {
  lane_planned_ = false;
  std::vector<Waiting> now = std::move(lane_);
  lane_.clear();
  std::vector<hub::Request> requests;
  for (Waiting& one : now) requests.push_back(std::move(one.request));
  std::vector<hub::Response> responses;
  for (std::size_t from = 0; from < requests.size() && !disk_.is_off();
       from += hub::LaneOrder::most_together) {
    const std::size_t count = std::min(requests.size() - from, hub::LaneOrder::most_together);
    auto some = hub_->handle_together(std::span(requests).subspan(from, count), clock_.now());
    std::move(some.begin(), some.end(), std::back_inserter(responses));
  }
  // Seldom until nothing is left: the present state is asked for at any time.
  for (auto turns = rng_.below(3); turns > 0 && !disk_.is_off() && hub_->tidy(); --turns) {
  }
  if (++commits_ % 4 == 0 && !disk_.is_off()) {
    // A disk that fails tells those who commit to it.
    static_cast<void>(store_->move_log());
  }
  // Without power nobody hears what the program had to say.
  const bool dark = disk_.is_off();
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (dark) {
      now[i].reply(std::nullopt);
    } else {
      respond(std::move(responses[i]), now[i].reply);
    }
  }
}

void HubNode::handle(hub::Request request, Reply reply, std::int64_t deadline) {
  request.round = round_;
  hub::Response response = hub_->handle(request, clock_.now());
  if (disk_.is_off()) return reply(std::nullopt);
  if (!response.hold) return respond(std::move(response), reply);
  if (deadline < 0) {
    deadline = time_.now() + std::int64_t{response.hold->seconds} * 1000;
    time_.after(deadline - time_.now(), [this, life = life_] {
      if (life == life_) feed_grew();
    });
  }
  request.held = {.seen = response.hold->seen, .time_is_up = false};
  held_.push_back({std::move(request), std::move(reply), deadline});
  if (response.hold->next_round) feed_grew();
}

void HubNode::respond(hub::Response response, const Reply& reply) {
  if (!response.grew.empty()) feed_grew();
  reply(std::move(response));
}

void HubNode::feed_grew() {
  another_round_ = true;
  if (wake_planned_) return;
  wake_planned_ = true;
  time_.after(wake_delay_ms, [this, life = life_] {
    if (life != life_) return;
    ++round_;
    another_round_ = false;
    next_turn();
  });
}

// Some of those who were held before this round; facts come in between their turns.
void HubNode::next_turn() {
  const auto waits = [this](const Waiting& one) { return one.request.round < round_; };
  std::vector<Waiting> woken;
  for (auto some = 1 + rng_.below(3); some > 0; --some) {
    const auto next = std::find_if(held_.begin(), held_.end(), waits);
    if (next == held_.end()) break;
    woken.push_back(std::move(*next));
    held_.erase(next);
  }
  for (Waiting& one : woken) {
    if (!running() || disk_.is_off()) {
      one.reply(std::nullopt);
      continue;
    }
    one.request.held->time_is_up = time_.now() >= one.deadline;
    handle(std::move(one.request), std::move(one.reply), one.deadline);
  }
  if (std::any_of(held_.begin(), held_.end(), waits)) {
    time_.after(rng_.between(0, turn_delay_ms), [this, life = life_] {
      if (life == life_) next_turn();
    });
    return;
  }
  wake_planned_ = false;
  if (another_round_) feed_grew();
}

}  // namespace meetpoint::sim
