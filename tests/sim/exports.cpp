// The organiser's office: nobody's details reach a person whom they did not allow to have them.
#include <fmt/format.h>

#include <algorithm>

#include "sync/client/enrol.h"
#include "sync/hub/exports/contact_log.h"
#include "sync/store/fact_table.h"
#include "sync/wire/fact_codec.h"
#include "tests/sim/world.h"

namespace meetpoint::sim {

namespace {

struct Consents {
  std::vector<Fact> given;
  std::map<FactId, Withdrawal> withdrawn;
};

Consents read_consents(store::Database& db) {
  Consents found;
  store::Rows rows = db.query(
      "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body "
      "FROM fact WHERE kind IN ('consent_given', 'consent_withdrawn', 'undo')");
  std::set<FactId> undone;
  while (rows.next()) {
    const FactRecord record = store::read_fact_row(rows);
    Fact fact = wire::read_fact(record);
    if (const auto* withdrawn = std::get_if<ConsentWithdrawn>(&fact.body)) {
      found.withdrawn[fact.id] = {{fact.id.station.value, record.monotonic_ms}, *withdrawn};
    } else if (const auto* undo = std::get_if<Undo>(&fact.body)) {
      undone.insert(undo->facts.begin(), undo->facts.end());
    } else {
      found.given.push_back(std::move(fact));
    }
  }
  std::erase_if(found.given, [&](const Fact& fact) { return undone.contains(fact.id); });
  return found;
}

// Fails where the disk does just then.
Result<Consents> consents_in(store::Database& db) {
  return store::guarded([&]() -> Result<Consents> { return read_consents(db); });
}

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool covers(const ConsentWithdrawn& withdrawn, const AttendeeId& person, const AttendeeId& to,
            std::string_view field) {
  return withdrawn.person == person && (withdrawn.to.empty() || withdrawn.to == to) &&
         (withdrawn.fields.empty() || has(withdrawn.fields, field));
}

// Whether some consent allows it that names every withdrawal against it.
bool allowed(const Consents& known, const AttendeeId& person, const AttendeeId& to,
             std::string_view field) {
  return std::any_of(known.given.begin(), known.given.end(), [&](const Fact& fact) {
    const auto& given = std::get<ConsentGiven>(fact.body);
    if (given.person != person || given.to != to || !has(given.fields, field)) return false;
    return std::all_of(known.withdrawn.begin(), known.withdrawn.end(), [&](const auto& one) {
      return !covers(one.second.what, person, to, field) ||
             std::find(given.after.begin(), given.after.end(), one.first) != given.after.end();
    });
  });
}

}  // namespace

// The organiser's own access, with which the log is downloaded.
void World::open_office() {
  DirectTransport line(time_, *hub_);
  const auto in = client::enrol(line, hub_->clock(), "http://hub.example:8080",
                                make_code("office", hub::role_organiser), "sim");
  if (!in) failed("the office can't enrol: " + in.error().message);
  office_token_ = in->token;
}

void World::remember_withdrawals() {
  auto db = store::Database::open(hub_->database(), store::Access::read_only);
  if (!db) return;
  const auto consents = consents_in(*db);
  if (!consents) return;
  for (const auto& [id, withdrawal] : consents->withdrawn) withdrawals_[id] = withdrawal;
}

void World::export_log() {
  const auto answer =
      hub_->program().handle({.method = "GET",
                              .target = "/v1/events/" + event_.value + "/exports/contacts.json",
                              .headers = {{"Authorization", "Bearer " + office_token_}},
                              .body = {},
                              .address = "192.0.2.8"},
                             hub_->clock().now());
  note(fmt::format("the office downloads the log: {}", answer.status));
  if (answer.status != 200) return;
  const auto material = hub_->store().contact_material(event_);
  auto db = store::Database::open(hub_->database(), store::Access::read_only);
  if (!material || !db) return;
  auto consents = consents_in(*db);
  if (!consents) return;
  Consents known = std::move(*consents);
  for (const auto& [id, withdrawal] : withdrawals_) {
    if (!ledger_.is_excused(withdrawal.stamp)) known.withdrawn[id] = withdrawal;
  }
  const exports::ContactLog log = exports::contact_log(material->view(), hub_->clock().now());
  const auto check = [&](const exports::ContactLogPerson& person, const AttendeeId& to) {
    const std::pair<std::string_view, bool> fields[] = {{"name", !person.name.empty()},
                                                        {"email", !person.email.empty()},
                                                        {"telephone", !person.telephone.empty()}};
    for (const auto& [field, there] : fields) {
      if (there && !allowed(known, person.id, to, field)) {
        failed(fmt::format("the log gives the {} of {} to somebody who may not have it", field,
                           person.id.value));
      }
    }
  };
  for (const exports::ContactLogRow& row : log.rows) {
    // Where one of the two is not named, the other one's details went to a person of this contact.
    const auto contact = std::find_if(
        material->contacts.begin(), material->contacts.end(), [&](const ContactState& state) {
          return state.meeting == row.meeting && state.met_at == row.met_at &&
                 (row.a.id.empty() || state.low == row.a.id) &&
                 (row.b.id.empty() || state.high == row.b.id);
        });
    if (contact == material->contacts.end()) failed("the log has a contact that is none");
    check(row.a, contact->high);
    check(row.b, contact->low);
  }
}

}  // namespace meetpoint::sim
