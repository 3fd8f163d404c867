// What comes back to a station, from a hub or from whatever answers in its place, through the
// client's own reading of HTTP into a store on SQLite. Whatever it is: the station keeps its own
// facts, its cursor never goes back within an epoch, its state is the fold of its facts, and it can
// go on recording.
#include <fuzzer/FuzzedDataProvider.h>
#include <sodium.h>

#include <array>

#include "sync/base/shifted_clock.h"
#include "sync/client/hub_reply.h"
#include "sync/store/fact_table.h"
#include "sync/store/schema.h"
#include "sync/store/station_store.h"
#include "sync/wire/compress.h"
#include "sync/wire/packed_messages.h"
#include "sync/wire/roster_codec.h"
#include "tests/fuzz/scratch.h"

namespace {

namespace fs = std::filesystem;
using namespace meetpoint;
using fuzz::must;

const EventId event("fair");

struct Beginning {
  Beginning() {
    must(sodium_init() >= 0);
    auto station = store::StationStore::open(scratch.path() / "beginning", clock);
    must(station.has_value());
    must((*station)
             ->enrol({.event = event,
                      .station = {1},
                      .station_name = "Door",
                      .hub_url = "http://h",
                      .token = "t"})
             .has_value());
    must((*station)
             ->write([](store::StationWrite& write) -> Status {
               write.append(CheckIn{AttendeeId("A-1"), "BADGE-1"});
               write.append(ZoneEntered{AttendeeId("A-1"), ZoneId("Z-1"), false});
               return {};
             })
             .has_value());
  }
  fuzz::Scratch scratch{"feed"};
  ShiftedClock clock{fuzz::noon};
};

Beginning& beginning() {
  static Beginning made;
  return made;
}

class Run {
 public:
  explicit Run(FuzzedDataProvider& input)
      : input_(input), folder_(beginning().scratch.path() / "now") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy_file(beginning().scratch.path() / "beginning/station.db", folder_ / "station.db");
    auto opened = store::StationStore::open(folder_, beginning().clock);
    must(opened.has_value());
    store_ = std::move(*opened);
  }

  void play() {
    for (int i = 0; i < 16 && input_.remaining_bytes() > 0; ++i) {
      const auto before = position();
      switch (input_.ConsumeIntegralInRange(0, 8)) {
        case 0: apply(raw_feed()); break;
        case 1:
        case 2: apply(made_feed()); break;
        case 3: acknowledge(); break;
        case 4:
          static_cast<void>(store_->reset_to(1 + input_.ConsumeIntegralInRange(0U, 3U)));
          static_cast<void>(input_.ConsumeIntegral<std::uint8_t>());
          break;
        case 5: settle(); break;
        case 6: take_seats(); break;
        case 7:
          static_cast<void>(store_->key_registered(input_.ConsumeRandomLengthString(70)));
          break;
        default: begin_journal(before); break;
      }
      const auto now = position();
      must(now.acked_seq <= now.last_seq);
      if (now.epoch == before.epoch && now.incarnation == before.incarnation &&
          !was_reset(before, now)) {
        must(now.cursor >= before.cursor);
      }
    }
    check();
  }

 private:
  store::JournalPosition position() { return store_->position().value(); }
  static bool was_reset(const store::JournalPosition&, const store::JournalPosition& now) {
    return now.cursor == 0;
  }

  client::Response http(std::string body, std::string_view media_type) {
    client::Response response{.status = 200};
    response.headers = {{"Content-Type", std::string(media_type)},
                        {"Meetpoint-Protocol", std::to_string(wire::protocol_version)}};
    switch (input_.ConsumeIntegralInRange(0, 12)) {
      case 0: response.status = input_.ConsumeIntegralInRange(100, 599); break;
      case 1: response.headers.pop_back(); break;
      case 2: response.headers[0].value = input_.ConsumeRandomLengthString(30); break;
      case 3: response.headers[1].value = input_.ConsumeRandomLengthString(10); break;
      case 4: response.headers.push_back({"Content-Encoding", "zstd"}); break;
      case 5:
        response.headers.push_back({"Retry-After", input_.ConsumeRandomLengthString(12)});
        break;
      default: break;
    }
    response.body = std::move(body);
    return response;
  }

  client::Response raw_feed() {
    static constexpr std::array<std::string_view, 3> forms = {wire::media_json, wire::media_cbor,
                                                              wire::media_columns};
    const std::string_view form = input_.PickValueInArray(forms);
    return http(input_.ConsumeRandomLengthString(3000), form);
  }

