#include "tests/disk/hub_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sync/hub/admin_messages.h"
#include "sync/hub/auth.h"
#include "sync/model/chain.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/roster_codec.h"
#include "tests/disk/look.h"
#include "tests/disk/people.h"

namespace meetpoint::disk {

namespace {

FactBody checked_in(int number) { return CheckIn{who(number), badge_of(number)}; }
// What has a thousand facts at a venue: a long backlog is put in order and folded afterwards. What
// was sorted and not written is not on the disk, so that each step sorts and writes all.
constexpr std::size_t folded_at_once = 20;
constexpr store::LateSort::Pace all_in_a_step{
    .facts = 1, .read = 1'000, .written = 1'000, .run = 90};

FactBody met(int a, int b) { return Contact{who(a), who(b), {}, {}}; }

std::string field_of(const hub::Response& response, const char* name) {
  const auto json = wire::parse_json(response.bytes());
  return json && json->contains(name) ? (*json)[name].get<std::string>() : std::string();
}

}  // namespace

HubDay::HubDay(std::filesystem::path folder) : folder_(std::move(folder)), now_(doors_open) {
  founding();
  morning();
  afternoon();
}

Status HubDay::start() {
  auto opened = hub::SqlHubStore::open(database());
  if (!opened) return fail(std::move(opened));
  store_ = std::move(*opened);
  store_->move_log_of(1);
  store_->fold_at_once(folded_at_once);
  store_->sort_by(all_in_a_step);
  hub_ = std::make_unique<hub::Hub>(*store_);
  return {};
}

void HubDay::stop() {
  hub_.reset();
  store_.reset();
}

void HubDay::set_moment(std::size_t moment) {
  now_ = doors_open + std::chrono::seconds(60 * moment);
  seed_random(moment);
}

std::string HubDay::find_fault(store::Database& db) const {
  if (auto wrong = damage_of(db); !wrong.empty()) return wrong;
  if (auto wrong = wrong_journals(db); !wrong.empty()) return wrong;
  if (auto wrong = wrong_fold(db); !wrong.empty()) return wrong;
  store::Rows beyond = db.query(
      "SELECT 1 FROM event_counter c WHERE "
      "head_seq < (SELECT max(hub_seq) FROM fact f WHERE f.event_id = c.event_id) OR "
      "head_seq < (SELECT max(row_seq) FROM roster_row r WHERE r.event_id = c.event_id)");
  if (beyond.next()) return "a position is beyond the head";
  store::Rows twice = db.query(
      "SELECT p FROM (SELECT hub_seq p FROM fact UNION ALL SELECT row_seq FROM roster_row) "
      "GROUP BY p HAVING count(*) > 1");
  if (twice.next()) return "a position is taken twice";
  store::Rows lengths = db.query(
      "SELECT 1 FROM journal j WHERE acked_seq <> (SELECT count(*) FROM fact f WHERE "
      "f.event_id = j.event_id AND f.station_id = j.station_id AND f.incarnation = j.incarnation)");
  if (lengths.next()) return "a journal is not as long as what is acknowledged of it";
  return {};
}

hub::Request HubDay::request_of(const Question& question) const {
  hub::Request request{.method = question.method,
                       .target = question.target,
                       .headers = {},
                       .body = question.body,
                       .address = "192.0.2.1",
                       .admin = question.admin,
                       .held = {}};
  if (!question.station.empty()) {
    const auto token = tokens_.find(question.station);
    request.headers.emplace_back("Authorization",
                                 "Bearer " + (token == tokens_.end() ? "" : token->second));
  }
  request.headers.emplace_back("Content-Type", wire::media_json);
  return request;
}

// All that was asked succeeded, or it is a failure; the text is what everybody was told.
Result<std::string> HubDay::answer(const std::vector<hub::Request>& requests) {
  std::vector<hub::Response> responses;
  if (!hub::Hub::writes(requests.front())) {
    for (const auto& request : requests) responses.push_back(hub_->handle(request, now_));
  } else {
    responses = hub_->handle_together(requests, now_);
  }
  std::string said;
  std::optional<Error> failed;
  for (const hub::Response& response : responses) {
    said += fmt::format("{} {}\n", response.status, response.bytes());
    if (response.status < 500) continue;
    const bool full = field_of(response, "error") == "disk_full";
    failed = Error{full ? ErrorCode::disk_full : ErrorCode::io, field_of(response, "message")};
  }
  if (!failed) return said;
  const auto kept = [](const hub::Response& response) { return response.status < 300; };
  if (std::any_of(responses.begin(), responses.end(), kept)) return fail(ErrorCode::conflict, said);
  return fail(failed->code, failed->message);
}

void HubDay::ask(std::string name, std::vector<Question> questions) {
  acts_.back().steps.push_back({std::move(name), [this, questions = std::move(questions)] {
                                  std::vector<hub::Request> requests;
                                  for (const Question& each : questions) {
                                    requests.push_back(request_of(each));
                                  }
                                  return answer(requests);
                                }});
}

void HubDay::enrol(const std::string& station) {
  const auto number = static_cast<std::uint32_t>(journals_.size() + 1);
  journals_[station] = {{number}, 0, std::string(chain_start)};
  acts_.back().steps.push_back(
      {"add " + station, [this, station]() -> Result<std::string> {
         Question add{.method = "POST",
                      .target = "/v1/admin/events/hall/stations",
                      .body = wire::write_json({{"name", station}, {"role", "organiser"}}),
                      .station = {},
                      .admin = true};
         auto said = answer({request_of(add)});
         if (said) {
           codes_[station] = field_of({.body = said->substr(4)}, "code");
         }
         return said;
       }});
  acts_.back().steps.push_back({"enrol " + station, [this, station]() -> Result<std::string> {
                                  Question join{
                                      .method = "POST",
                                      .target = "/v1/enrol",
                                      .body = wire::write_json({{"code", codes_[station]}}),
                                      .station = {}};
                                  auto said = answer({request_of(join)});
                                  if (said) {
                                    tokens_[station] = field_of({.body = said->substr(4)}, "token");
                                  }
                                  return said;
                                }});
}

// As it is while commits go on, on a thread of its own.
void HubDay::move_log() {
  acts_.back().steps.push_back({"the log is moved", [this]() -> Result<std::string> {
                                  const Status moved = store_->move_log();
                                  if (!moved) return fail(moved);
                                  return std::string("moved");
                                }});
}

// As a hub does it while nobody waits.
void HubDay::fold_left(const char* name) {
  acts_.back().steps.push_back({name, [this]() -> Result<std::string> {
                                  const auto more = store_->fold_left();
                                  if (!more) return fail(more);
                                  return std::string("done");
                                }});
}

HubDay::Question HubDay::push(const std::string& station, const std::vector<FactBody>& bodies) {
  Journal& journal = journals_[station];
  wire::PushRequest push{
      .incarnation = 1, .first = journal.seq + 1, .previous_hash = journal.chain};
  for (const FactBody& body : bodies) {
    FactRecord record{.id = {journal.station, 1, ++journal.seq},
                      .kind = std::string(wire::kind_of(body)),
                      .hlc = Hlc::of(doors_open, static_cast<std::uint16_t>(journal.seq)),
                      .wall = doors_open,
                      .body = wire::write_body(body)};
    journal.chain = chain_next(journal.chain, wire::chained_bytes(record));
    push.facts.push_back(std::move(record));
  }
  return {.method = "POST",
          .target = "/v1/events/hall/facts",
          .body = wire::write_json(wire::encode(push)),
          .station = station};
}

void HubDay::import(std::string name, const Roster& roster) {
  const hub::ImportRequest all{.event = roster.event.id, .rows = wire::rows_of(roster)};
  ask(std::move(name), {{.method = "POST",
                         .target = "/v1/admin/import",
                         .body = wire::write_json(wire::encode(all)),
                         .station = {},
                         .admin = true}});
}

void HubDay::erase(int number) {
  ask("somebody is erased", {{.method = "POST",
                              .target = "/v1/admin/events/hall/erase",
                              .body = wire::write_json({{"attendee", person(number)}}),
                              .station = {},
                              .admin = true}});
}

void HubDay::founding() {
  acts_.push_back({"founding", {}});
  import("import", hall());
  enrol("door");
  enrol("stand");
}

void HubDay::morning() {
  acts_.push_back({"morning", {}});
  ask("push of the door", {push("door", {checked_in(1), checked_in(2), checked_in(3)})});
  ask("push of the stand", {push("stand", {met(1, 2), met(2, 2)})});
  const Question again = push("door", {checked_in(4)});
  ask("push", {again});
  ask("the same push again", {again});
  ask("feed", {{.method = "GET", .target = "/v1/events/hall/feed?after=0.0", .station = "door"}});
  for (int i = 5; i < 15; ++i) {
    ask(fmt::format("two stations at once, {}", i),
        {push("door", {checked_in(i), ZoneEntered{who(i), ZoneId("labels")}}),
         push("stand", {met(i, i + 1), ConsentGiven{who(i), who(i + 1), {"name"}, {}}})});
  }
  move_log();
  Roster later = hall();
  for (Meeting& meeting : later.meetings) meeting.starts_at += std::chrono::minutes(5);
  later.attendees.pop_back();
  later.badges.pop_back();
  import("import again", later);
  ask("undo", {push("door", {Undo{{{journals_.at("door").station, 1, 2}}}})});
  ask("contact log",
      {{.method = "GET", .target = "/v1/events/hall/exports/contacts.csv", .station = "stand"}});
}

void HubDay::afternoon() {
  acts_.push_back({"afternoon", {}});
  std::vector<FactBody> many;
  for (int i = 20; i < 120; ++i) many.push_back(checked_in(i));
  ask("a long backlog", {push("door", many)});
  move_log();
  erase(25);
  fold_left("it is put in order");
  erase(26);
  import("import back", hall());
  fold_left("it is folded");
  ask("restored", {{.method = "POST",
                    .target = "/v1/admin/events/hall/restored",
                    .body = "{}",
                    .station = {},
                    .admin = true}});
  ask("snapshot", {{.method = "GET", .target = "/v1/events/hall/snapshot", .station = "door"}});
  many.clear();
  for (int i = 20; i < 100; ++i) many.push_back(met(i, i + 1));
  ask("push to the new epoch", {push("stand", many), push("door", {checked_in(125)})});
  ask("undo of what is not in order",
      {push("stand", {Undo{{{journals_.at("stand").station, 1, journals_.at("stand").seq}}}})});
  fold_left("the new is put in order");
  ask("the stand is revoked", {{.method = "POST",
                                .target = "/v1/admin/events/hall/revoke",
                                .body = wire::write_json({{"station", "stand"}}),
                                .station = {},
                                .admin = true}});
  erase(6);
  ask("push of the revoked", {push("stand", {checked_in(130)})});
  ask("push of the other", {push("door", {checked_in(131)})});
  fold_left("the new is folded");
}

}  // namespace meetpoint::disk
