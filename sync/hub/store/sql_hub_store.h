// The hub's store in a database: one connection writes, a few read. In one SQLite file by itself,
// or in one that several hubs share.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>

#include "sync/hub/store/hub_store.h"
#include "sync/hub/store/moments.h"
#include "sync/hub/store/relay_store.h"
#include "sync/model/erasure.h"
#include "sync/model/notice.h"
#include "sync/model/signature.h"
#include "sync/store/database.h"
#include "sync/store/erasure.h"
#include "sync/store/late_facts.h"
#include "sync/store/log_mover.h"

namespace meetpoint::hub {

// A day's facts of many stations touch pages all over the file: what does not fit into the cache is
// read again for each of them.
inline constexpr const char* writer_settings = "PRAGMA cache_size = -196608;";

class SqlHubStore final : public HubStore, public RelayStore {
 public:
  // Makes the file if need be. Fails with foreign, newer_version, corrupt, disk_full, io. The
  // caller holds the folder's lock (data_folder.h): two writers would damage the file.
  static Result<std::unique_ptr<SqlHubStore>> open(const std::filesystem::path& file);
  // In a database that other hubs may write to as well (Engine::is_shared). Its tables are up to
  // date, and its seat session is the caller's.
  static std::unique_ptr<SqlHubStore> over(store::Database writer,
                                           std::vector<store::Database> readers);
  ~SqlHubStore() override;

  // As many pages of the log as are moved into the file at once. Before the first move_log().
  void move_log_of(std::size_t pages) { moved_at_once_ = pages; }

  // Pushes of more facts than this are folded later. Before the first push.
  void fold_at_once(std::size_t facts) { folded_at_once_ = facts; }

  // How many of their facts are put in order together. Before the first push.
  void sort_by(store::LateSort::Pace pace) { sort_pace_ = pace; }

  Result<std::vector<EventSummary>> events() override;
  Result<EventPosition> position(const EventId&) override;
  Result<std::optional<Station>> station(const EventId&, StationId) override;
  Result<std::vector<Station>> stations(const EventId&) override;
  Result<std::vector<wire::KnownStation>> known_stations(const EventId&) override;
  Result<Station> add_station(const EventId&, const NewStation&, Instant now) override;
  Result<std::vector<StoredCode>> codes(const std::string& locator) override;
  Result<Redeemed> redeem(const StoredCode&, const std::string& token_hash,
                          const wire::EnrolRequest&, Instant now) override;
  Status revoke(const EventId&, StationId) override;
  Result<std::string> register_key(const EventId&, StationId,
                                   const std::string& public_key) override;
  void saw(const EventId&, StationId, Instant now) override;
  using HubStore::push;
  Result<PushOutcome> push(const EventId&, StationId, const wire::PushRequest&, const CheckedPush&,
                           Instant now) override;
  Result<PushOutcome> rescue(const EventId&, StationId, const wire::PushRequest&, bool approved,
                             Instant now) override;
  Result<wire::VectorReply> vector(const EventId&, StationId, const wire::VectorRequest&,
                                   Instant now) override;
  Result<std::vector<Station>> not_refilled(const EventId&) override;
  Result<SetAsideList> set_aside(const EventId&, std::size_t limit) override;
  Result<std::uint64_t> acked_seq(const EventId&, StationId) override;
  Result<HubSeq> newest_row(const EventId&) override;
  Result<wire::FeedReply> feed(const EventId&, const FeedQuery&, Instant now) override;
  Result<ImportOutcome> import_roster(const EventId&, std::vector<RosterRow>) override;
  Result<std::uint64_t> raise_epoch(const EventId&) override;
  Result<std::uint64_t> raise_epoch_from(const EventId&, std::uint64_t epoch) override;
  Result<bool> knows(const EventId&, HubSeq seq, const std::string& mark) override;
  Result<wire::GrantsReply> grants(const EventId&, StationId, const wire::GrantsRequest&) override;
  Result<SeatOverview> seats(const EventId&) override;
  Status grant_without(const EventId&) override;
  Result<Erasure> erase(const EventId&, const AttendeeId&) override;
  Result<std::size_t> heed(const EventId&, const std::vector<RosterRow>&) override;
  Result<std::string> state_hash(const EventId&, bool shared_only) override;
  Result<ContactMaterial> contact_material(const EventId&) override;
  Result<bool> fold_left() override;
  Status move_log() override;
  Status ready() override;
  bool is_shared() const override { return writer_.is_shared(); }
  Result<std::uint64_t> pulse() override;
  Status together(const std::function<void()>& body) override;
  Status at_one_moment(const std::function<void()>& body) override;

