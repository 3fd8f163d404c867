// Taking facts in: all that a push does is in one transaction, and the answer comes after it.
#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/store/doubles.h"
#include "sync/hub/store/journals.h"
#include "sync/hub/store/relay_journals.h"
#include "sync/hub/store/transaction.h"
#include "sync/model/fold.h"
#include "sync/store/fact_table.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::hub {

namespace {

// A body that nests deeper could be too deep for a reader once a feed wraps it.
constexpr int max_body_depth = 8;

int depth_of(const wire::Json& value) {
  int deepest = 0;
  if (value.is_structured()) {
    for (const auto& child : value) deepest = std::max(deepest, 1 + depth_of(child));
  }
  return deepest;
}

// By far the most bodies are in the form that we write, and are not built as a tree.
bool is_plainly_sound(std::string_view body) {
  wire::cbor::Reader in(body);
  std::string_view whole;
  return in.value(whole, wire::max_depth) && in.at_end() && in.depth() <= max_body_depth;
}

// What a fact is looked up by. SQLite looks up by anything; a server's index has a bound.
constexpr std::size_t longest_key_bytes = 2000;

bool is_named_at_length(const FactRecord& record) {
  const Fact fact = wire::read_fact(record);
  const auto* entered = std::get_if<ZoneEntered>(&fact.body);
  const auto* left = std::get_if<ZoneLeft>(&fact.body);
  const std::size_t zone = entered ? entered->zone.value.size()
                           : left  ? left->zone.value.size()
                                   : 0;
  return std::max(zone, fold_key(fact.body).size()) > longest_key_bytes;
}

// What no station may be handed, whatever its kind: it is kept, set aside and shown.
std::string why_set_aside(const FactRecord& fact, const std::vector<wire::KnownFact>& doubles,
                          bool shared) {
  const auto twice = std::find_if(doubles.begin(), doubles.end(),
                                  [&](const auto& known) { return known.seq == fact.id.seq; });
  if (twice != doubles.end()) {
    return fmt::format("it is here already, as fact {}.{} of its station", twice->incarnation,
                       twice->as_seq);
  }
  if (fact.kind.empty() || fact.kind.size() > 64) return "the name of its kind has 1 to 64 bytes";
  if (fact.body.size() > wire::max_fact_body_bytes) {
    return fmt::format("its body is larger than {} bytes", wire::max_fact_body_bytes);
  }
  if (!is_plainly_sound(fact.body)) {
    const auto body = wire::parse_cbor(fact.body);
    if (!body) return "its body can't be read";
    if (depth_of(*body) > max_body_depth) {
      return fmt::format("its body nests deeper than {} levels", max_body_depth);
    }
  }
  if (shared && is_named_at_length(fact)) {
    return fmt::format("an id in it is longer than {} bytes", longest_key_bytes);
  }
  return {};
}

Status check_ids(const wire::PushRequest& push, StationId station) {
  if (push.incarnation == 0 || push.incarnation > 1'000'000'000) {
    return fail(ErrorCode::protocol, "incarnation: begins at 1");
  }
  if (push.first == 0 || push.first > (std::uint64_t{1} << 52)) {
    return fail(ErrorCode::protocol, "first: begins at 1");
  }
  for (std::size_t i = 0; i < push.facts.size(); ++i) {
    const FactId expected{station, push.incarnation, push.first + i};
    if (push.facts[i].id != expected) {
      return fail(ErrorCode::protocol,
                  fmt::format("facts[{}].id: [{}, {}, {}] is needed here: the facts of the token's "
                              "own station, without holes",
                              i, station.value, push.incarnation, expected.seq));
    }
  }
  return {};
}

// Also of facts that came before, so that the answer to a repeated push is the same.
std::vector<wire::PushResult> rejected_in(store::Database& db, const EventId& event,
                                          StationId station, const wire::PushRequest& push) {
  std::vector<wire::PushResult> results;
  store::Rows rows = db.query(
      "SELECT seq, rejected FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? "
      "AND seq BETWEEN ? AND ? AND rejected IS NOT NULL ORDER BY seq",
      event.value, station.value, push.incarnation, push.first, push.first + push.facts.size() - 1);
  while (rows.next()) {
    results.push_back({static_cast<std::uint64_t>(rows.integer(0)), "rejected", rows.text(1)});
  }
  return results;
}

// As the central hub said it, of the facts of this push.
Fork fork_of(const PartedJournal& parted, Fork fork, const wire::PushRequest& push) {
  fork.next_incarnation = std::max(fork.next_incarnation, parted.next_incarnation);
  fork.agreed_seq = parted.agreed_seq;
  for (const wire::KnownFact& known : parted.known) {
    if (known.seq >= push.first && known.seq < push.first + push.facts.size()) {
      fork.known.push_back(known);
    }
  }
  return fork;
}

}  // namespace

