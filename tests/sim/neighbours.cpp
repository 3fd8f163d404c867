// Kiosks that lost the hub speak with each other, over a network as bad as any.
#include <fmt/format.h>

#include <algorithm>

#include "sync/client/hub_reply.h"
#include "sync/client/hub_request.h"
#include "tests/sim/world.h"

namespace meetpoint::sim {

namespace {
constexpr std::int64_t between_rounds_ms = 3 * 60'000;
constexpr std::int64_t between_rounds_at_the_end_ms = 30'000;
constexpr int most_turns = 6;

// Whether a body, in CBOR, has this text as a value.
bool names(const std::string& body, const std::string& text) {
  return text.size() < 24 && body.find(static_cast<char>(0x60 + text.size()) + text) != body.npos;
}
}  // namespace

void World::start_neighbours() {
  time_.after(between_rounds_ms, [this] { next_round(); });
}

void World::next_round() {
  // In the end all of them hear each other: what only disks held that are lost is given up.
  const bool apart = !plan_.neighbours && !healed_;
  // Sites come, as copies of disks, while it goes.
  for (std::size_t i = 0; !apart && i < sites_.size(); ++i) {
    learn_neighbours(*sites_[i]);
    speak_around(*sites_[i]);
  }
  time_.after(healed_ ? between_rounds_at_the_end_ms : between_rounds_ms, [this] { next_round(); });
}

bool World::can_speak(const Site& site) const {
  return site.node->running() && site.node->talk() != nullptr && !site.node->disk().is_off();
}

// The hub's list, while it is there.
void World::learn_neighbours(Site& site) {
  if (!can_speak(site) || site.revoked || site.node->link != Link::up || !hub_->running()) return;
  if (const auto status = site.node->sync_status(); !status || !status->online) return;
  const auto who = site.node->store().enrolment();
  if (!who || !*who) return;
  DirectTransport line(time_, *hub_);
  line.start(client::peers_request(
      {"http://hub.example:8080", (*who)->event, (*who)->station, (*who)->token, {}}));
  for (const auto& finished : line.wait(Duration(1))) {
    const auto list = client::read_peers_reply(finished.response, site.node->clock().now());
    if (!list || !site.node->running()) return;
    const auto known = site.node->store().peers();
    const auto heard = site.node->store().has_heard();
    if (known && *known == list->peers && heard && !*heard) return;
    const Status kept = site.node->store().know_peers(list->peers);
    if (!kept) note(site.node->name() + " can't keep the list: " + kept.error().message);
    if (site.node->notice_power()) return reboot_later(site);
    if (kept) judge_heard(site, list->peers);
  }
}

void World::speak_around(Site& site) {
  if (!can_speak(site)) return;
  const auto status = site.node->sync_status();
  const auto heard = site.node->store().has_heard();
  const bool lost = !status || !status->online || status->waiting > 0;
  if (!lost && !(heard && *heard)) return;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    if (sites_[i].get() != &site) speak(site, *sites_[i]);
  }
}

// One asks until neither has more to say, or the network has had enough.
void World::speak(Site& from, Site& to) {
  const auto lost = [&](unsigned often) { return !healed_ && rng_.chance(often); };
  for (int turn = 0; turn < most_turns; ++turn) {
    if (!can_speak(from) || !can_speak(to)) return;
    auto word = from.node->talk()->ask(to.id);
    if (!word || lost(plan_.weather.lose_request)) return;
    if (lost(plan_.weather.forge) && !word->empty()) {
      char& byte = (*word)[rng_.below(word->size())];
      byte = static_cast<char>(byte ^ (1 << rng_.below(8)));
    }
    std::optional<Heard> before = heard_by(to);
    const auto answer = to.node->talk()->answer(*word);
    if (to.node->notice_power()) return reboot_later(to);
    if (answer && answer->applied) hears(to, from, before);
    // Somebody keeps what they saw, and sends it once more much later.
    if (answer && lost(plan_.weather.repeat)) {
      time_.after(rng_.between(1, 30 * 60'000), [this, it = &to, said = *word] {
        if (!can_speak(*it)) return;
        const auto again = it->node->talk()->answer(said);
        if (again && again->applied) failed(it->node->name() + " believes an old word");
        if (it->node->notice_power()) reboot_later(*it);
      });
    }
    if (!answer || lost(plan_.weather.lose_reply)) return;
    before = heard_by(from);
    const auto outcome = from.node->talk()->on_reply(to.id, answer->envelope);
    if (from.node->notice_power()) return reboot_later(from);
    if (outcome && outcome->applied) hears(from, to, before);
    if (!outcome || !outcome->go_on) return;
  }
}

