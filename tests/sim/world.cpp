#include "tests/sim/world.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "sync/hub/auth.h"
#include "sync/wire/roster_codec.h"

namespace meetpoint::sim {

namespace {

constexpr std::int64_t drain_bound_ms = 25 * minute;
const Instant opening = from_ms(1'805'352'000'000);  // 2027-03-18, 08:00 in Brussels

struct Stop {
  std::string why;
};

Rng seeded(const Plan& plan) { return Rng(plan.seed ^ 0x776f726c64U); }

Roster make_roster(const EventId& event, std::size_t attendees, std::uint64_t seed) {
  Roster roster;
  roster.event = {.id = event,
                  .name = "Meet Your Buyer",
                  .venue = "Hall",
                  .time_zone = {},
                  .starts_at = opening,
                  .ends_at = opening + Duration(10 * 60 * minute),
                  .languages = {"nl"},
                  .ticket_codes = {}};
  roster.places = {{.id = PlaceId("T1"), .name = "Table 1", .kind = "table"},
                   {.id = PlaceId("T2"), .name = "Table 2", .kind = "table"}};
  for (std::size_t i = 0; i < attendees; ++i) {
    const std::string mark = fmt::format("zq{}p{}z", seed, i);
    roster.attendees.push_back({.id = AttendeeId(fmt::format("A-{:02}", i)),
                                .given_name = "Given" + mark,
                                .family_name = "Family" + mark,
                                .role = i % 2 == 0 ? "buyer" : "supplier",
                                .email = mark + "@example.org",
                                .telephone = "+32" + mark});
    roster.badges.push_back({.code = "B-" + mark, .attendee = roster.attendees.back().id});
  }
  for (std::size_t i = 0; i + 1 < attendees; i += 2) {
    roster.meetings.push_back(
        {.id = MeetingId(fmt::format("M-{:02}", i)),
         .kind = "appointment",
         .place = PlaceId(i % 4 == 0 ? "T1" : "T2"),
         .starts_at = opening + Duration(static_cast<std::int64_t>(i) * minute),
         .ends_at = opening + Duration(static_cast<std::int64_t>(i + 20) * minute),
         .attendees = {roster.attendees[i].id, roster.attendees[i + 1].id}});
  }
  const int seats[] = {2, 5, 0};
  for (int z = 0; z < 3; ++z) {
    roster.zones.push_back({.id = ZoneId(fmt::format("Z-{}", z)),
                            .topic = "Topic",
                            .place = PlaceId("T1"),
                            .starts_at = opening,
                            .ends_at = opening + Duration(10 * 60 * minute),
                            .capacity = seats[z]});
  }
  return roster;
}

}  // namespace

World::World(const Plan& plan, std::filesystem::path folder, bool keep_history)
    : plan_(plan), folder_(std::move(folder)), keep_history_(keep_history), rng_(seeded(plan)) {
  make_sodium_predictable(plan.seed);
  set_sqlite_time(to_ms(opening));
  allow_cached_pages(!plan.small_machines);
}

World::~World() {
  sites_.clear();
  old_.clear();
  hub_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void World::note(std::string line) {
  line = fmt::format("{:>9.3f} s  {}", static_cast<double>(time_.now()) / 1000, line);
  for (const char c : line) {
    outcome_.trace = (outcome_.trace ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  if (keep_history_) outcome_.history.push_back(std::move(line));
}

void World::failed(std::string why) const { throw Stop{std::move(why)}; }

Outcome World::run() {
  try {
    set_up();
    for (const Step& step : plan_.steps) {
      while (time_.step(step.at_ms)) {
      }
      perform(step);
    }
    while (time_.step(plan_.day_ms)) {
    }
    heal();
    drain();
    rescue_revoked();
    drain();
    shut_out_again();
    judge();
  } catch (const Stop& stop) {
    outcome_.failure = stop.why;
    note("FAILED: " + stop.why);
  } catch (const store::StoreFailure& thrown) {
    outcome_.failure = "a store threw: " + thrown.error.message;
    note("FAILED: " + outcome_.failure);
  }
  outcome_.messages = network_ ? network_->messages() : 0;
  for (const auto& [stamp, promise] : ledger_.promises()) {
    ++outcome_.promises;
    if (promise.excused) ++outcome_.excused;
  }
  return outcome_;
}

void World::set_up() {
  roster_ = make_roster(event_, plan_.attendees, plan_.seed);
  for (std::size_t i = 0; i < roster_.attendees.size(); ++i) {
    people_.push_back({.id = roster_.attendees[i].id,
                       .badge = roster_.badges[i].code,
                       .mark = fmt::format("zq{}p{}z", plan_.seed, i)});
  }
  hub_ = std::make_unique<HubNode>(time_, rng_.fork(1), folder_ / "hub", opening);
  network_ = std::make_unique<Network>(time_, rng_.fork(2), *hub_);
  if (const Status up = hub_->start(); !up) failed("the hub does not start: " + up.error().message);
  if (!import()) failed("the first import fails");
  for (unsigned i = 0; i < plan_.stations; ++i) {
    add_site(fmt::format("s{}", i + 1), {});
    enrol(*sites_.back());
  }
  for (unsigned i = 0; i < plan_.old_stations; ++i) {
    old_.push_back(std::make_unique<OldStation>(time_, *network_, event_, opening));
    DirectTransport line(time_, *hub_);
    if (!old_.back()->enrol(make_code(fmt::format("old{}", i + 1), hub::role_kiosk), line)) {
      failed("a station of the release before can't enrol");
    }
  }
  open_office();
  if (keep_history_) {
    // Beside the trace, which is the same with and without a history.
    network_->set_listener([this](std::string line) { outcome_.history.push_back(line); });
  }
  network_->set_weather(plan_.weather);
  if (plan_.small_machines) hub_->be_slow();
  start_neighbours();
}

// Something that the organiser does, and the positions of the feed that it took. False where it
// failed, or broke off: then nobody knows whether it was kept.
// What was done is done, whether or not a failing disk says up to where the feed goes since.
bool World::by_office(const std::function<Status()>& what) {
  const auto before = hub_->store().position(event_);
  const Status done = what();
  const auto after = hub_->store().position(event_);
  if (done && after && (before || sites_.empty())) {
    rows_ += after->head - (before ? before->head : 0);
  } else {
    rows_unsure_ = true;
  }
  if (done) hub_->feed_grew();
  if (!done) note("the hub can't: " + done.error().message);
  return done.has_value();
}

bool World::import() {
  return by_office([&]() -> Status {
    const auto done = hub_->store().import_roster(event_, wire::rows_of(roster_));
    if (!done) return fail(done);
    return {};
  });
}

void World::add_site(std::string name, StationId id) {
  auto site = std::make_unique<Site>();
  site->node = std::make_unique<StationNode>(time_, *network_, rng_.fork(sites_.size() + 10), name,
                                             folder_ / name, opening);
  site->id = id;
  site->node->on_turn = [this, it = site.get()] { watch(*it); };
  sites_.push_back(std::move(site));
}

// A code that an organiser would make, of the least cost.
std::string World::make_code(const std::string& name, std::string_view role) {
  const std::string secret = "2TX2PDX";
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), secret.data(), secret.size(), crypto_pwhash_OPSLIMIT_MIN,
                        crypto_pwhash_MEMLIMIT_MIN) != 0) {
    failed("no memory for a code");
  }
  const std::string locator = fmt::format("K{:02}", ++serial_);
  const auto added = hub_->store().add_station(event_,
                                               {.name = name,
                                                .role = std::string(role),
                                                .again = false,
                                                .locator = locator,
                                                .code_hash = hash.data(),
                                                .expires_at = opening + hub::code_lifetime},
                                               hub_->clock().now());
  if (!added) failed("a station can't be added: " + added.error().message);
  return locator + secret;
}

void World::enrol(Site& site) {
  if (const Status up = site.node->start(); !up) failed("a new station: " + up.error().message);
  const std::string code = make_code(site.node->name(), hub::role_kiosk);
  DirectTransport line(time_, *hub_);
  if (const Status in = site.node->enrol(code, line); !in) {
    failed("a station can't enrol: " + in.error().message);
  }
  const auto who = site.node->store().enrolment();
  if (!who || !*who) failed("a station has forgotten that it enrolled");
  site.id = (*who)->station;
}

void World::perform(const Step& step) {
  note(describe(step));
  if (step.deed <= Deed::revoke_badge) {
    at_station(step);
  } else if (step.deed <= Deed::erase_person) {
    by_organiser(step);
  } else if (step.deed <= Deed::restart) {
    break_station(step);
  } else {
    break_hub(step);
  }
  if (hub_->notice_power()) reboot_hub_later();
}

// After each turn of a station's sync.
void World::watch(Site& site) {
  if (hub_->notice_power()) reboot_hub_later();
  if (site.node->notice_power()) return reboot_later(site);
  if (!site.node->running()) return;
  const auto at = site.node->store().position();
  if (!at) return;
  if (at->epoch == site.epoch && at->incarnation == site.incarnation && at->cursor < site.cursor) {
    failed(fmt::format("{}: the cursor went back from {} to {} in epoch {}", site.node->name(),
                       site.cursor, at->cursor, at->epoch));
  }
  if (at->epoch != site.epoch || at->cursor != site.cursor) {
    note(fmt::format("{}: epoch {}, cursor {}, {} waiting", site.node->name(), at->epoch,
                     at->cursor, at->waiting()));
  }
  // A restored hub may hear of it by and by.
  if (site.head_when_revoked && !hub_was_restored_ && at->cursor > *site.head_when_revoked) {
    failed(fmt::format("{} was revoked, and reads on to {}", site.node->name(), at->cursor));
  }
  site.epoch = at->epoch;
  site.incarnation = at->incarnation;
  site.cursor = at->cursor;
}

void World::reboot_later(Site& site) {
  if (site.rebooting) return;
  site.rebooting = true;
  site.visits.clear();  // what was on its screen
  note(site.node->name() + ": down");
  time_.after(rng_.between(1000, 2 * minute), [this, it = &site] {
    it->rebooting = false;
    if (it->node->running()) return;
    const Status up = it->node->start();
    note(it->node->name() + (up ? ": up" : ": can't start: " + up.error().message));
    if (up) return;
    if (up.error().code == ErrorCode::corrupt || up.error().code == ErrorCode::foreign) {
      failed(it->node->name() + " lost its database: " + up.error().message);
    }
    it->node->crash(Loss::kept);
    reboot_later(*it);
  });
}

void World::reboot_hub_later() {
  if (hub_rebooting_) return;
  hub_rebooting_ = true;
  note("hub: down");
  time_.after(rng_.between(1000, 5 * minute), [this] {
    hub_rebooting_ = false;
    if (hub_->running()) return;
    const Status up = hub_->start();
    note(up ? std::string("hub: up") : "hub: can't start: " + up.error().message);
    if (up) return;
    if (up.error().code == ErrorCode::corrupt || up.error().code == ErrorCode::foreign) {
      failed("the hub lost its database: " + up.error().message);
    }
    hub_->crash(Loss::kept);
    reboot_hub_later();
  });
}

// Everything works from now on; what was lost before stays lost.
void World::heal() {
  note("all faults stop");
  healed_ = true;
  network_->set_weather({});
  hub_->disk().mend();
  hub_->disk().do_not_cut();
  static_cast<void>(hub_->notice_power());
  if (!hub_->running()) {
    if (const Status up = hub_->start(); !up) failed("the hub can't start: " + up.error().message);
  }
  note_revoked();
  for (const auto& site : sites_) {
    site->node->disk().mend();
    site->node->disk().do_not_cut();
    static_cast<void>(site->node->notice_power());
    site->node->link = Link::up;
    if (site->node->running()) continue;
    if (const Status up = site->node->start(); !up) {
      failed(site->node->name() + " can't start: " + up.error().message);
    }
  }
}

void World::drain() {
  const std::int64_t until = time_.now() + drain_bound_ms;
  while (!drained()) {
    const std::int64_t next = time_.now() + 500;
    while (time_.step(next)) {
    }
    if (time_.now() > until) failed("the backlog does not drain");
  }
}

bool World::drained() {
  const auto hub = hub_->store().position(event_);
  if (!hub) return false;
  const bool old_too = std::all_of(
      old_.begin(), old_.end(), [&](const auto& station) { return station->settled(hub->epoch); });
  return old_too && std::all_of(sites_.begin(), sites_.end(), [&](const auto& site) {
           if (site->revoked) return true;
           if (!site->node->running()) return false;
           const auto at = site->node->store().position();
           const auto sync = site->node->sync_status();
           if (waits_for_word(*site)) return false;
           // Before it has compared, it only thinks that nothing waits.
           return at && at->vector_epoch == hub->epoch && at->waiting() == 0 &&
                  at->epoch == hub->epoch && at->cursor == hub->head && sync && sync->online &&
                  has_asked(*at);
         });
}

// A hub that went back in silence may by chance be at the same place again: whoever was told of
// another history finds out by its next question, and not before.
bool World::has_asked(const store::JournalPosition& at) {
  const auto knows = [&](HubSeq place, const std::string& mark) {
    return mark.empty() || hub_->store().knows(event_, place, mark).value_or(false);
  };
  return knows(at.cursor, at.cursor_mark) && knows(at.seen_seq, at.seen_mark);
}

}  // namespace meetpoint::sim
