#include "tests/sim/station_node.h"

#include "sync/client/enrol.h"
#include "sync/client/hub_address.h"

namespace meetpoint::sim {

namespace {
constexpr std::int64_t longest_nap_ms = 30'000;  // as sync/client/worker's
}

StationNode::StationNode(Timeline& time, Network& network, Rng rng, std::string name,
                         std::filesystem::path folder, Instant wall_at_start)
    : time_(time),
      network_(network),
      rng_(rng),
      name_(std::move(name)),
      folder_(std::move(folder)),
      disk_(folder_, rng_.next()),
      clock_(time, wall_at_start) {}

StationNode::~StationNode() { stop(); }

Status StationNode::start() {
  clock_.boot(somewhere());
  auto opened = store::StationStore::open(folder_, clock_);
  if (!opened) return fail(opened);
  store_ = std::move(*opened);
  desk_ = std::make_unique<shell::Desk>(*store_);
  start_sync();
  turn();
  return {};
}

Status StationNode::enrol(const std::string& code, client::Transport& transport) {
  auto enrolment = client::enrol(transport, clock_, "http://hub.example:8080", code, "sim");
  if (!enrolment) return fail(enrolment);
  if (const Status kept = store_->enrol(*enrolment); !kept) return kept;
  start_sync();
  turn();
  return {};
}

void StationNode::start_sync() {
  const auto enrolment = store_->enrolment();
  if (!enrolment || !*enrolment) return;
  const auto address = client::parse_hub_address((*enrolment)->hub_url);
  if (!address) return;
  talk_ = std::make_unique<peer::Talk>(*store_, (*enrolment)->event, (*enrolment)->station);
  transport_ = std::make_unique<SimTransport>(network_, link, [this](client::Finished finished) {
    if (!exchanges_) return;
    exchanges_->take(finished);
    turn();
  });
  exchanges_ = std::make_unique<client::Exchanges>(
      *store_, clock_, *transport_,
      client::HubAccess{address->base, (*enrolment)->event, (*enrolment)->station,
                        (*enrolment)->token},
      rng_.next() | 1);
}

void StationNode::stop() {
  ++turn_;
  exchanges_.reset();
  transport_.reset();
  desk_.reset();
  talk_.reset();
  store_.reset();
}

void StationNode::crash(Loss loss) {
  if (!disk_.is_off()) disk_.power_cut(loss);
  stop();
  disk_.power_on();
}

bool StationNode::notice_power() {
  if (!disk_.is_off()) return false;
  stop();
  disk_.power_on();
  return true;
}

std::optional<client::SyncStatus> StationNode::sync_status() const {
  if (!exchanges_) return std::nullopt;
  return exchanges_->status();
}

void StationNode::turn() {
  if (!exchanges_ || turning_) return;
  turning_ = true;
  const auto nap = exchanges_->start_due();
  turning_ = false;
  const std::int64_t ms = std::min(nap ? nap->count() : longest_nap_ms, longest_nap_ms);
  time_.after(ms + 1, [this, mine = ++turn_] {
    if (mine == turn_) turn();
  });
  if (on_turn) on_turn();
}

}  // namespace meetpoint::sim
