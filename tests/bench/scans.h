// From the decoded badge to the durable answer on the screen, in its parts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kiosk/pixels/offscreen.h"
#include "kiosk/shell/face.h"
#include "sync/base/clock.h"
#include "sync/store/station_store.h"
#include "tests/bench/figures.h"

namespace meetpoint::bench {

// What a screen of one size costs. `all`: store, thinking and this screen.
struct ScreenCost {
  int width = 0;
  int height = 0;
  Samples layout;  // what is where, and its triangles
  Samples pixels;  // until the graphics driver has finished
  Samples all;
  Samples all_cpu;
};

struct ScanCost {
  Samples store;      // the transaction with its durable commit, what the screen needs included
  Samples store_cpu;  // of it, without waiting for the disk and for other programs
  Samples think;      // update() and view()
  std::vector<ScreenCost> screens;
};

class ScanBench {
 public:
  // `store` and `clock` must outlive it.
  static Result<std::unique_ptr<ScanBench>> make(store::StationStore& store, const Clock& clock,
                                                 const std::vector<std::pair<int, int>>& sizes);

  // Each badge comes to a kiosk that waits, and is answered and shown. Fails where one is not
  // welcomed.
  Status scan(const std::vector<std::string>& badges);
  const ScanCost& cost() const { return cost_; }

 private:
  struct Screen {
    std::unique_ptr<pixels::Offscreen> surface;
    std::unique_ptr<shell::Face> face;
  };
  ScanBench(store::StationStore& store, const Clock& clock) : store_(store), clock_(clock) {}
  Status scan(const std::string& badge);

  store::StationStore& store_;
  const Clock& clock_;
  core::AppState waiting_;
  std::vector<Screen> screens_;
  ScanCost cost_;
};

}  // namespace meetpoint::bench
