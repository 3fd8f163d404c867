#include "tests/disk/failing_calls.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "tests/disk/look.h"
#include "tests/disk/reference.h"

namespace meetpoint::disk {

namespace {

using sim::Call;
using sim::Times;

struct Kind {
  Call call;
  int code;
  const char* name;
};

constexpr Kind kinds[] = {
    {Call::open, SQLITE_CANTOPEN, "open"},
    {Call::read, SQLITE_IOERR_READ, "read"},
    {Call::write, SQLITE_IOERR_WRITE, "write"},
    {Call::write, SQLITE_FULL, "write on a full disk"},
    {Call::sync, SQLITE_IOERR_FSYNC, "sync"},
    {Call::truncate, SQLITE_IOERR_TRUNCATE, "truncate"},
    {Call::remove, SQLITE_IOERR_DELETE, "delete"},
    {Call::lock, SQLITE_IOERR_LOCK, "lock"},
    {Call::map, SQLITE_IOERR_SHMMAP, "map"},
    {Call::size, SQLITE_IOERR_FSTAT, "size"},
    {Call::look, SQLITE_IOERR_ACCESS, "look"},
};

class Breaker {
 public:
  Breaker(Day& day, sim::SimDisk& disk, const Pace& pace) : day_(day), disk_(disk), pace_(pace) {}

  Tried run_faults() {
    each_act([&] {
      for (const Kind& kind : kinds) {
        for (const Times times : {Times::once, Times::for_good}) {
          const std::size_t first = 1 + static_cast<std::size_t>(kind.call) % pace_.every;
          for (std::size_t n = first; enough() && break_at(kind, n, times); n += pace_.every) {
          }
        }
      }
    });
    return std::move(tried_);
  }

  Tried run_full() {
    each_act([&] {
      for (std::uint64_t room = 0; enough() && fill_at(room); room += 4096 * pace_.every) {
      }
    });
    return std::move(tried_);
  }

 private:
  bool enough() const { return tried_.failures.size() <= 20; }

  template <class Body>
  void each_act(Body body) {
    const auto references = run_whole(day_, disk_);
    if (!references) {
      tried_.failures.push_back(references.error().message);
      return;
    }
    for (std::size_t i = 0; i < references->size(); ++i) {
      act_ = &day_.acts()[i];
      reference_ = &(*references)[i];
      body();
    }
  }

  void begin() {
    disk_.mend();
    disk_.restore(reference_->before);
    disk_.power_on();
  }

  // False where the day was over before that call.
  bool break_at(const Kind& kind, std::size_t n, Times times) {
    where_ = fmt::format("{}, {} {} {}", act_->name, kind.name, n,
                         times == Times::once ? "once" : "for good");
    begin();
    disk_.fail(kind.call, n, times, kind.code);
    return play([&] { return disk_.failures() > 0; });
  }

  bool fill_at(std::uint64_t room) {
    where_ = fmt::format("{}, room for {} bytes", act_->name, room);
    begin();
    disk_.set_capacity(disk_.used_bytes() + room);
    return play([&] { return failed_here_; });
  }

  // Runs the act until something fails or, for faults that nobody notices, to its end.
  template <class Met>
  bool play(Met met) {
    failed_here_ = part_ = false;
    std::size_t done = 0;
    day_.set_moment(reference_->first_moment);
    const Status opened = day_.start();
    if (!opened) {
      failed_here_ = true;
      check_words("opening", opened.error());
    } else {
      while (done < act_->steps.size()) {
        const auto answer = step(done);
        if (!answer) {
          failed_here_ = true;
          part_ = answer.error().code == ErrorCode::conflict;
          if (!part_) check_words(act_->steps[done].name, answer.error());
          break;
        }
        if (*answer != reference_->answers[done]) {
          wrong(fmt::format("{} answered otherwise: {:.300}", act_->steps[done].name, *answer));
          break;
        }
        ++done;
      }
    }
    const bool was_met = met();
    if (was_met) ++tried_.cuts;
    if (part_) {
      check_part(done);
    } else {
      if (failed_here_) go_on(try_again(done, opened.has_value()), opened.has_value());
      disk_.mend();
      if (was_met) check_durable();
    }
    disk_.mend();
    day_.stop();
    return was_met;
  }

  // Once more while the fault lasts: it may succeed, where it came once.
  std::size_t try_again(std::size_t done, bool is_open) {
    if (!is_open || done == act_->steps.size()) return done;
    if (act_->steps[done].counts_each_time) return done;
    const auto again = step(done);
    if (!again) return done;
    if (*again != reference_->answers[done]) {
      wrong(fmt::format("{} answered otherwise at the second try: {:.300}", act_->steps[done].name,
                        *again));
    }
    return done + 1;
  }

