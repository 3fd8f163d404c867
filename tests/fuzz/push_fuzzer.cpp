// Requests to a real hub on SQLite, in any order: pushes with a right or a wrong chain, bodies of
// any bytes, feeds from anywhere, restarts. Every answer must be well formed and none a failure of
// the hub's own; in the end its numbers are dense, its state is the fold of its facts, and a
// station can read all of it.
#include <fuzzer/FuzzedDataProvider.h>
#include <spdlog/spdlog.h>

#include <array>
#include <map>

#include "sync/base/shifted_clock.h"
#include "sync/hub/admin_messages.h"
#include "sync/hub/auth.h"
#include "sync/hub/handlers.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/model/chain.h"
#include "sync/model/signature.h"
#include "sync/store/fact_table.h"
#include "sync/store/schema.h"
#include "sync/store/station_store.h"
#include "sync/wire/compress.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/notice_codec.h"
#include "sync/wire/packed_messages.h"
#include "sync/wire/roster_codec.h"
#include "sync/wire/seat_messages.h"
#include "sync/wire/vector_messages.h"
#include "tests/fuzz/scratch.h"

namespace {

namespace fs = std::filesystem;
using namespace meetpoint;
using fuzz::must;

const EventId event("fair");

// The database that every run begins with, and two stations' tokens.
struct Beginning {
  Beginning() {
    spdlog::set_level(spdlog::level::off);
    must(hub::init_crypto().has_value());
    auto store = hub::SqlHubStore::open(file());
    must(store.has_value());
    const Roster roster = fuzz::small_roster();
    must((*store)->import_roster(event, wire::rows_of(roster)).has_value());
    hub::Hub hub(**store);
    for (const char* name : {"Door", "Hall"}) {
      hub::Request add =
          request("POST", "/v1/admin/events/fair/stations",
                  wire::to_cbor(hub::AddStationRequest{.name = name, .role = "kiosk"}));
      add.admin = true;
      const auto code = wire::read_cbor<hub::AddStationReply>(hub.handle(add, fuzz::noon).body);
      must(code.has_value());
      // The second station signs; the first is one of before there were keys.
      const std::string key = tokens.empty() ? "" : keys.public_key;
      const auto enrolled = wire::read_cbor<wire::EnrolReply>(
          hub.handle(
                 request("POST", "/v1/enrol",
                         wire::to_cbor(wire::EnrolRequest{.code = code->code, .public_key = key})),
                 fuzz::noon)
              .body);
      must(enrolled.has_value());
      tokens.push_back(enrolled->token);
    }
  }
  static hub::Request request(std::string method, std::string target, std::string body) {
    return {
        .method = std::move(method),
        .target = std::move(target),
        .headers = {{"Content-Type", std::string(wire::media_cbor)}, {"Meetpoint-Protocol", "1"}},
        .body = std::move(body),
        .address = "192.0.2.1"};
  }
  fs::path file() const { return scratch.path() / "beginning.db"; }

  fuzz::Scratch scratch{"push"};
  std::vector<std::string> tokens;
  KeyPair keys = make_key_pair();
};

Beginning& beginning() {
  static Beginning made;
  return made;
}

struct Journal {
  std::uint64_t seq = 0;
  std::string chain{chain_start};
};

class Run {
 public:
  explicit Run(FuzzedDataProvider& input)
      : input_(input), file_(beginning().scratch.path() / "hub.db") {
    for (const char* rest : {"", "-wal", "-shm"}) fs::remove(file_.string() + rest);
    fs::copy_file(beginning().file(), file_);
    open();
  }

  void play() {
    for (int i = 0; i < 24 && input_.remaining_bytes() > 0; ++i) {
      switch (input_.ConsumeIntegralInRange(0, 10)) {
        case 0:
        case 1:
        case 2: push(); break;
        case 3: raw(); break;
        case 4: get(); break;
        case 5: open(); break;
        case 6: must(store_->raise_epoch(event).has_value()); break;
        case 7: compare(); break;
        case 8: report_seats(); break;
        case 9:
          erased_ = true;
          must(store_->erase(event, AttendeeId(input_.ConsumeBool() ? "A-1" : "A-2")).has_value());
          break;
        default: push_again(); break;
      }
    }
    check();
  }

