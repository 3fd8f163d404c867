// What people do at the event, and what the organiser does.
#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/world.h"

namespace meetpoint::sim {

namespace {

std::vector<FactId> facts_of(const core::AppEvent& event) {
  if (const auto* answered = std::get_if<core::BadgeAnswered>(&event)) return answered->recorded;
  if (const auto* recorded = std::get_if<core::Recorded>(&event)) return recorded->facts;
  return {};
}

std::string trouble_of(const core::AppEvent& event) {
  const auto* failed = std::get_if<core::StoreFailed>(&event);
  return failed ? failed->error.message : std::string();
}

}  // namespace

void World::shown(Site& site, std::string what, const AttendeeId& who,
                  const std::vector<FactId>& facts) {
  note(fmt::format("{}: {} ({} facts, of {})", site.node->name(), what, facts.size(), who.value));
  if (facts.empty()) return;
  const Stamp stamp{site.id.value, site.node->clock().monotonic_ms()};
  ledger_.promise(stamp, facts.size(), std::move(what));
  site.visits.push_front({who, facts, stamp});
  if (site.visits.size() > 6) site.visits.pop_back();
}

bool World::write(Site& site, std::string what, const AttendeeId& who, const Body& body) {
  std::vector<FactId> facts;
  const Status done = site.node->store().write([&](store::StationWrite& write) -> Status {
    facts = body(write);
    return {};
  });
  if (done) {
    shown(site, std::move(what), who, facts);
  } else {
    note(site.node->name() + ": " + what + " failed: " + done.error().message);
  }
  return done && !facts.empty();
}

bool World::write(Site& site, std::string what, const AttendeeId& who,
                  const std::vector<FactBody>& bodies) {
  ledger_.attempt({site.id.value, site.node->clock().monotonic_ms()}, bodies.size());
  return write(site, std::move(what), who, [&](store::StationWrite& write) {
    std::vector<FactId> facts;
    for (const FactBody& body : bodies) facts.push_back(write.append(body));
    return facts;
  });
}

// Written, and then refused by whoever wrote it: nothing of it may be anywhere.
void World::give_up(Site& site, const FactBody& body) {
  ledger_.attempt({site.id.value, site.node->clock().monotonic_ms()}, 0);
  const Status done = site.node->store().write([&](store::StationWrite& write) -> Status {
    write.append(body);
    return fail(ErrorCode::invalid_input, "given up");
  });
  if (done) failed(site.node->name() + " keeps what was given up");
  if (site.node->notice_power()) return reboot_later(site);
  site.node->nudge();
}

// What the release before could record; without zones, which it let people into by counting.
void World::at_old_station(OldStation& station, const Step& step) {
  const Person& a = people_[step.a % people_.size()];
  const Person& b = people_[step.b % people_.size()];
  std::vector<FactBody> bodies;
  if (step.deed == Deed::check_in) bodies = {CheckIn{.attendee = a.id, .badge = a.badge}};
  if (step.deed == Deed::meet && a.id != b.id) {
    bodies = {Contact{.a = a.id, .b = b.id}, ConsentGiven{a.id, b.id, {"name", "email"}, {}}};
  }
  if (step.deed == Deed::withdraw) bodies = {ConsentWithdrawn{.person = a.id}};
  if (step.deed == Deed::revoke_badge && !a.badge.empty()) {
    bodies = {BadgeRevoked{.badge = a.badge}};
  }
  // A program with a fault of its own: nobody meets themselves. Such a fact can't count.
  if (step.deed == Deed::meet && a.id == b.id) {
    flawed_.emplace_back(&station, station.record(Contact{.a = a.id, .b = a.id}));
  }
  for (const FactBody& body : bodies) station.record(body);
  if (bodies.empty()) return;
  ledger_.promise({station.id().value, station.monotonic_ms()}, bodies.size(),
                  fmt::format("{} at an old station", name_of(step.deed)));
}

// Staff revoke the badge of somebody whom they have found, and not just any code.
bool World::knows_badge(Site& site, const Person& person) {
  bool knows = false;
  const Status read = site.node->store().read([&](store::EventReader& reader) -> Status {
    const auto badge = reader.badge(person.badge);
    knows = badge && badge->attendee == person.id;
    return {};
  });
  return read && knows;
}

void World::at_station(const Step& step) {
  if (const auto which = step.who % (sites_.size() + old_.size()); which >= sites_.size()) {
    return at_old_station(*old_[which - sites_.size()], step);
  }
  Site& site = *sites_[step.who % (sites_.size() + old_.size())];
  if (!site.node->running()) return;
  Person& a = people_[step.a % people_.size()];
  Person& b = people_[step.b % people_.size()];
  const ZoneId zone(fmt::format("Z-{}", step.b % 3));
  core::AppEvent answer;
  switch (step.deed) {
    case Deed::check_in:
      answer = site.node->desk().carry_out(core::ReadBadge{.code = a.badge});
      if (const auto* read = std::get_if<core::BadgeAnswered>(&answer)) {
        if (read->decision.verdict == core::Verdict::checked_in && read->recorded.empty()) {
          failed(site.node->name() + " says checked in, and recorded nothing");
        }
      }
      break;
    case Deed::meet: {
      if (a.id == b.id) return;
      const core::Consent of_a{.contact = (step.n & 1) != 0, .details = (step.n & 2) != 0};
      const core::Consent of_b{.contact = (step.n & 4) != 0, .details = (step.n & 8) != 0};
      const MeetingId meeting((step.n & 16) != 0 && !roster_.meetings.empty()
                                  ? roster_.meetings[step.n % roster_.meetings.size()].id
                                  : MeetingId());
      answer = site.node->desk().carry_out(core::RecordContact{
          .a = a.id, .b = b.id, .meeting = meeting, .of_a = of_a, .of_b = of_b});
      break;
    }
    case Deed::undo: {
      if (site.visits.empty()) return;
      const Visit visit = site.visits[step.n % site.visits.size()];
      // Who takes an entry back does not go in; where they have gone elsewhere since, that stands.
      if (visit.entry) {
        for (Person& person : people_) {
          if (person.id == visit.attendee) person.inside = {};
        }
      }
      answer = site.node->desk().carry_out(
          core::UndoFacts{.attendee = visit.attendee, .facts = visit.facts});
      if (!facts_of(answer).empty()) {
        ledger_.took_back({site.id.value, site.node->clock().monotonic_ms()}, visit.stamp);
      }
      break;
    }
    case Deed::note:
      if (a.id == b.id) return;
      if (step.n % 5 == 0) return give_up(site, ContactNote{.author = a.id, .about = b.id});
      write(site, "note", a.id,
            std::vector<FactBody>{
                ContactNote{.author = a.id,
                            .about = b.id,
                            .text = fmt::format("text {} {} about {}", step.n, a.mark, b.mark),
                            .rating = static_cast<int>(step.n % 6)}});
      break;
    case Deed::withdraw: {
      ConsentWithdrawn withdrawn{.person = a.id};
      if ((step.n & 1) != 0) withdrawn.to = b.id;
      if ((step.n & 2) != 0) withdrawn.fields = {"email"};
      write(site, "withdrawal", a.id, std::vector<FactBody>{withdrawn});
      break;
    }
    case Deed::enter_zone: enter_zone(site, a, zone, step.n % 8 == 0); break;
    case Deed::leave_zone:
      if (a.inside.empty()) return;
      answer = site.node->desk().carry_out(core::LeaveZone{.attendee = a.id, .zone = a.inside});
      a.inside = {};  // whatever the screen said, the person has gone
      break;
    case Deed::walk_in: {
      const std::string mark = fmt::format("zq{}w{}z", plan_.seed, ++serial_);
      const AttendeeId id(fmt::format("W-{}-{}", plan_.seed, serial_));
      const bool kept =
          write(site, "walk-in", id,
                std::vector<FactBody>{
                    WalkIn{.attendee = id, .given_name = "Given" + mark, .family_name = mark},
                    BadgeIssued{.badge = "B-" + mark, .attendee = id}, CheckIn{.attendee = id}});
      // Nobody is handed a badge that was not recorded.
      people_.push_back({.id = id, .badge = kept ? "B-" + mark : std::string(), .mark = mark});
      return;  // people_ may have moved
    }
    case Deed::reissue_badge: {
      std::vector<FactBody> bodies;
      if (knows_badge(site, a)) bodies.push_back(BadgeRevoked{.badge = a.badge, .reason = "lost"});
      const std::string fresh = fmt::format("B-{}-{}", a.mark, ++serial_);
      bodies.push_back(BadgeIssued{.badge = fresh, .attendee = a.id});
      if (write(site, "badge reissued", a.id, bodies)) a.badge = fresh;
      break;
    }
    case Deed::revoke_badge:
      if (!knows_badge(site, a)) return;
      write(site, "badge revoked", a.id,
            std::vector<FactBody>{BadgeRevoked{.badge = a.badge, .reason = "lost"}});
      break;
    default: return;
  }
  if (const std::string trouble = trouble_of(answer); !trouble.empty()) {
    note(site.node->name() + ": trouble: " + trouble);
  } else if (const auto facts = facts_of(answer); !facts.empty()) {
    shown(site, std::string(name_of(step.deed)), a.id, facts);
  }
  if (site.node->notice_power()) return reboot_later(site);
  site.node->nudge();
  if (plan_.neighbours && rng_.chance(300)) speak_around(site);
}

void World::enter_zone(Site& site, Person& person, const ZoneId& zone, bool insists) {
  // Before the first snapshot a station shows no zones.
  if (person.inside == zone || site.epoch == 0) return;
  const auto answer =
      site.node->desk().carry_out(core::EnterZone{.attendee = person.id, .zone = zone});
  const auto facts = facts_of(answer);
  if (facts.empty()) {
    // Staff may let them in all the same, and say so.
    if (!insists || site.node->disk().is_off()) return;
    const bool in =
        write(site, fmt::format("{} is let into {} by staff", person.id.value, zone.value),
              person.id, [&](store::StationWrite& write) {
                const auto entry = write.enter_zone(person.id, zone, true);
                return entry ? std::vector{*entry} : std::vector<FactId>{};
              });
    if (!in) return;
    person.overridden = true;
  } else {
    shown(site, fmt::format("{} enters {}", person.id.value, zone.value), person.id, facts);
    person.overridden = false;
  }
  site.visits.front().entry = true;
  person.inside = zone;
  person.let_in_by = site.id;
  person.unbacked = site.revoked;
  check_zones();
}

void World::check_zones() {
  if (seats_unsure_) return;
  for (const Zone& zone : roster_.zones) {
    if (zone.capacity == 0) continue;
    const auto inside = std::count_if(people_.begin(), people_.end(), [&](const Person& person) {
      return person.inside == zone.id && !person.overridden && !person.unbacked;
    });
    if (inside > zone.capacity) {
      failed(fmt::format("{} people were let into {}, which has {} seats", inside, zone.id.value,
                         zone.capacity));
    }
  }
}

// How many facts of a station the hub has.
std::size_t World::facts_from(StationId station) {
  std::size_t all = 0;
  for (const auto& [stamp, count] : facts_at_hub(hub_->disk(), folder_ / "scratch")) {
    if (stamp.station == station.value) all += count;
  }
  return all;
}

void World::revoked(StationId id) {
  for (const auto& site : sites_) {
    if (site->id != id || site->revoked) continue;
    site->facts_when_revoked = facts_from(id);
    if (const auto at = hub_->store().position(event_)) site->head_when_revoked = at->head;
    site->revoked = true;
    // Of whom it let in and had not told the hub, the seats are others' now.
    if (site->node->running()) {
      const auto told = site->node->store().position();
      if (told && told->waiting() == 0) continue;
    }
    for (Person& person : people_) person.unbacked = person.unbacked || person.let_in_by == id;
  }
  forget_lost_erasures();
}

// What a failing disk said was not done may be there all the same.
void World::note_revoked() {
  for (const auto& site : sites_) {
    const auto station = hub_->store().station(event_, site->id);
    if (station && *station && (*station)->status == hub::status_revoked) revoked(site->id);
  }
}

void World::by_organiser(const Step& step) {
  if (!hub_->running()) return;
  switch (step.deed) {
    case Deed::change_roster: {
      if (roster_.meetings.empty()) return;
      Meeting& meeting = roster_.meetings[step.a % roster_.meetings.size()];
      meeting.place = PlaceId(meeting.place.value == "T1" ? "T2" : "T1");
      meeting.starts_at += Duration(static_cast<std::int64_t>(step.b % 20) * 60'000);
      if (step.n % 8 == 0 && roster_.meetings.size() > 1) roster_.meetings.pop_back();
      if (step.n % 3 == 1) {
        Meeting added = roster_.meetings.front();
        added.id = MeetingId(fmt::format("N-{}", ++serial_));
        roster_.meetings.push_back(std::move(added));
      }
      import();
      break;
    }
    case Deed::export_log: export_log(); break;
    case Deed::revoke_station: {
      const StationId id = sites_[step.who % sites_.size()]->id;
      if (by_office([&] { return hub_->store().revoke(event_, id); })) revoked(id);
      break;
    }
    case Deed::erase_person: {
      Person& person = people_[step.a % people_.size()];
      const bool done = by_office([&]() -> Status {
        const auto erased = hub_->store().erase(event_, person.id);
        if (!erased) return fail(erased);
        return {};
      });
      if (done) note(person.id.value + " is erased");
      person.erased = person.erased || done;
      break;
    }
    default: break;
  }
}

}  // namespace meetpoint::sim