  // Of several stations some were answered: whoever was not comes again, and all of it is there.
  void check_part(std::size_t done) {
    disk_.mend();
    if (const auto again = step(done); !again) wrong("asked again: " + again.error().message);
    disk_.power_cut(sim::Loss::dropped);
    day_.stop();
    disk_.power_on();
    if (!restart(done)) return;
    auto db = store::Database::open(day_.database(), store::Access::read_only);
    const std::string fault = db ? day_.find_fault(*db) : db.error().message;
    if (!fault.empty()) return wrong("after a part: " + fault);
    // The order in which they came may be another; nothing else may.
    const auto facts = [](store::Database& in) {
      store::Rows rows = in.query("SELECT count(*), sum(acked_seq) FROM journal");
      rows.next();
      return rows.text(0) + " " + rows.text(1);
    };
    const std::string found = facts(*db);
    day_.stop();
    disk_.restore(reference_->before);
    disk_.power_on();
    if (!restart(0)) return;
    for (std::size_t i = 0; i <= done; ++i) static_cast<void>(step(i));
    auto whole = store::Database::open(day_.database(), store::Access::read_only);
    if (whole && facts(*whole) != found) wrong("of a part, facts are missing: " + found);
  }

  Result<std::string> step(std::size_t i) {
    day_.set_moment(reference_->first_moment + i + 1);
    return act_->steps[i].run();
  }

  // The fault is over.
  void go_on(std::size_t done, bool is_open) {
    disk_.mend();
    last_ = done;
    if (!is_open) {
      if (!restart(done)) return;
    }
    // What failed may be there all the same; SQLite may have to be opened anew to know.
    const auto found = contents_on_disk(day_);
    if (!found) return wrong("after the fault: " + found.error().message);
    std::size_t there = done;
    if (*found != reference_->contents[there]) ++there;
    if (there >= reference_->contents.size() || *found != reference_->contents[there]) {
      return wrong(
          fmt::format("after {} steps: {}", done, difference(reference_->contents[done], *found)));
    }
    last_ = std::min(there + pace_.go_on, act_->steps.size());
    bool restarted = !is_open;
    for (std::size_t i = there; i < last_; ++i) {
      auto answer = step(i);
      if (!answer && !restarted) {
        ++tried_.restarts;
        restarted = true;
        day_.stop();
        if (!restart(i)) return;
        answer = step(i);
      }
      if (!answer || *answer != reference_->answers[i]) {
        return wrong(fmt::format("going on with {}: {:.300}", act_->steps[i].name,
                                 answer ? *answer : answer.error().message));
      }
    }
  }

  bool restart(std::size_t done) {
    day_.set_moment(reference_->first_moment + done);
    const Status opened = day_.start();
    if (!opened) wrong("it did not open after the fault: " + opened.error().message);
    return opened.has_value();
  }

  // Whatever was done is there when the power goes now.
  void check_durable() {
    const std::size_t expected = failed_here_ ? last_ : act_->steps.size();
    disk_.power_cut(sim::Loss::dropped);
    day_.stop();
    disk_.power_on();
    day_.set_moment(reference_->first_moment + expected);
    if (const Status opened = day_.start(); !opened) {
      return wrong("it did not open after a power cut: " + opened.error().message);
    }
    const auto found = contents_on_disk(day_);
    if (!found) return wrong("after a power cut: " + found.error().message);
    if (*found != reference_->contents[expected]) {
      wrong("after a power cut: " + difference(reference_->contents[expected], *found));
    }
  }

  void check_words(const std::string& step, const Error& error) {
    const bool known = error.code == ErrorCode::io || error.code == ErrorCode::disk_full ||
                       error.code == ErrorCode::corrupt;
    // Only a program that starts may say that there is no such file, as it looks for it on the
    // machine's own disk (for what it says there: small_disk).
    const bool starts = step == "opening" || step == "restart";
    if (starts && error.code == ErrorCode::not_found) return;
    if (!known || error.message.find("disk") == std::string::npos) {
      wrong(fmt::format("{} said: {} {}", step, name_of(error.code), error.message));
    }
  }

  void wrong(const std::string& what) { tried_.failures.push_back(where_ + ": " + what); }

  Day& day_;
  sim::SimDisk& disk_;
  Pace pace_;
  const Act* act_ = nullptr;
  const ActReference* reference_ = nullptr;
  std::string where_;
  bool failed_here_ = false;
  bool part_ = false;
  std::size_t last_ = 0;  // how many steps are done, in the end
  Tried tried_;
};

}  // namespace

Tried try_failing_calls(Day& day, sim::SimDisk& disk, const Pace& pace) {
  return Breaker(day, disk, pace).run_faults();
}

Tried try_full_disks(Day& day, sim::SimDisk& disk, const Pace& pace) {
  return Breaker(day, disk, pace).run_full();
}

}  // namespace meetpoint::disk