Result<PushOutcome> SqlHubStore::push(const EventId& event, StationId station,
                                      const wire::PushRequest& push, const CheckedPush& checked,
                                      Instant now) {
  return take_facts(event, station, push, checked, Way::pushed, now);
}

Result<PushOutcome> SqlHubStore::rescue(const EventId& event, StationId station,
                                        const wire::PushRequest& push, bool approved, Instant now) {
  return take_facts(event, station, push, {}, approved ? Way::brought_and_approved : Way::brought,
                    now);
}

Result<PushOutcome> SqlHubStore::take_facts(const EventId& event, StationId station,
                                            const wire::PushRequest& push,
                                            const CheckedPush& checked, Way way, Instant now) {
  if (const Status ids = check_ids(push, station); !ids) return fail(ids);
  return write(event, [&](store::Database& db) -> Result<PushOutcome> {
    auto key = key_of_active(db, event, station, way == Way::brought_and_approved);
    if (!key) return fail(key);
    if (way != Way::pushed) {
      // A station that was enrolled anew has another key than the one of its old disk.
      const std::string by = signer_of(db, event, station, push.incarnation);
      const auto bytes = wire::signed_bytes(event, station, push);
      if (!by.empty() && bytes && verify(*bytes, push.signature, by)) *key = by;
      if (key->empty() && way == Way::brought) {
        return fail(ErrorCode::unauthorised,
                    "These records are not signed, as the kiosk has never had a key: nobody can "
                    "tell who wrote them. If you know, add --approve.");
      }
    }
    const auto chain = checked.chain.empty() ? wire::chain_of(push)
                                             : Result<std::vector<std::string>>(checked.chain);
    if (!chain) return fail(chain);
    if (key->empty() && !push.links.empty()) {
      return fail(ErrorCode::protocol, "links: only in a push that is signed");
    }
    if (key->empty() && !push.facts.empty() && is_relay(db, event)) {
      return PushOutcome{NotSigned{.missing = true}};  // the central hub would not believe a relay
    }
    if (!key->empty() && !push.facts.empty() && checked.signed_by != *key) {
      if (!verify(wire::signed_bytes(event, station, push, *chain), push.signature, *key)) {
        return PushOutcome{NotSigned{.missing = push.signature.empty()}};
      }
    }
    HeldJournal journal = held_journal(db, event, station, push.incarnation);
    if (push.first > journal.acked_seq + 1) return PushOutcome{Gap{journal.acked_seq}};

    Fork fork{
        .acked_seq = journal.acked_seq,
        .next_incarnation = std::max(next_incarnation(db, event, station), push.incarnation + 1)};
    if (const auto parted = parted_at(db, event, station, push.incarnation);
        parted && push.first + push.facts.size() > parted->agreed_seq + 1) {
      return PushOutcome{fork_of(*parted, fork, push)};
    }
    const FactId before{station, push.incarnation, push.first - 1};
    if (chain_at(db, event, before, journal) != push.previous_hash) return PushOutcome{fork};
    const std::size_t known =
        std::min<std::size_t>(push.facts.size(), journal.acked_seq + 1 - push.first);
    if (known > 0 &&
        (*chain)[known - 1] != chain_at(db, event, push.facts[known - 1].id, journal)) {
      // Where exactly they part, so that what both have gets no second id.
      fork.agreed_seq = before.seq;
      for (std::size_t i = 0; i < known; ++i) {
        if ((*chain)[i] != chain_at(db, event, push.facts[i].id, journal)) break;
        fork.agreed_seq = push.facts[i].id.seq;
      }
      fork.known =
          known_elsewhere(db, event, std::span(push.facts).subspan(fork.agreed_seq - before.seq));
      return PushOutcome{fork};
    }

    const std::span fresh_facts = std::span(push.facts).subspan(known);
    const std::size_t fresh = fresh_facts.size();
    const auto doubles = known_elsewhere(db, event, fresh_facts);
    // A station that signs knows what to do about it. In a file they are kept, and do not count.
    if (!doubles.empty() && way == Way::pushed && !key->empty()) {
      fork.agreed_seq = before.seq + known;
      fork.known = doubles;
      return PushOutcome{fork};
    }
    // At a relay some may have come from the central hub before: those have their positions.
    const Adopted adopted = adopt(db, event, fresh_facts, std::span(*chain).subspan(known));
    if (adopted.other != 0) {
      fork.agreed_seq = adopted.other - 1;
      return PushOutcome{fork};
    }
    const std::size_t numbered = fresh - adopted.count;
    auto position = numbered > 0 ? advance_head(db, event, numbered) : position_of(db, event);
    if (!position) return fail(position);
    Accepted accepted{.fresh = fresh};
    store::FactTable table(db, event);
    const bool late = push.facts.size() > folded_at_once_ && !db.is_shared();
    std::vector<wire::PushResult> rejected;
    HubSeq next = position->head - numbered;
    for (std::size_t i = known; i < push.facts.size(); ++i) {
      if (adopted.here[i - known]) continue;
      const FactRecord& fact = push.facts[i];
      const auto inserted =
          table.insert(fact, {.hub_seq = ++next,
                              .received = now,
                              .chain = (*chain)[i],
                              .set_aside = why_set_aside(fact, doubles, db.is_shared()),
                              .late = late});
      if (!inserted.inserted) {
        return fail(ErrorCode::corrupt,
                    "The hub has a fact beyond what it acknowledged. Keep the file and ask for "
                    "help.");
      }
      if (inserted.rejected.empty() && shared_with_stations(fact.kind)) accepted.feed_grew = true;
      if (!inserted.rejected.empty()) {
        rejected.push_back({fact.id.seq, "rejected", inserted.rejected});
      }
    }
    if (late) {
      table.fold_later();
      some_left_ = true;
    } else {
      table.fold_pending();
    }
    if (!table.learned().empty()) {
      if (const Status told = extend_notices(db, event, table.learned()); !told) return fail(told);
      accepted.feed_grew = true;
      position = position_of(db, event);
      if (!position) return fail(position);
    }
    if (fresh > 0) {
      journal = {push.facts.back().id.seq, chain->back()};
      keep_journal(db, event, push.facts.back().id, journal);
    }
    if (!key->empty() && !push.facts.empty()) {
      // One over facts as they were sent proves nothing of the journal's head alone.
      keep_signature(db, event, push.facts.back().id,
                     push.links.empty() ? push.signature : std::string(), *key);
      if (fresh > 0) keep_batch(db, event, push.facts.back().id, push.signature);
    }
    note_if_refilled(db, event, station, position->epoch);
    accepted.reply = {.acked_seq = journal.acked_seq,
                      .epoch = position->epoch,
                      .head = position->head,
                      .mark = mark_at(db, event, position->head),
                      .now = now,
                      .results = known == 0 && adopted.count == 0
                                     ? std::move(rejected)
                                     : rejected_in(db, event, station, push)};
    return PushOutcome{std::move(accepted)};
  });
}

Result<std::uint64_t> SqlHubStore::acked_seq(const EventId& event, StationId station) {
  return read([&](store::Database& db) -> Result<std::uint64_t> {
    store::Rows rows = db.query(
        "SELECT acked_seq FROM journal WHERE event_id = ? AND station_id = ? "
        "ORDER BY incarnation DESC LIMIT 1",
        event.value, station.value);
    return rows.next() ? static_cast<std::uint64_t>(rows.integer(0)) : 0;
  });
}

}  // namespace meetpoint::hub
