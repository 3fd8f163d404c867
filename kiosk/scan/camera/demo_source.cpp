#include "kiosk/scan/camera/demo_source.h"

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/camera/frame_pool.h"

namespace meetpoint::scan {
namespace {

class DemoSource final : public FrameSource {
 public:
  DemoSource(DemoFilm film, const DemoSourceOptions& options)
      : film_(std::move(film)),
        loop_(options.loop),
        pace_(options.frames_per_second, options.paced) {}

  Result<FramePtr> next(Duration timeout) override {
    if (ended_) return nullptr;
    FilmPace::Turn turn;
    if (!pace_.wait_for_turn(timeout, turn)) return nullptr;
    Duration at{static_cast<Duration::rep>(static_cast<double>(turn.index) * 1000 /
                                           pace_.frames_per_second())};
    if (at >= film_.length()) {
      if (!loop_) {
        ended_ = true;
        return nullptr;
      }
      at = at % film_.length();
    }
    auto picture = pool_.take();
    film_.render(at, *picture);
    return make_frame(std::move(picture), turn.index + 1, turn.due);
  }

  bool ended() const override { return ended_; }
  std::string description() const override { return "demonstration camera"; }

 private:
  DemoFilm film_;
  FramePool pool_;
  bool loop_;
  FilmPace pace_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<FrameSource>> open_demo(const DemoSourceOptions& options) {
  auto film = DemoFilm::make(options.film);
  if (!film) return fail(film);
  return std::make_unique<DemoSource>(std::move(*film), options);
}

}  // namespace meetpoint::scan
