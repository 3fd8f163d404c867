#include "tests/disk/station_day.h"

#include <fmt/format.h>

#include "sync/wire/fact_codec.h"
#include "sync/wire/roster_codec.h"
#include "tests/disk/look.h"
#include "tests/disk/people.h"

namespace meetpoint::disk {

namespace {

FactBody check_in(int number) { return CheckIn{who(number), badge_of(number)}; }
FactBody contact(int a, int b) { return Contact{who(a), who(b), {}, PlaceId("T-1")}; }

wire::FeedEntry row(const RosterRow& of) { return {.row = wire::for_stations(of)}; }

std::vector<wire::FeedEntry> rows(const Roster& roster) {
  std::vector<wire::FeedEntry> entries;
  for (const RosterRow& each : wire::rows_of(roster)) entries.push_back(row(each));
  return entries;
}

}  // namespace

StationDay::StationDay(std::filesystem::path folder)
    : folder_(std::move(folder)), clock_(doors_open) {
  morning();
  noon();
  afternoon();
}

Status StationDay::start() {
  auto store = store::StationStore::open(folder_, clock_);
  if (!store) return fail(std::move(store));
  store_ = std::move(*store);
  return {};
}

void StationDay::set_moment(std::size_t moment) {
  clock_.set_wall(doors_open + std::chrono::seconds(20 * moment));
  seed_random(moment);
}

std::string StationDay::find_fault(store::Database& db) const {
  if (auto wrong = damage_of(db); !wrong.empty()) return wrong;
  if (auto wrong = wrong_journals(db); !wrong.empty()) return wrong;
  if (auto wrong = wrong_fold(db); !wrong.empty()) return wrong;
  store::Rows ends = db.query(
      "SELECT last_seq - (SELECT count(*) FROM fact f WHERE f.station_id = s.station_id AND "
      "f.incarnation = s.incarnation), acked_seq <= last_seq, cursor_seq <= hub_head FROM station "
      "s");
  if (!ends.next()) return {};
  if (ends.integer(0) != 0) return "the journal's length is not what the station says";
  if (ends.integer(1) != 1 || ends.integer(2) != 1) return "a position is beyond its end";
  return {};
}

void StationDay::add(std::string name, std::function<Result<std::string>()> run) {
  acts_.back().steps.push_back({std::move(name), std::move(run)});
}

void StationDay::call(std::string name, std::function<Status()> run) {
  add(std::move(name), [run = std::move(run)]() -> Result<std::string> {
    if (const Status done = run(); !done) return fail(done);
    return std::string("done");
  });
}

void StationDay::record(std::string name, std::vector<FactBody> bodies) {
  seq_ += bodies.size();
  add(std::move(name), [this, bodies = std::move(bodies)]() -> Result<std::string> {
    std::string ids;
    const Status done = store_->write([&](store::StationWrite& write) -> Status {
      for (const FactBody& body : bodies) ids += fmt::format("{} ", write.append(body).seq);
      return {};
    });
    if (!done) return fail(done);
    return ids;
  });
}

void StationDay::apply(std::string name, std::vector<wire::FeedEntry> entries) {
  wire::FeedReply reply{.epoch = epoch_, .from = cursor_};
  for (wire::FeedEntry& entry : entries) entry.seq = ++cursor_;
  reply.to = reply.head = cursor_;
  reply.entries = std::move(entries);
  call(std::move(name), [this, reply = std::move(reply)] { return store_->apply(reply); });
}

void StationDay::read_from_start(std::vector<wire::FeedEntry> entries) {
  const auto half = static_cast<std::ptrdiff_t>(entries.size() / 2);
  wire::FeedReply piece{.epoch = epoch_, .from = cursor_, .head = cursor_ + entries.size()};
  piece.entries.assign(entries.begin(), entries.begin() + half);
  for (wire::FeedEntry& entry : piece.entries) entry.seq = ++cursor_;
  piece.to = cursor_;
  call("a piece of the event", [this, piece = std::move(piece)] { return store_->stage(piece); });
  apply("the event is taken over", {entries.begin() + half, entries.end()});
}

void StationDay::acknowledge(std::uint64_t seq, std::vector<wire::PushResult> results) {
  acked_ = seq;
  call(fmt::format("acknowledge {}", seq),
       [this, incarnation = incarnation_, seq, results = std::move(results)] {
         return store_->acknowledge(incarnation, seq, results);
       });
}

void StationDay::look(const std::string& attendee) {
  add("look at " + attendee, [this, attendee, incarnation = incarnation_]() -> Result<std::string> {
    std::string seen;
    const Status read = store_->read([&](store::EventReader& reader) -> Status {
      const auto day = reader.day(AttendeeId(attendee));
      seen = day ? "known" : "not known";
      seen += wire::write_state(reader.attendee_state(AttendeeId(attendee)));
      return {};
    });
    if (!read) return fail(read);
    const auto outbox = store_->outbox(incarnation, 0, 500, 200'000);
    if (!outbox) return fail(outbox);
    return seen + fmt::format(" {} facts", outbox->facts.size());
  });
}

void StationDay::restart() {
  call("restart", [this] {
    stop();
    return start();
  });
}

wire::FeedEntry StationDay::of_another(FactBody body) {
  FactRecord record{.id = {{8}, 1, ++others_},
                    .kind = std::string(wire::kind_of(body)),
                    .hlc = Hlc::of(doors_open, static_cast<std::uint16_t>(others_)),
                    .wall = doors_open,
                    .body = wire::write_body(body)};
  return {.fact = std::move(record)};
}

void StationDay::morning() {
  acts_.push_back({"morning", {}});
  const store::Enrolment enrolment{.event = EventId("hall"),
                                   .station = {7},
                                   .station_name = "Door",
                                   .hub_url = "http://127.0.0.1:1",
                                   .token = "mp1.7.secret"};
  call("enrol", [this, enrolment] { return store_->enrol(enrolment); });
  read_from_start(rows(hall()));
  for (int i = 1; i <= 6; ++i) record("check in " + person(i), {check_in(i)});
  look(person(3));
  record("contact and consents",
         {contact(1, 2), ConsentGiven{who(1), who(2), {"name", "email"}, {}},
          ConsentGiven{who(2), who(1), {"name"}, {}}});
  acknowledge(5);
  apply("feed of others", {of_another(check_in(3)), of_another(check_in(20)),
                           of_another(ZoneEntered{who(20), ZoneId("labels")})});
  record("note", {ContactNote{who(1), who(2), std::string(3000, 'n'), 4}});
  record("contact with oneself", {contact(4, 4)});
  acknowledge(seq_, {{seq_, "rejected", "a contact of a person with themselves"}});
  restart();
  record("undo", {Undo{{mine(2)}}});
  record("withdraw", {ConsentWithdrawn{who(1), {}, {}}});
  record("zone", {ZoneEntered{who(1), ZoneId("labels")}});
  const wire::GrantsReply grants{.epoch = 1,
                                 .incarnation = 1,
                                 .session = 5,
                                 .zones = {{ZoneId("labels"), 4, 0}},
                                 .waiting_for = {}};
  add("seats are granted", [this, grants]() -> Result<std::string> {
    const auto applied = store_->apply_grants(grants);
    if (!applied) return fail(applied);
    return std::string(*applied ? "some were given back" : "kept");
  });
  ++seq_;
  add("a seat is spent", [this]() -> Result<std::string> {
    std::optional<FactId> entered;
    const Status done = store_->write([&](store::StationWrite& write) -> Status {
      entered = write.enter_zone(who(5), ZoneId("labels"));
      return {};
    });
    if (!done) return fail(done);
    return entered ? std::to_string(entered->seq) : "no seat";
  });
  record("zone left", {ZoneLeft{who(1), ZoneId("labels")}});
  record("walk-in", {WalkIn{AttendeeId("W-1"), "New", "Guest", "Somewhere", "buyer", "nl"},
                     BadgeIssued{"SPARE-1", AttendeeId("W-1")}, CheckIn{AttendeeId("W-1"), {}}});
  look("W-1");
}

void StationDay::noon() {
  acts_.push_back({"noon", {}});
  Roster later = hall();
  for (Meeting& meeting : later.meetings) meeting.starts_at += std::chrono::minutes(5);
  apply("every meeting moved", rows(later));
  RosterRow gone = wire::row_of(later.attendees.back());
  gone.deleted = true;
  apply("somebody taken off", {row(gone), of_another(check_in(40))});
  // Enough for SQLite to begin its log anew, twice, in the midst of this.
  for (int i = 10; i < 30; ++i) record("check in " + person(i), {check_in(i)});
  record("badge revoked", {BadgeRevoked{badge_of(9), "lost"}, BadgeIssued{"SPARE-2", who(9)}});
  for (int i = 0; i < 4; ++i) {
    std::vector<FactBody> many;
    for (int a = 1; a <= 20; ++a) many.push_back(contact(10 + a, 60 + 20 * i + a));
    record(fmt::format("contacts of round {}", i), std::move(many));
  }
  apply("every meeting moved back", rows(hall()));
  acknowledge(seq_ - 30);
  look(person(12));
}

void StationDay::afternoon() {
  acts_.push_back({"afternoon", {}});
  record("an undo in what will move", {Undo{{mine(seq_ - 1), mine(seq_)}}});
  call("a new incarnation",
       [this, agreed = acked_] { return store_->begin_incarnation({2, 1, agreed}); });
  acts_.back().steps.back().counts_each_time = true;
  seq_ -= acked_;
  incarnation_ = 2;
  acked_ = 0;
  cursor_ = 0;
  record("check in " + person(31), {check_in(31)});
  read_from_start(rows(hall()));
  acknowledge(10);
  restart();
  epoch_ = 2;
  cursor_ = 0;
  call("the hub was restored", [this] { return store_->reset_to(2); });
  call("what the hub still has", [this]() -> Status {
    const auto ours = store_->vector();
    const auto fourth = store_->outbox(2, 4, 1, 1);
    if (!ours) return fail(ours);
    if (!fourth) return fail(fourth);
    const wire::JournalHead& first = ours->journals.at(0);
    return store_->settle({.epoch = 2,
                           .journals = {{first.incarnation, first.last_seq, first.chain},
                                        {2, 4, fourth->previous_hash}}});
  });
  record("check in " + person(32), {check_in(32)});
  apply("the roster of the restored hub", rows(hall()));
  acknowledge(seq_);
  look(person(31));
  record("check in " + person(33), {check_in(33)});
}

}  // namespace meetpoint::disk
