#include "tests/disk/power_cuts.h"

#include <fmt/format.h>

#include "tests/disk/look.h"
#include "tests/disk/reference.h"

namespace meetpoint::disk {

namespace {

using sim::Loss;

class Cutter {
 public:
  Cutter(Day& day, sim::SimDisk& disk, const Pace& pace) : day_(day), disk_(disk), pace_(pace) {}

  Tried run() {
    const auto references = run_whole(day_, disk_);
    if (!references) {
      tried_.failures.push_back(references.error().message);
      return std::move(tried_);
    }
    for (std::size_t i = 0; i < references->size(); ++i) {
      act_ = &day_.acts()[i];
      reference_ = &(*references)[i];
      for (const Loss loss : sim::every_loss) {
        // A coarse pace meets other calls with each loss.
        const std::size_t first = 1 + static_cast<std::size_t>(loss) % pace_.every;
        for (std::size_t call = first; cut_at(call, loss); call += pace_.every) {
          if (tried_.failures.size() > 20) return std::move(tried_);
        }
      }
    }
    return std::move(tried_);
  }

 private:
  // False where the day was over before.
  bool cut_at(std::size_t call, Loss loss) {
    where_ = fmt::format("{}, call {}, {}", act_->name, call, sim::name_of(loss));
    disk_.restore(reference_->before);
    disk_.power_on();
    disk_.cut_after(call, loss);
    const std::size_t done = run_until_it_goes();
    const bool went = disk_.is_off();
    disk_.do_not_cut();
    day_.stop();
    if (!went) {
      if (done != act_->steps.size()) wrong(fmt::format("step {} failed on a sound disk", done));
      return false;
    }
    ++tried_.cuts;
    const sim::Image left = disk_.copy();
    disk_.power_on();
    const std::size_t there = open_and_compare(done);
    go_on(there);
    day_.stop();
    if (pace_.second_every > 0) cut_again(left, loss, done);
    return true;
  }

  // The number of steps that succeeded.
  std::size_t run_until_it_goes() {
    day_.set_moment(reference_->first_moment);
    if (!day_.start()) return 0;
    std::size_t done = 0;
    for (const Step& step : act_->steps) {
      if (disk_.is_off()) break;
      day_.set_moment(reference_->first_moment + done + 1);
      const auto answer = step.run();
      if (!answer) break;
      if (*answer != reference_->answers[done]) wrong(step.name + " answered otherwise");
      ++done;
    }
    return done;
  }

  // How many steps are there in full; as `done` where that can't be said.
  std::size_t open_and_compare(std::size_t done) {
    day_.set_moment(reference_->first_moment + done);
    if (const Status opened = day_.start(); !opened) {
      wrong("it did not open: " + opened.error().message);
      return done;
    }
    const auto found = contents_on_disk(day_);
    if (!found) {
      wrong("after opening: " + found.error().message);
      return done;
    }
    if (*found == reference_->contents[done]) return done;
    if (done + 1 < reference_->contents.size() && *found == reference_->contents[done + 1]) {
      return done + 1;
    }
    wrong(fmt::format("after {} steps: {}", done, difference(reference_->contents[done], *found)));
    return done;
  }

  void go_on(std::size_t from) {
    const std::size_t to = std::min(from + pace_.go_on, act_->steps.size());
    for (std::size_t i = from; i < to; ++i) {
      day_.set_moment(reference_->first_moment + i + 1);
      const auto answer = act_->steps[i].run();
      if (!answer || *answer != reference_->answers[i]) {
        wrong(fmt::format("going on with {}: {}", act_->steps[i].name,
                          answer ? "another answer" : answer.error().message));
        return;
      }
    }
    const auto found = contents_on_disk(day_);
    if (!found || *found != reference_->contents[to]) {
      wrong("after going on: " +
            (found ? difference(reference_->contents[to], *found) : found.error().message));
    }
  }

  // The power goes again while what it left is being opened, and then stays.
  void cut_again(const sim::Image& left, Loss loss, std::size_t done) {
    const std::string first = where_;
    for (std::size_t call = 1;; call += pace_.second_every) {
      where_ = fmt::format("{}, and again in call {} of opening", first, call);
      disk_.restore(left);
      disk_.cut_after(call, loss);
      day_.set_moment(reference_->first_moment + done);
      static_cast<void>(day_.start());
      const bool went = disk_.is_off();
      disk_.do_not_cut();
      day_.stop();
      if (!went) return;
      ++tried_.second_cuts;
      disk_.power_on();
      open_and_compare(done);
      day_.stop();
    }
  }

  void wrong(const std::string& what) { tried_.failures.push_back(where_ + ": " + what); }

  Day& day_;
  sim::SimDisk& disk_;
  Pace pace_;
  const Act* act_ = nullptr;
  const ActReference* reference_ = nullptr;
  std::string where_;
  Tried tried_;
};

}  // namespace

Tried try_power_cuts(Day& day, sim::SimDisk& disk, const Pace& pace) {
  return Cutter(day, disk, pace).run();
}

}  // namespace meetpoint::disk