  // One that fits where the station is, as far as its numbers go.
  client::Response made_feed() {
    static constexpr std::array<const char*, 12> kinds = {
        "check_in", "undo",         "zone_entered",  "zone_left",
        "walk_in",  "badge_issued", "badge_revoked", "meeting_attended",
        "contact",  "erased",       "later",         "consent_given"};
    static constexpr std::array<const char*, 10> types = {
        "attendee", "badge", "zone",         "meeting", "place",
        "session",  "event", "organisation", "notice",  "later"};
    const auto at = position();
    wire::FeedReply feed{
        .epoch = at.epoch == 0 ? 1 : at.epoch, .from = at.cursor, .now = fuzz::noon};
    HubSeq seq = at.cursor;
    for (int i = input_.ConsumeIntegralInRange(0, 5); i > 0; --i) {
      seq += input_.ConsumeIntegralInRange(1U, 3U);
      const std::string text = input_.ConsumeRandomLengthString(160);
      auto body = wire::parse_json(text);
      if (!body || !body->is_object()) body = wire::parse_cbor(text);
      if (!body || !body->is_object())
        body = wire::Json{{"attendee", "A-2"}, {"zone", "Z-1"}, {"id", text}};
      wire::FeedEntry entry{.seq = seq};
      if (input_.ConsumeBool()) {
        entry.fact = FactRecord{.id = {{input_.ConsumeIntegralInRange(0U, 4U)},
                                       input_.ConsumeIntegralInRange(0U, 2U),
                                       input_.ConsumeIntegralInRange<std::uint64_t>(0, 9)},
                                .kind = input_.PickValueInArray(kinds),
                                .hlc = {input_.ConsumeIntegral<std::uint64_t>()},
                                .wall = fuzz::noon,
                                .body = wire::write_cbor(*body)};
      } else {
        entry.row = RosterRow{.type = input_.PickValueInArray(types),
                              .id = input_.ConsumeRandomLengthString(8),
                              .deleted = input_.ConsumeBool(),
                              .body = wire::write_cbor(*body)};
      }
      feed.entries.push_back(std::move(entry));
    }
    feed.to = seq;
    feed.head = seq + input_.ConsumeIntegralInRange(0U, 2U);
    if (input_.ConsumeIntegralInRange(0, 9) == 0) feed.to = input_.ConsumeIntegral<std::uint64_t>();
    if (input_.ConsumeIntegralInRange(0, 9) == 0)
      feed.head = input_.ConsumeIntegral<std::uint64_t>();
    if (input_.ConsumeIntegralInRange(0, 9) == 0)
      feed.epoch = input_.ConsumeIntegral<std::uint64_t>();
    if (input_.ConsumeBool()) return http(wire::to_columns(feed), wire::media_columns);
    return http(wire::to_cbor(feed), wire::media_cbor);
  }

  void apply(const client::Response& response) {
    auto answer = client::read_feed_reply(response, fuzz::noon);
    if (!answer) return;
    const auto before = position();
    if (!store_->apply(*answer)) must(position() == before);
  }

  void acknowledge() {
    const bool json = input_.ConsumeBool();
    auto answer = client::read_push_reply(
        http(input_.ConsumeRandomLengthString(400), json ? wire::media_json : wire::media_cbor),
        fuzz::noon);
    if (answer)
      static_cast<void>(
          store_->acknowledge(position().incarnation, answer->acked_seq, answer->results));
  }

  void settle() {
    const bool json = input_.ConsumeBool();
    auto answer = client::read_vector_reply(
        http(input_.ConsumeRandomLengthString(400), json ? wire::media_json : wire::media_cbor),
        fuzz::noon);
    if (answer) static_cast<void>(store_->settle(*answer));
  }

  void take_seats() {
    const bool json = input_.ConsumeBool();
    auto answer = client::read_grants_reply(
        http(input_.ConsumeRandomLengthString(400), json ? wire::media_json : wire::media_cbor),
        fuzz::noon);
    if (answer) static_cast<void>(store_->apply_grants(*answer));
    must(store_->seat_report().has_value());
  }

  // As after a fork, with some of the facts under other ids at the hub.
  void begin_journal(const store::JournalPosition& at) {
    store::NewJournal anew{.at_least = at.incarnation + input_.ConsumeIntegralInRange(0U, 2U),
                           .of = at.incarnation,
                           .agreed_seq = at.acked_seq};
    const std::uint64_t known = input_.ConsumeIntegralInRange(0U, 2U);
    for (std::uint64_t i = 1; i <= known && at.acked_seq + i <= at.last_seq; ++i) {
      anew.known.push_back({at.acked_seq + i, 100 + at.incarnation, i});
    }
    must(store_->begin_incarnation(anew).has_value());
  }

  void check() {
    FactId recorded;
    const Status wrote = store_->write([&](store::StationWrite& write) -> Status {
      recorded = write.append(CheckIn{AttendeeId("A-2"), "BADGE-2"});
      return {};
    });
    // A hub that hands out our own next ids as somebody's is the one reason not to record (and says
    // so).
    must(wrote || wrote.error().code == ErrorCode::corrupt);
    must(store_
             ->read([](store::EventReader& reader) -> Status {
               static_cast<void>(reader.day(AttendeeId("A-1")));
               static_cast<void>(reader.badge("BADGE-1"));
               static_cast<void>(reader.people_in(ZoneId("Z-1")));
               static_cast<void>(reader.event());
               return {};
             })
             .has_value());
    const std::string hash = store_->state_hash(false).value();
    store_.reset();
    const auto checked = store::guarded([&]() -> Status {
      auto db = store::Database::open(folder_ / "station.db", store::Access::read_only).value();
      auto memory = store::Database::open_in_memory().value();
      must(store::migrate(memory, store::station_schema()).has_value());
      store::FactTable again(memory, event);
      store::Rows facts = db.query("SELECT " + std::string(store::fact_columns) +
                                   ", rejected FROM fact ORDER BY hlc DESC");
      while (facts.next()) again.insert(store::read_fact_row(facts), {});
      again.fold_pending();
      must(again.state_hash(false) == hash);
      // What was recorded at the beginning is here still, under whatever incarnation.
      store::Rows own =
          db.query("SELECT count(*) FROM fact WHERE station_id = 1 AND kind <> 'later'");
      must(own.next() && own.integer(0) >= 2);
      return {};
    });
    must(checked.has_value());
  }

  FuzzedDataProvider& input_;
  fs::path folder_;
  std::unique_ptr<store::StationStore> store_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  Run(input).play();
  return 0;
}