  // Of a relay (relay.cpp, relay_feed.cpp).
  Result<std::optional<Upstream>> upstream() override;
  Status join(const Upstream&) override;
  Status move_upstream(const std::string& url) override;
  Result<RelayView> relay_view() override;
  Result<RelayBacklog> relay_backlog() override;
  Result<std::uint64_t> kept_for_upstream(const EventId&, StationId) override;
  Result<std::uint32_t> next_incarnation_here(const EventId&, StationId) override;
  Result<bool> mirror_stations(const std::vector<wire::KnownStation>&) override;
  Result<wire::PushRequest> signed_push(StationId, std::uint32_t incarnation, std::uint64_t after,
                                        std::size_t max_facts, std::size_t max_bytes) override;
  Status forwarded(StationId, std::uint32_t incarnation, const wire::PushReply&,
                   bool asked) override;
  Status parted(const PartedJournal&, std::uint64_t epoch) override;
  Status claim(const EventId&, StationId, const wire::VectorRequest&) override;
  Result<wire::VectorRequest> claim_of(StationId) override;
  Status told(StationId, std::uint64_t epoch) override;
  Result<bool> apply_upstream(const wire::FeedReply&, bool whole, Instant now) override;

 private:
  // How facts come in: from the station itself, or in a file.
  enum class Way { pushed, brought, brought_and_approved };
  Result<PushOutcome> take_facts(const EventId&, StationId, const wire::PushRequest&,
                                 const CheckedPush&, Way, Instant);
  SqlHubStore(store::Database writer, std::vector<store::Database> readers,
              std::unique_ptr<store::LogMover> log);

  // Runs `body(Database&)` in a transaction of its own, or as a part of together()'s. It may run
  // more than once.
  template <class Body>
  auto write(const EventId&, Body body) -> std::invoke_result_t<Body, store::Database&>;
  // Runs `body(Database&)` on a reading connection, in one snapshot; in together() and in
  // at_one_moment() as a part of theirs, with a StoreFailure thrown.
  template <class Body>
  auto read(Body body) -> std::invoke_result_t<Body, store::Database&>;

  Status try_together(const std::function<void()>& body, bool one_by_one);
  store::Database take_reader();
  void give_back(store::Database);
  // Of one event: in a shared database its lock is held, those of others are not.
  void write_last_seen(const EventId&);
  Status try_writing();
  // After a commit: what was erased leaves the file.
  void purge_erased();
  void remember(const Status&);

  std::recursive_mutex write_mutex_;
  store::Database writer_;
  std::mutex log_mutex_;                  // guards log_; taken before write_mutex_
  std::unique_ptr<store::LogMover> log_;  // nothing in a shared database
  std::size_t moved_at_once_ = store::LogMover::enough;
  store::Purge purge_;
  std::size_t folded_at_once_ = 100;
  bool some_left_ = true;  // to be folded, perhaps
  store::LateSort::Pace sort_pace_;
  std::optional<store::LateSort> sort_;  // under way
  bool in_together_ = false;
  // In together(): whether each write has a savepoint, and whether one failed in the middle
  // without.
  bool one_by_one_ = false;
  bool half_done_ = false;
  std::optional<store::StoreFailure> together_lost_;

  Moments moments_;
  std::mutex reader_mutex_;
  std::condition_variable reader_free_;
  std::vector<store::Database> readers_;

  std::mutex seen_mutex_;
  // When the stations of an event were heard of, since that was written last.
  struct Seen {
    std::map<StationId, Instant> stations;
    Instant newest{};
    Instant due{};  // to be written
  };
  std::map<EventId, Seen> seen_;
  std::optional<Error> last_write_;  // why the last write failed; empty: it did not
};

// Signs a notice and puts it into the feed; nothing where it is there already.
Status publish(store::Database&, const EventId&, Notice);
// Facts named badges of erased people that no notice knew: the notices do from now on.
Status extend_notices(store::Database&, const EventId&, const std::vector<LearnedCode>&);
// What stations kept for a hub that was put back from an older copy: applies the notices that this
// hub signed and does not know; how many.
Result<std::size_t> apply_notices(store::Database&, const EventId&, const std::vector<RosterRow>&);

// Does what a notice says, without putting it into the feed.
Status obey(store::Database&, const EventId&, Notice&);
// Of a relay: its stations read all again and say what they have.
Status begin_own_epoch(store::Database&, const EventId&);

// A file that was put back from a copy must not grant seats before it heard what was granted since.
Status begin_seat_session(store::Database&);

// unreachable where the event was moved to another database. Throws StoreFailure.
Status not_moved(store::Database&, const EventId&);
// The position of an event, on the connection of a running transaction. Throws StoreFailure.
Result<EventPosition> position_of(store::Database&, const EventId&);
// The mark of the commit that holds `seq`; empty: it was before marks. See wire::FeedReply.
std::string mark_at(store::Database&, const EventId&, HubSeq seq);
// By which the hub signs for an event; made when it is first asked for. Throws StoreFailure.
KeyPair hub_key_of(store::Database& writer, const EventId&);
// Takes the next `count` numbers; locks the event's counter until the commit. The last of them.
Result<EventPosition> advance_head(store::Database&, const EventId&, std::size_t count);

}  // namespace meetpoint::hub
