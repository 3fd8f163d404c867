#include "tests/bench/scan_latency.h"

#include <chrono>
#include <deque>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

#include "kiosk/scan/scanner.h"
#include "tests/samples/samples.h"

namespace meetpoint::bench {
namespace {

using Steady = std::chrono::steady_clock;

// When each frame was handed over, more exactly than a Moment tells; shared by two threads.
class Handed {
 public:
  void note(scan::Moment captured, Steady::time_point at) {
    const std::lock_guard lock(mutex_);
    times_.emplace_back(captured, at);
  }
  std::optional<Steady::time_point> when(scan::Moment captured) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [moment, at] : times_) {
      if (moment == captured) return at;
    }
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::deque<std::pair<scan::Moment, Steady::time_point>> times_;
};

// A camera of 30 frames a second that drops what nobody asked for in time.
class Paced : public scan::FrameSource {
 public:
  Paced(const std::vector<scan::GrayImage>& pictures, Handed& handed)
      : pictures_(pictures), handed_(handed), began_(Steady::now()) {}

  Result<scan::FramePtr> next(Duration) override {
    const auto now = Steady::now();
    const auto due = static_cast<std::size_t>((now - began_) / period);
    const std::size_t frame = std::max(next_, due);
    if (frame >= pictures_.size()) {
      ended_ = true;
      return scan::FramePtr();
    }
    std::this_thread::sleep_until(began_ + period * static_cast<int>(frame));
    next_ = frame + 1;
    auto out = std::make_shared<scan::Frame>();
    out->luma = pictures_[frame].view();
    out->sequence = next_;
    const auto at = Steady::now();
    out->captured_at = std::chrono::time_point_cast<Duration>(at);
    handed_.note(out->captured_at, at);
    return scan::FramePtr(std::move(out));
  }
  bool ended() const override { return ended_; }
  std::string description() const override { return "a film at 30 frames a second"; }

 private:
  static constexpr std::chrono::microseconds period{33333};
  const std::vector<scan::GrayImage>& pictures_;
  Handed& handed_;
  Steady::time_point began_;
  std::size_t next_ = 0;
  bool ended_ = false;
};

void play(const std::vector<scan::GrayImage>& pictures, Samples& out) {
  Handed handed;
  std::mutex mutex;
  std::vector<Steady::time_point> woken;
  scan::Scanner* asked = nullptr;
  scan::Scanner scanner(
      [&]() -> Result<std::unique_ptr<scan::FrameSource>> {
        return std::unique_ptr<scan::FrameSource>(std::make_unique<Paced>(pictures, handed));
      },
      scan::ScannerOptions{},
      [&] {
        // As the window's thread does, which this call wakes.
        const auto now = Steady::now();
        for (const scan::ScanEvent& event : asked->take_events()) {
          const auto at = handed.when(event.captured_at);
          const std::lock_guard lock(mutex);
          if (at) out.add(std::chrono::duration<double, std::milli>(now - *at).count());
        }
      });
  asked = &scanner;
  scanner.start();
  while (scanner.camera().state != scan::CameraState::ended)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  scanner.stop();
}

}  // namespace

Samples measure_latency(const std::vector<samples::Kind>& kinds, std::uint64_t seed, int films) {
  Samples latency;
  for (const samples::Kind kind : kinds) {
    std::cerr << "from exposure to event: " << name_of(kind) << '\n';
    for (int i = 0; i < films; ++i) {
      samples::Sequence film(kind, seed * 100000 + 90000 + static_cast<unsigned>(i));
      std::vector<scan::GrayImage> pictures(static_cast<std::size_t>(film.frames()));
      for (int frame = 0; frame < film.frames(); ++frame)
        film.render(frame, pictures[static_cast<std::size_t>(frame)]);
      play(pictures, latency);
    }
  }
  return latency;
}

}  // namespace meetpoint::bench
