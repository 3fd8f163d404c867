#include "kiosk/shell/face.h"

namespace meetpoint::shell {

namespace {

// Where the camera's picture is on the screen; elsewhere a new frame changes nothing.
bool shows_camera(const core::ScreenModel& model) {
  if (std::holds_alternative<core::WaitingModel>(model.body)) return true;
  const auto* contact = std::get_if<core::ContactModel>(&model.body);
  return contact && contact->stage == core::ContactStage::second_badge;
}

bool is_same(const scan::FramePtr& frame, const std::weak_ptr<const scan::Frame>& other) {
  return !frame.owner_before(other) && !other.owner_before(frame);
}

std::vector<std::array<ui::Point, 4>> as_drawn(const std::vector<scan::Outline>& outlines) {
  std::vector<std::array<ui::Point, 4>> drawn;
  for (const scan::Outline& outline : outlines) {
    auto& corners = drawn.emplace_back();
    for (std::size_t i = 0; i < corners.size(); ++i)
      corners[i] = {static_cast<float>(outline[i].x), static_cast<float>(outline[i].y)};
  }
  return drawn;
}

}  // namespace

Result<std::unique_ptr<Face>> Face::make(pixels::Surface& surface,
                                         const std::filesystem::path& translations) {
  auto texts = ui::TextBook::load(translations.string());
  if (!texts) return fail(std::move(texts));
  return std::unique_ptr<Face>(new Face(surface, std::move(*texts)));
}

bool Face::is_stale(const core::ScreenModel& model, const scan::Preview& preview) const {
  return !shown_ || ui_.wants_redraw || !(*shown_ == model) ||
         (shows_camera(model) && (!is_same(preview.frame, uploaded_) ||
                                  preview.outlines != outlines_ || preview.located != located_));
}

std::optional<core::Intent> Face::show(const core::ScreenModel& model,
                                       const scan::Preview& preview) {
  surface_.make_current();
  ui::Picture picture;
  if (shows_camera(model) && preview.frame) {
    const scan::GrayView& luma = preview.frame->luma;
    if (!is_same(preview.frame, uploaded_)) {
      camera_.upload(luma.data, luma.width, luma.height, static_cast<std::size_t>(luma.stride));
    }
    picture.texture = camera_.id();
    picture.width = camera_.width();
    picture.height = camera_.height();
    picture.outlines = as_drawn(preview.outlines);
    picture.located = as_drawn(preview.located);
  }
  uploaded_ = preview.frame;
  outlines_ = preview.outlines;
  located_ = preview.located;

  std::optional<core::Intent> intent;
  const auto paint = [&] {
    log_ = {};
    ui_.wants_redraw = false;
    const ui::Look look{surface_.theme(), surface_.fonts(), texts_.in(model.language)};
    intent = ui::draw(model, ui_, look, picture);
  };
  surface_.render(paint);
  // A name with letters that were never shown before: bake them and draw again, once.
  if (surface_.bake_missing(ui_)) {
    const std::optional<core::Intent> first = intent;
    surface_.render(paint);
    if (first) intent = first;
  }
  shown_ = model;
  return intent;
}

std::optional<ui::Rect> Face::target(const std::string& label) const {
  for (const ui::LayoutLog::Target& target : log_.targets) {
    if (target.label == label) return target.box;
  }
  return std::nullopt;
}

}  // namespace meetpoint::shell