std::optional<World::Heard> World::heard_by(Site& site) {
  // Its disk may be failing.
  try {
    auto db = store::Database::open(site.node->database(), store::Access::read_only);
    if (!db) return std::nullopt;
    Heard heard;
    store::Rows clock = db->query("SELECT hlc FROM station");
    if (clock.next()) heard.clock = {static_cast<std::uint64_t>(clock.integer(0))};
    std::vector<std::string> erased;
    store::Rows people = db->query("SELECT attendee_id FROM erased_person");
    while (people.next()) erased.push_back(people.text(0));
    store::Rows rows = db->query(
        "SELECT station_id, incarnation, seq, hlc, body FROM heard JOIN fact USING (station_id, "
        "incarnation, seq)");
    while (rows.next()) {
      const FactId id{{static_cast<std::uint32_t>(rows.integer(0))},
                      static_cast<std::uint32_t>(rows.integer(1)),
                      static_cast<std::uint64_t>(rows.integer(2))};
      heard.facts[id] = {static_cast<std::uint64_t>(rows.integer(3))};
      const std::string body = rows.text(4);
      const auto is_named = [&](const std::string& person) { return names(body, person); };
      if (std::any_of(erased.begin(), erased.end(), is_named)) heard.of_erased.insert(id);
    }
    return heard;
  } catch (const store::StoreFailure&) {
    return std::nullopt;
  }
}

// What a station records once it has heard of something comes after it, whatever their clocks say.
// And it hears nothing of whom it knows as erased.
void World::hears(Site& site, const Site& from, const std::optional<Heard>& before) {
  note(fmt::format("{} hears from {}", site.node->name(), from.node->name()));
  const auto now = heard_by(site);
  if (!before || !now) return;
  const Instant latest = site.node->clock().now() + hlc_max_ahead;
  for (const auto& [id, hlc] : now->facts) {
    if (before->facts.contains(id) || hlc.instant() > latest || hlc <= now->clock) continue;
    failed(site.node->name() + " heard of what its own clock is behind");
  }
  for (const FactId& id : now->of_erased) {
    if (!before->facts.contains(id))
      failed(site.node->name() + " heard of somebody who was erased");
  }
}

// `listed`: the hub's list of stations that are not shut out, which this one has just read.
void World::judge_heard(Site& site, const std::vector<wire::Peer>& listed) {
  const auto heard = heard_by(site);
  if (!heard) return;
  for (const auto& [id, hlc] : heard->facts) {
    const bool in = std::any_of(listed.begin(), listed.end(),
                                [&](const wire::Peer& peer) { return peer.id == id.station; });
    if (!in) failed(site.node->name() + " counts what it heard of a station that was shut out");
  }
}

// Whether something that was heard is still to be confirmed, or taken back by who said it. A
// station that was shut out says nothing any more.
bool World::waits_for_word(Site& site) {
  const auto heard = site.node->store().has_heard();
  if (!heard || !*heard) return !heard;
  auto db = store::Database::open(site.node->database(), store::Access::read_only);
  if (!db) return true;
  store::Rows rows = db->query("SELECT DISTINCT station_id FROM heard");
  while (rows.next()) {
    const auto from = static_cast<std::uint32_t>(rows.integer(0));
    const bool silent = std::any_of(sites_.begin(), sites_.end(), [&](const auto& other) {
      return other->id.value == from && other->revoked;
    });
    if (!silent) return true;
  }
  return false;
}

// A hub that was put back from before it shut a station out may not know of it: the organiser does
// it again, and what only that station said counts no more.
void World::shut_out_again() {
  for (const auto& site : sites_) {
    if (site->revoked) continue;
    const auto known = site->node->store().peers();
    if (!known) failed(site->node->name() + " has no list: " + known.error().message);
    std::vector<wire::Peer> left;
    for (const wire::Peer& peer : *known) {
      const bool out = std::any_of(sites_.begin(), sites_.end(), [&](const auto& other) {
        return other->id == peer.id && other->revoked;
      });
      if (!out) left.push_back(peer);
    }
    const Status kept = site->node->store().know_peers(left);
    if (!kept) failed(site->node->name() + " can't keep its list: " + kept.error().message);
  }
}

}  // namespace meetpoint::sim