 private:
  void open() {
    hub_.reset();
    store_.reset();
    auto store = hub::SqlHubStore::open(file_);
    must(store.has_value());
    store_ = std::move(*store);
    hub_ = std::make_unique<hub::Hub>(*store_);
  }

  hub::Response ask(hub::Request request) {
    request.held = hub::Request::Held{.seen = 0, .time_is_up = true};
    const hub::Response response =
        hub::Hub::writes(request)
            ? std::move(hub_->handle_together({&request, 1}, fuzz::noon).front())
            : hub_->handle(request, fuzz::noon);
    must(response.status >= 200 && response.status < 600 && response.status != 500 &&
         response.status != 503);
    must(!response.hold);
    if (request.method == "HEAD" || response.bytes().empty()) return response;
    const std::string_view type = hub::header(response.headers, "Content-Type");
    std::string body = response.bytes();
    if (hub::header(response.headers, "Content-Encoding") == "zstd") {
      body = wire::decompress(body, wire::max_reply_bytes).value();
    }
    if (!type.starts_with("application/vnd.meetpoint")) return response;
    const auto tree = type.ends_with("cbor") ? wire::parse_cbor(body) : wire::parse_json(body);
    must(tree.has_value());
    if (response.status >= 300) {
      const auto error = wire::read<wire::ErrorReply>(*tree);
      must(error && !error->error.empty() && !error->message.empty());
    }
    return response;
  }

  hub::Request with_token(hub::Request request, std::size_t station) {
    request.headers.emplace_back("Authorization", "Bearer " + beginning().tokens[station]);
    return request;
  }

  void push() {
    static constexpr std::array<const char*, 14> kinds = {
        "check_in",          "undo",          "contact",   "contact_note", "consent_given",
        "consent_withdrawn", "zone_entered",  "zone_left", "walk_in",      "meeting_attended",
        "badge_issued",      "badge_revoked", "erased",    "later"};
    const std::size_t station = input_.ConsumeIntegralInRange<std::size_t>(0, 1);
    const std::uint32_t incarnation =
        input_.ConsumeBool() ? 1 : input_.ConsumeIntegralInRange(0U, 3U);
    Journal& journal = journals_[{station, incarnation}];
    Journal next = journal;
    wire::PushRequest push{
        .incarnation = incarnation, .first = journal.seq + 1, .previous_hash = journal.chain};
    const int count = input_.ConsumeIntegralInRange(0, 4);
    for (int i = 0; i < count; ++i) {
      FactRecord fact{.id = {{static_cast<std::uint32_t>(station + 1)}, incarnation, ++next.seq},
                      .kind = input_.ConsumeBool() ? input_.PickValueInArray(kinds)
                                                   : input_.ConsumeRandomLengthString(70),
                      .version = input_.ConsumeIntegral<std::uint32_t>(),
                      .hlc = {input_.ConsumeIntegral<std::uint64_t>()},
                      .wall = fuzz::noon,
                      .monotonic_ms = input_.ConsumeIntegral<std::int64_t>()};
      // A map of whatever is there, or what JSON says.
      const std::string text = input_.ConsumeRandomLengthString(200);
      auto body = wire::parse_json(text);
      if (!body || !body->is_object()) body = wire::parse_cbor(text);
      fact.body = wire::write_cbor(
          body && body->is_object() ? *body : wire::Json{{"attendee", "A-1"}, {"zone", text}});
      next.chain = chain_next(next.chain, wire::chained_bytes(fact));
      push.facts.push_back(std::move(fact));
    }
    if (input_.ConsumeIntegralInRange(0, 9) == 0)
      push.first = input_.ConsumeIntegral<std::uint64_t>();
    if (input_.ConsumeIntegralInRange(0, 9) == 0)
      push.previous_hash = input_.ConsumeRandomLengthString(40);
    if (station == 1 && input_.ConsumeIntegralInRange(0, 9) != 0) {
      if (const auto bytes = wire::signed_bytes(event, {2}, push)) {
        push.signature = sign(*bytes, beginning().keys.secret_key);
      }
    }
    const bool columns = input_.ConsumeBool();
    hub::Request request = Beginning::request(
        "POST", "/v1/events/fair/facts", columns ? wire::to_columns(push) : wire::to_cbor(push));
    if (columns) request.headers[0].second = wire::media_columns;
    last_ = with_token(std::move(request), station);
    if (ask(last_).status == 200) journal = next;
  }

