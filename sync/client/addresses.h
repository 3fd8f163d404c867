// At which of its addresses a station speaks with its hub: the first while that answers, else
// another one, until the first answers again. Pure: outcomes, `now` and the random number come in;
// Exchanges carries out what it says. Not thread-safe.
//
// Changing costs: everything is read anew there. So an address that has answered is left only after
// some seconds of failures, and the first is gone back to only when it has answered two questions
// in a row, by and by later where it did not hold.
#pragma once

#include <cstddef>
#include <optional>

#include "sync/client/machine.h"

namespace meetpoint::client {

struct AddressTimes {
  int failures = 3;         // of one lane in a row are enough, the last one of them ...
  Duration at_least{3000};  // ... after so long: a hub that is started anew is back before
  Duration at_most{6000};   // a lane without an answer for so long is enough, whatever the count
  Duration stay{20'000};    // on another address that works, before the first is taken again
  Duration probe{60'000};   // the first is asked so often (from 3/4 to 5/4 of it)
  Duration holds{300'000};  // the first was left sooner than this: it is asked half as often, ...
  Duration probe_most{960'000};  // ... down to this
};

class Addresses {
 public:
  // `count` is at least 1; number 0 is the first, the one that the station was enrolled at.
  Addresses(std::size_t count, Moment now, AddressTimes times = {});

  std::size_t present() const { return present_; }
  // Whether the hub has answered at the present address since it was taken.
  bool answers() const { return answered_; }

  // What came of an exchange at the present address. `since`: from when on there was no answer:
  // when it was sent, or of one that the hub may hold, when it failed.
  void on_answer(Lane);
  void on_failure(Lane, Moment since, Moment now);
  // Nobody but a person can mend what the hub says here: another address is tried at once.
  void on_useless();
  // The answer to a question to the first address.
  void on_probe(bool answered, Moment now, double random);

  struct Change {
    std::size_t to = 0;
    // False where all have been tried and none answered: before the first one is asked again the
    // pause of the last failure is sat out. In such rounds each is asked once.
    bool at_once = true;
  };
  // To be carried out where there is one; the addresses have changed by then.
  std::optional<Change> next(Moment now, double random);
  // True: ask the first address now, and give the outcome to on_probe().
  bool probe_due(Moment now);
  // When to ask both again at the latest; nothing: only after an outcome.
  std::optional<Duration> wait(Moment now) const;

 private:
  struct Trouble {
    int failures = 0;  // in a row
    std::int64_t since_ms = 0;
    std::int64_t last_ms = 0;
  };
  bool weary() const { return left_ >= count_; }
  std::optional<std::int64_t> leave_ms() const;
  std::optional<std::int64_t> back_ms() const;
  void go_to(std::size_t, Moment now, double random);
  void plan_probe(Moment now, double random);

  AddressTimes times_;
  std::size_t count_;
  std::size_t present_ = 0;
  std::int64_t taken_ms_ = 0;  // monotonic, like all here
  bool answered_ = false;
  bool useless_ = false;
  Trouble push_;
  Trouble pull_;
  std::size_t left_ = 0;  // addresses since the last answer
  Duration probe_every_;
  std::int64_t probe_ms_ = 0;
  bool probing_ = false;
  bool went_back_ = false;   // to the first, where it has been since taken_ms_
  int probes_answered_ = 0;  // in a row
};

// Whether this is no answer of the station's hub, so that another address may do better. The first
// address is believed where it says that a person has to mend something; see is_useless().
bool is_failure(const Refusal&);
// Of an address other than the first: it is none of this station's hub.
bool is_useless(const Refusal&);

}  // namespace meetpoint::client
