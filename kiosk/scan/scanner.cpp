#include "kiosk/scan/scanner.h"

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/base/scene_change.h"
#include "kiosk/scan/decode/locator.h"

namespace meetpoint::scan {
namespace {

// Short, so that stop() need not wait for a camera that delivers nothing.
constexpr Duration frame_timeout{100};
// In a still scene, the late passes get another try this often: noise differs from frame to frame.
constexpr std::uint64_t frames_between_retries = 60;

}  // namespace

Scanner::Scanner(SourceFactory factory, ScannerOptions options, std::function<void()> wake)
    : factory_(std::move(factory)),
      options_(std::move(options)),
      wake_(std::move(wake)),
      debounce_(options_.shared_debounce ? options_.shared_debounce
                                         : std::make_shared<SharedDebounce>(options_.debounce)) {
  if (factory_) status_.state = CameraState::starting;
  decoder_.on_located([this](std::span<const Outline> located) { publish_located(located); });
}

Scanner::~Scanner() { stop(); }

void Scanner::start() {
  if (factory_ && !thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void Scanner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Scanner::set_symbologies(std::vector<Symbology> also) {
  const std::lock_guard lock(mutex_);
  decoder_options_.also = std::move(also);
}

Preview Scanner::preview() const {
  const std::lock_guard lock(mutex_);
  return preview_;
}

CameraStatus Scanner::camera() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

std::vector<ScanEvent> Scanner::take_events() {
  const std::lock_guard lock(mutex_);
  std::vector<ScanEvent> taken(std::make_move_iterator(events_.begin()),
                               std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

void Scanner::run() {
  Duration wait = options_.first_retry;
  while (true) {
    std::string trouble;
    auto source = factory_();
    if (source) {
      const auto before = frames_decoded_.load();
      film(**source, trouble);
      if (frames_decoded_ != before) wait = options_.first_retry;
    } else {
      trouble = source.error().message;
    }
    if (trouble.empty()) return;  // stopped, or the film is over
    source = nullptr;             // closed before the wait, so that it may be unplugged
    publish_status(CameraState::lost, trouble);
    if (sleep_until_stop(wait)) return;
    wait = std::min(wait * 2, options_.longest_retry);
  }
}

void Scanner::film(FrameSource& source, std::string& trouble) {
  SceneChange change;
  Moment last_frame = monotonic_now();
  bool running = false;
  while (!sleep_until_stop(Duration{0})) {
    auto next = source.next(frame_timeout);
    if (!next) {
      trouble = next.error().message;
      return;
    }
    if (source.ended()) {
      publish_status(CameraState::ended, source.description());
      return;
    }
    if (*next == nullptr) {
      if (monotonic_now() - last_frame >= options_.stalled) {
        trouble = "No picture comes from the " + source.description() +
                  "; unplug it and plug it in again.";
        return;
      }
      continue;
    }
    if (!running) publish_status(CameraState::running, source.description());
    running = true;
    decode(*next, change);
    last_frame = monotonic_now();
  }
}

void Scanner::decode(const FramePtr& frame, SceneChange& change) {
  // The picture is shown before it is read: the person aims by it.
  {
    const std::lock_guard lock(mutex_);
    preview_.frame = frame;
    decoder_.set_options(decoder_options_);
  }
  wake();

  const GrayView picture = frame->luma;
  if (change.look(picture) || frames_decoded_ % frames_between_retries == 0) decoder_.restart();
  const Duration budget = decoder_.exhausted() ? Duration{0} : options_.budget;
  const std::vector<Decoded> read = decoder_.decode(picture, budget);

  std::vector<std::string> codes;
  std::vector<Outline> outlines;
  for (const Decoded& code : read) {
    codes.push_back(code.text);
    outlines.push_back(code.corners);
  }
  ScanEvent event{debounce_->see(codes, frame->captured_at, options_.camera), frame->captured_at};
  bool anything_new = !event.codes.empty();
  {
    const std::lock_guard lock(mutex_);
    anything_new = anything_new || preview_.outlines != outlines ||
                   preview_.located != decoder_.located() || preview_.advice != decoder_.advice();
    preview_.outlines = std::move(outlines);
    preview_.located = decoder_.located();
    preview_.advice = decoder_.advice();
    if (!event.codes.empty()) {
      if (events_.size() >= options_.most_events) {
        events_.pop_front();
        events_dropped_ += 1;
      }
      events_.push_back(std::move(event));
    }
  }
  frames_decoded_ += 1;
  if (anything_new) wake();
}

void Scanner::publish_located(std::span<const Outline> located) {
  {
    const std::lock_guard lock(mutex_);
    // What was read in the frame before is most likely the same badge, still held: it keeps its
    // outline, or it would change its looks twice a frame.
    std::vector<Outline> fresh;
    for (const Outline& outline : located) {
      const Point2 middle{(outline[0].x + outline[2].x) / 2.0, (outline[0].y + outline[2].y) / 2.0};
      const bool held = std::any_of(preview_.outlines.begin(), preview_.outlines.end(),
                                    [&](const Outline& read) { return lies_in(read, middle); });
      if (!held) fresh.push_back(outline);
    }
    if (fresh == preview_.located) return;
    preview_.located = std::move(fresh);
  }
  wake();
}

void Scanner::publish_status(CameraState state, std::string detail) {
  {
    const std::lock_guard lock(mutex_);
    status_ = {state, std::move(detail)};
    if (state == CameraState::lost) preview_ = {};  // a frozen picture would look like a live one
  }
  wake();
}

bool Scanner::sleep_until_stop(Duration at_most) {
  std::unique_lock lock(mutex_);
  if (at_most.count() == 0) return stop_;
  return stopping_.wait_for(lock, at_most, [this] { return stop_; });
}

void Scanner::wake() const {
  if (wake_) wake_();
}

}  // namespace meetpoint::scan
