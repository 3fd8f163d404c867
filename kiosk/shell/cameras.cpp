#include "kiosk/shell/cameras.h"

#include <algorithm>

namespace meetpoint::shell {

namespace {

// The best of several is the kiosk's: one camera that works is enough to scan by.
int rank(scan::CameraState state) {
  switch (state) {
    case scan::CameraState::running: return 0;
    case scan::CameraState::starting: return 1;
    case scan::CameraState::lost: return 2;
    case scan::CameraState::ended: return 3;
    case scan::CameraState::none: return 4;
  }
  return 4;
}

}  // namespace

void Cameras::use(const std::vector<scan::SourceSpec>& sources) {
  stop();
  const auto debounce = std::make_shared<scan::SharedDebounce>(scan::ScannerOptions{}.debounce);
  for (const scan::SourceSpec& source : sources) {
    if (!source.open) continue;
    scan::ScannerOptions options;
    options.shared_debounce = debounce;
    options.camera = scanners_.size();
    scanners_.push_back(std::make_unique<scan::Scanner>(source.open, options, wake_));
  }
  for (const auto& scanner : scanners_) {
    scanner->set_symbologies(also_);
    scanner->start();
  }
}

void Cameras::look_also_for(std::vector<scan::Symbology> kinds) {
  also_ = std::move(kinds);
  for (const auto& scanner : scanners_) scanner->set_symbologies(also_);
}

void Cameras::stop() {
  for (const auto& scanner : scanners_) scanner->stop();
  scanners_.clear();
  shown_.reset();
}

std::vector<scan::ScanEvent> Cameras::take_events() {
  std::vector<scan::ScanEvent> all;
  for (std::size_t i = 0; i < scanners_.size(); ++i) {
    auto events = scanners_[i]->take_events();
    if (!events.empty()) shown_.read_by(i);
    std::move(events.begin(), events.end(), std::back_inserter(all));
  }
  std::sort(all.begin(), all.end(), [](const scan::ScanEvent& a, const scan::ScanEvent& b) {
    return a.captured_at < b.captured_at;
  });
  return all;
}

scan::CameraStatus Cameras::status() const {
  scan::CameraStatus best;
  std::string lost;
  for (const auto& scanner : scanners_) {
    scan::CameraStatus status = scanner->camera();
    if (status.state == scan::CameraState::lost) lost += (lost.empty() ? "" : " ") + status.detail;
    if (rank(status.state) < rank(best.state)) best = std::move(status);
  }
  if (!lost.empty()) best.detail = lost;
  return best;
}

scan::Preview Cameras::preview() {
  std::vector<scan::Preview> previews;
  std::vector<CameraView> views;
  for (const auto& scanner : scanners_) {
    const scan::Preview& preview = previews.emplace_back(scanner->preview());
    const bool read = !preview.outlines.empty();
    views.push_back({.picture = preview.frame != nullptr,
                     .read = read,
                     .found = read || !preview.located.empty(),
                     .at = preview.frame ? preview.frame->captured_at : scan::Moment{}});
  }
  const std::size_t shown = shown_.choose(views);
  return shown < previews.size() ? std::move(previews[shown]) : scan::Preview{};
}

}  // namespace meetpoint::shell
