// Carries the relay's steps out: reads what is to be sent, talks to the central hub, writes the
// store, and passes on what only the central hub can answer. Used by one thread, the worker's.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "sync/base/clock.h"
#include "sync/client/hub_request.h"
#include "sync/client/transport.h"
#include "sync/hub/store/relay_store.h"
#include "sync/relay/board.h"
#include "sync/relay/machine.h"

namespace meetpoint::relay {

class Exchanges {
 public:
  using Answered = std::function<void(Result<client::Response>)>;
  using Asked = std::function<void(bool heard)>;

  // All must outlive this.
  Exchanges(hub::RelayStore&, Board&, const Clock&, client::Transport&, client::HubAccess,
            std::uint64_t seed);
  ~Exchanges();  // cancels what is under way

  // Starts everything that is due. Returns how long to wait at most; nothing: until something
  // comes.
  std::optional<Duration> start_due();
  // Takes what has come back. True where stations have something new to read.
  bool take(client::Finished&);
  // Something threw: lets the lanes try again later.
  void recover(const Error&);

  // A request that the central hub answers. `anyway`: also where it did not answer of late.
  void pass_on(client::Request, bool anyway, Answered);
  // Reads the list of stations anew: somebody came whom it does not name. Tells whether the central
  // hub could be asked.
  void ask_stations(Asked);

  // The program ends: who waits is told that nobody could be asked.
  void turn_away();

  Status status() const { return machine_.status(); }

 private:
  Moment now() const { return {clock_.now(), clock_.monotonic_ms()}; }
  double random() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }
  client::HubAccess access_for(StationId) const;
  meetpoint::Status look();
  void post();
  std::optional<Duration> start_steps();
  void start_tell(const Tell&);
  void start_forward(const Forward&);
  void start_pull(Pulled);
  void answer_asked(bool heard);
  Result<bool> carry_out(const Task&);
  bool finish(Lane, const Task&);

  hub::RelayStore& store_;
  Board& board_;
  const Clock& clock_;
  client::Transport& transport_;
  client::HubAccess access_;
  std::mt19937_64 random_;
  hub::UpstreamPosition position_;
  View view_;
  std::optional<Error> blind_;  // the store can't be read
  Machine machine_;
  std::optional<client::ExchangeId> stations_;
  std::optional<std::pair<client::ExchangeId, StationId>> tell_;
  std::optional<std::pair<client::ExchangeId, Pulled>> pull_;
  std::map<client::ExchangeId, Forwarded> forwards_;
  std::map<client::ExchangeId, Answered> passed_on_;
  std::vector<Asked> asked_;   // wait for a list that is read from now on
  std::vector<Asked> riding_;  // wait for the one under way
};

}  // namespace meetpoint::relay