  void push_again() {
    if (!last_.method.empty()) ask(last_);
  }

  // Says what it has of which journals, and brings notices that the hub signed or did not.
  void compare() {
    const std::size_t station = input_.ConsumeIntegralInRange<std::size_t>(0, 1);
    wire::VectorRequest vector{.epoch = store_->position(event)->epoch};
    for (const auto& [whose, journal] : journals_) {
      if (whose.first != station || journal.seq == 0) continue;
      vector.journals.push_back({whose.second, journal.seq, journal.chain});
    }
    if (input_.ConsumeBool()) {
      vector.journals.push_back({input_.ConsumeIntegral<std::uint32_t>(),
                                 input_.ConsumeIntegral<std::uint64_t>(),
                                 input_.ConsumeRandomLengthString(33)});
    }
    Notice notice{.kind = std::string(input_.ConsumeBool() ? notice_erased : notice_revoked),
                  .subject = input_.ConsumeRandomLengthString(6)};
    if (input_.ConsumeBool()) vector.notices.push_back(wire::row_of(notice));
    ask(with_token(Beginning::request("POST", "/v1/events/fair/vector", wire::to_cbor(vector)),
                   station));
  }

  void report_seats() {
    wire::GrantsRequest report{.epoch = store_->position(event)->epoch,
                               .incarnation = input_.ConsumeIntegralInRange(0U, 3U),
                               .session = input_.ConsumeIntegralInRange(0U, 3U)};
    for (int i = input_.ConsumeIntegralInRange(0, 2); i > 0; --i) {
      report.zones.push_back(
          {ZoneId(input_.ConsumeBool() ? "Z-1" : "Z-9"), input_.ConsumeIntegral<std::uint64_t>(),
           input_.ConsumeIntegralInRange(0U, 3U), input_.ConsumeIntegral<std::uint64_t>(),
           input_.ConsumeIntegralInRange(0U, 5U)});
    }
    ask(with_token(Beginning::request("POST", "/v1/events/fair/grants", wire::to_cbor(report)),
                   input_.ConsumeIntegralInRange<std::size_t>(0, 1)));
  }

  void raw() {
    static constexpr std::array<const char*, 8> targets = {"/v1/events/fair/facts",
                                                           "/v1/events/fair/vector",
                                                           "/v1/events/fair/key",
                                                           "/v1/events/fair/grants",
                                                           "/v1/enrol",
                                                           "/v1/events/fair/feed",
                                                           "/v1/events/fair/snapshot",
                                                           "/v1/events/fair/erasures"};
    hub::Request request = Beginning::request("POST", input_.PickValueInArray(targets), {});
    if (input_.ConsumeBool()) request.headers[0].second = wire::media_json;
    if (input_.ConsumeBool()) request.headers[1].second = "2";
    const bool packed = input_.ConsumeIntegralInRange(0, 5) == 0;
    if (packed) request.headers.emplace_back("Content-Encoding", "zstd");
    request.body = input_.ConsumeRandomLengthString(2000);
    if (packed && input_.ConsumeBool()) request.body = wire::compress(request.body);
    ask(with_token(std::move(request), input_.ConsumeIntegralInRange<std::size_t>(0, 1)));
  }

