// What breaks.
#include <fmt/format.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>

#include "sync/store/station_archive.h"
#include "tests/sim/world.h"

namespace meetpoint::sim {

namespace {

Loss loss_of(std::uint64_t lot) { return every_loss[lot % std::size(every_loss)]; }

// The calls that a program can't but make all the time, and one that it makes at its start.
Call call_of(std::uint64_t lot) {
  static constexpr Call calls[] = {Call::write, Call::sync, Call::read, Call::truncate, Call::open};
  return calls[lot % std::size(calls)];
}

std::int64_t how_long(std::uint64_t lot) {
  static constexpr std::int64_t lengths[] = {5'000, 40'000, 3 * minute, 20 * minute, 120 * minute};
  return lengths[lot % std::size(lengths)] + static_cast<std::int64_t>(lot % 1000);
}

std::int64_t jump_of(std::uint64_t lot) {
  static constexpr std::int64_t jumps[] = {1'000,
                                           -1'000,
                                           70'000,
                                           -70'000,
                                           60 * minute,
                                           -60 * minute,
                                           26 * 60 * minute,
                                           -50 * 60 * minute,
                                           4 * 24 * 60 * minute};
  return jumps[lot % std::size(jumps)];
}

void break_disk(SimDisk& disk, const Step& step) {
  disk.fail(call_of(step.a), 1 + step.b % 12, step.n % 3 == 0 ? Times::for_good : Times::once,
            step.n % 2 == 0 ? SQLITE_IOERR : SQLITE_FULL);
}

}  // namespace

void World::break_station(const Step& step) {
  Site& site = *sites_[step.who % sites_.size()];
  StationNode& node = *site.node;
  const auto link = [&](Link how) {
    node.link = how;
    time_.after(how_long(step.a), [it = &node] { it->link = Link::up; });
  };
  switch (step.deed) {
    case Deed::partition: return link(Link::refused);
    case Deed::portal: return link(Link::portal);
    case Deed::swallow: return link(Link::silent);
    case Deed::crash: node.crash(loss_of(step.a)); return reboot_later(site);
    case Deed::cut: return node.disk().cut_after(1 + step.b % 60, loss_of(step.a));
    case Deed::fill_disk:
      node.disk().set_capacity(node.disk().used_bytes() + step.b % 20'000);
      return time_.after(how_long(step.a % 3), [it = &node] { it->disk().mend(); });
    case Deed::fail_disk:
      break_disk(node.disk(), step);
      return time_.after(how_long(step.a % 3), [it = &node] { it->disk().mend(); });
    case Deed::jump_clock: return node.clock().jump(jump_of(step.a));
    case Deed::clone_disk: {
      const Image image = node.disk().copy(step.a % 2 == 0 ? Bytes::live : Bytes::durable);
      seats_unsure_ = true;
      add_site(fmt::format("{}c{}", node.name(), sites_.size()), site.id);
      Site& copy = *sites_.back();
      copy.revoked = site.revoked;
      copy.head_when_revoked = site.head_when_revoked;
      copy.node->disk().restore(image);
      return reboot_later(copy);
    }
    case Deed::mark_disk: site.aside = node.disk().copy(Bytes::durable); return;
    case Deed::roll_back:
      if (!site.aside) return;
      node.crash(Loss::kept);
      node.disk().restore(*site.aside);
      seats_unsure_ = true;
      site.epoch = 0;
      site.cursor = 0;
      site.visits.clear();
      media_lost(node.name() + " was rolled back");
      return reboot_later(site);
    case Deed::restart: node.stop(); return reboot_later(site);
    default: return;
  }
}

void World::break_hub(const Step& step) {
  switch (step.deed) {
    case Deed::crash_hub: hub_->crash(loss_of(step.a)); return reboot_hub_later();
    case Deed::cut_hub: return hub_->disk().cut_after(1 + step.b % 80, loss_of(step.a));
    case Deed::fill_hub_disk:
      hub_->disk().set_capacity(hub_->disk().used_bytes() + step.b % 20'000);
      return time_.after(how_long(step.a % 3), [this] { hub_->disk().mend(); });
    case Deed::fail_hub_disk:
      break_disk(hub_->disk(), step);
      return time_.after(how_long(step.a % 3), [this] { hub_->disk().mend(); });
    case Deed::jump_hub_clock: return hub_->clock().jump(jump_of(step.a));
    case Deed::restart_hub: hub_->stop(); return reboot_hub_later();
    case Deed::back_up_hub:
      backup_ = Backup{hub_->disk().copy(step.a % 2 == 0 ? Bytes::live : Bytes::durable), rows_};
      return;
    case Deed::restore_hub: return restore_hub(true);
    case Deed::restore_hub_unsaid: return restore_hub(false);
    case Deed::second_hub:
      if (hub_->running() && !hub_->second_is_refused()) {
        failed("two programs have one hub's folder");
      }
      return;
    case Deed::fail_over: {
      if (!hub_->running()) return;
      const auto position = hub_->store().position(event_);
      if (!position) return;
      return fail_over({hub_->disk().copy(Bytes::durable), rows_}, position->head,
                       time_.now() + minute);
    }
    default: return;
  }
}

void World::restore_hub(bool said) {
  if (backup_ && hub_->running()) put_back(*backup_, said);
}

// As soon as the hub has taken something more than its standby has, and told whoever sent it.
void World::fail_over(const Backup& standby, HubSeq head, std::int64_t until) {
  if (healed_ || !hub_->running() || time_.now() > until) return;
  const auto position = hub_->store().position(event_);
  if (!position || position->head < head) return;
  if (position->head > head) return put_back(standby, false);
  time_.after(rng_.between(10, 300), [this, standby, head, until] {
    if (!hub_->disk().is_off()) fail_over(standby, head, until);
  });
}

void World::put_back(const Backup& copy, bool said) {
  remember_withdrawals();
  hub_->crash(Loss::kept);
  hub_->disk().mend();
  hub_->disk().restore(copy.image);
  rows_ = copy.rows;
  hub_was_restored_ = true;
  media_lost(said ? "the hub was restored" : "the hub was restored in silence", said);
  if (!said) return reboot_hub_later();
  // `meetpoint-hub restored`, before anything is served.
  if (const Status up = hub_->start(); !up) {
    failed("a restored hub does not start: " + up.error().message);
  }
  if (const auto epoch = hub_->store().raise_epoch(event_); !epoch) {
    failed("a restored hub can't raise its epoch: " + epoch.error().message);
  }
  // The first thing an organiser looks at, while withdrawals of consent are still elsewhere.
  export_log();
}

// What only the lost disks held can't come back. What another one holds must.
void World::media_lost(std::string_view what, bool told) {
  const auto scratch = folder_ / "scratch";
  std::vector<Counts> places{facts_at_hub(hub_->disk(), scratch)};
  for (const auto& site : sites_) places.push_back(facts_of_journal(site->node->disk(), scratch));
  // The journals of old stations outlive everything; but they have to be told that they are needed.
  if (!old_.empty() && told) {
    Counts kept;
    for (const auto& [stamp, promise] : ledger_.promises()) {
      for (const auto& station : old_) {
        if (stamp.station == station->id().value) kept[stamp] = promise.facts;
      }
    }
    places.push_back(std::move(kept));
  }
  note(fmt::format("{}: {} transactions are on no disk any more", what,
                   ledger_.excuse_all_but(places)));
  if (!told) flawed_.clear();  // all of old stations
  forget_lost_erasures();
}

// Whom nobody who will be heard knows as erased, the organiser has to erase again.
void World::forget_lost_erasures() {
  if (std::none_of(people_.begin(), people_.end(), [](const Person& p) { return p.erased; }))
    return;
  const auto scratch = folder_ / "scratch";
  std::set<AttendeeId> known = erased_on(hub_->disk(), scratch, true);
  for (const auto& site : sites_) {
    if (!site->revoked) known.merge(erased_on(site->node->disk(), scratch, false));
  }
  for (Person& person : people_) {
    if (!person.erased || known.contains(person.id)) continue;
    person.erased = false;
    note("nobody knows any more that " + person.id.value + " was erased");
  }
}

// What a station recorded that was shut out: staff bring it by hand, and the organiser approves.
void World::rescue_revoked() {
  std::set<std::uint32_t> forked;
  std::set<std::uint32_t> rescued;
  for (const auto& site : sites_) {
    if (!site->revoked) continue;
    // But for a restored hub, that hears of a revocation by and by.
    if (!hub_was_restored_ && facts_from(site->id) != site->facts_when_revoked &&
        !forked.contains(site->id.value) && !rescued.contains(site->id.value)) {
      failed(site->node->name() + " was revoked, and went on to send");
    }
    rescued.insert(site->id.value);
    site->node->stop();
    // The archive looks for the file before it lets SQLite open it; SQLite finds the simulated one.
    std::ofstream(site->node->database()).flush();
    auto archive = store::StationArchive::open(site->node->database().parent_path());
    if (!archive) failed(site->node->name() + " can't be rescued: " + archive.error().message);
    const auto file = archive->rescue("sim", site->node->clock().now());
    if (!file) failed(site->node->name() + " can't be rescued: " + file.error().message);
    for (const wire::PushRequest& push : file->pushes) {
      const auto taken = hub_->store().rescue(event_, site->id, push, true, hub_->clock().now());
      if (!taken) failed(site->node->name() + " is not taken in: " + taken.error().message);
      if (std::holds_alternative<hub::Accepted>(*taken)) continue;
      // Another copy of its disk used these numbers; only the station itself could send them anew.
      forked.insert(site->id.value);
      note(site->node->name() + ": a rescued journal forked");
    }
  }
  hub_->feed_grew();
  for (const std::uint32_t station : forked) {
    ledger_.excuse_station(station, facts_at_hub(hub_->disk(), folder_ / "scratch"));
  }
}

}  // namespace meetpoint::sim
