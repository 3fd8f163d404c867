// Carries out the machine's steps: reads the journal, talks to the hub, writes the store. Used by
// one thread, the worker's.
#pragma once

#include <memory>
#include <optional>
#include <random>

#include "sync/base/clock.h"
#include "sync/client/hub_request.h"
#include "sync/client/machine.h"
#include "sync/client/seat_lane.h"
#include "sync/client/transport.h"
#include "sync/store/station_store.h"

namespace meetpoint::client {

// Not inside the class: clang 19 ends with an error of its own there.
template <class Sent>
struct UnderWay {
  ExchangeId id = 0;
  Sent sent;
};

class Exchanges {
 public:
  // All must outlive this.
  Exchanges(store::StationStore&, const Clock&, Transport&, HubAccess, std::uint64_t seed);
  ~Exchanges();  // cancels what is under way

  // Starts everything that is due. Returns how long to wait at most; nothing: until something
  // comes.
  std::optional<Duration> start_due();
  // Takes what has come back. True where entries of the hub were applied.
  bool take(Finished&);
  // Something threw: lets the lanes try again later.
  void recover(const Error&);

  SyncStatus status() const;

 private:
  Moment now() const { return {clock_.now(), clock_.monotonic_ms()}; }
  double random() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }
  Status look();
  void start_key();
  void start_vector();
  void start_push(const Push&);
  void start_pull(PullSent);
  Status carry_out(const StoreTask&);
  std::optional<Duration> start_lanes();
  std::optional<Duration> start_seats();
  void take_seats(Finished&);

  store::StationStore& store_;
  const Clock& clock_;
  Transport& transport_;
  HubAccess access_;
  std::mt19937_64 random_;
  OutboxView view_;
  std::optional<Error> blind_;  // the position of the journal can't be read
  SyncMachine machine_;
  std::optional<ExchangeId> key_;
  std::optional<UnderWay<VectorSent>> vector_;
  std::optional<UnderWay<PushSent>> push_;
  std::optional<UnderWay<PullSent>> pull_;
  SeatLane seat_lane_;
  bool seats_dropped_ = false;
  std::optional<UnderWay<std::uint64_t>> seats_;  // the session that was told
};

}  // namespace meetpoint::client