  void get() {
    static constexpr std::array<const char*, 5> targets = {
        "/v1/events/fair/feed?after=", "/v1/events/fair/snapshot?", "/v1/events/fair/state-hash?",
        "/v1/events/fair/exports/contacts.csv?", "/"};
    std::string target = input_.PickValueInArray(targets);
    if (input_.ConsumeBool()) {
      target += std::to_string(store_->position(event)->epoch) + "." +
                std::to_string(input_.ConsumeIntegralInRange(0, 30));
    } else {
      target += input_.ConsumeRandomLengthString(40);
    }
    ask(with_token(Beginning::request("GET", std::move(target), {}),
                   input_.ConsumeIntegralInRange<std::size_t>(0, 1)));
  }

  // That the whole is whole.
  void check() {
    const auto position = store_->position(event);
    must(position.has_value());
    const std::string hash = store_->state_hash(event, false).value();
    hub::FeedQuery all;
    all.max_entries = 1'000'000;
    all.max_bytes = 64 << 20;
    auto feed = store_->feed(event, all, fuzz::noon);
    must(feed.has_value());
    hub_.reset();
    store_.reset();

    const auto checked = store::guarded([&]() -> Status {
      auto db = store::Database::open(file_, store::Access::read_only).value();
      auto memory = store::Database::open_in_memory().value();
      must(store::migrate(memory, store::hub_schema()).has_value());
      store::FactTable again(memory, event);
      HubSeq last = 0;
      store::Rows seqs =
          db.query("SELECT hub_seq FROM fact UNION ALL SELECT row_seq FROM roster_row ORDER BY 1");
      while (seqs.next()) {
        const auto seq = static_cast<HubSeq>(seqs.integer(0));
        // A badge of somebody who was erased leaves with its row.
        must(erased_ ? seq > last : seq == last + 1);
        last = seq;
      }
      must(erased_ ? last <= position->head : last == position->head);
      store::Rows facts = db.query("SELECT " + std::string(store::fact_columns) +
                                   ", rejected FROM fact ORDER BY hub_seq DESC");
      while (facts.next()) {
        // What the hub alone set aside does not count.
        again.insert(store::read_fact_row(facts),
                     {.hub_seq = {},
                      .received = {},
                      .chain = {},
                      .set_aside = facts.is_null(9) ? "" : facts.text(9)});
      }
      again.fold_pending();
      must(again.state_hash(false) == hash);
      store::Rows journals = db.query(
          "SELECT j.acked_seq, count(*), max(f.seq) FROM journal j JOIN fact f USING (event_id, "
          "station_id, incarnation) "
          "GROUP BY j.station_id, j.incarnation");
      while (journals.next()) {
        must(journals.integer(0) == journals.integer(1) &&
             journals.integer(0) == journals.integer(2));
      }
      return {};
    });
    must(checked.has_value());

    const fs::path folder = beginning().scratch.path() / "station";
    fs::remove_all(folder);
    const ShiftedClock clock(fuzz::noon);
    auto station = store::StationStore::open(folder, clock);
    must(station.has_value());
    must((*station)
             ->enrol({.event = event,
                      .station = {9},
                      .station_name = "s",
                      .hub_url = "http://h",
                      .token = "t"})
             .has_value());
    const auto carried = wire::read_cbor<wire::FeedReply>(wire::to_cbor(*feed));
    must(carried.has_value());
    must((*station)->apply(*carried).has_value());
  }

  FuzzedDataProvider& input_;
  fs::path file_;
  std::unique_ptr<hub::SqlHubStore> store_;
  std::unique_ptr<hub::Hub> hub_;
  std::map<std::pair<std::size_t, std::uint32_t>, Journal> journals_;
  hub::Request last_;
  bool erased_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  Run(input).play();
  return 0;
}
