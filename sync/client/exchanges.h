// Carries out the machine's steps: reads the journal, talks to the hub, writes the store. Used by
// one thread, the worker's.
#pragma once

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sync/base/clock.h"
#include "sync/client/addresses.h"
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
  // Store, clock and transport must outlive this. `access.base` is the enrolment's address, `also`
  // are further ones of the same event, as HubAddress::base; to all of them the token is sent.
  Exchanges(store::StationStore&, const Clock&, Transport&, HubAccess access, std::uint64_t seed,
            std::vector<std::string> also = {}, AddressTimes = {});
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
  std::optional<Duration> start_addresses();
  void go_to(const Addresses::Change&);
  void cancel_all();
  // What a lane's exchange says of the address that it went to.
  void judge(Lane, const Refusal*, Moment since, Moment now);
  void take_seats(Finished&);

  store::StationStore& store_;
  const Clock& clock_;
  Transport& transport_;
  HubAccess access_;                // `base` is the address in use
  std::vector<std::string> bases_;  // the enrolment's first
  std::mt19937_64 random_;
  OutboxView view_;
  std::optional<Error> blind_;  // the position of the journal can't be read
  SyncMachine machine_;
  Addresses addresses_;
  std::optional<ExchangeId> probe_;
  std::optional<UnderWay<Moment>> key_;
  std::optional<UnderWay<VectorSent>> vector_;
  std::optional<UnderWay<PushSent>> push_;
  std::optional<UnderWay<PullSent>> pull_;
  SeatLane seat_lane_;
  bool seats_dropped_ = false;
  std::optional<UnderWay<std::uint64_t>> seats_;  // the session that was told
};

}  // namespace meetpoint::client
