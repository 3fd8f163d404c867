#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "kiosk/ui/widgets.h"

namespace meetpoint::ui {
namespace {

// The part of the picture that fills the box without stretching, as texture coordinates.
struct Crop {
  float u0 = 0, v0 = 0, u1 = 1, v1 = 1;
};

Crop crop_of(const Rect& box, const Picture& picture) {
  Crop crop;
  const float picture_ratio =
      static_cast<float>(picture.width) / static_cast<float>(picture.height);
  const float box_ratio = box.w / std::max(1.0F, box.h);
  if (picture_ratio > box_ratio) {
    const float part = box_ratio / picture_ratio;
    crop.u0 = (1 - part) / 2;
    crop.u1 = 1 - crop.u0;
  } else {
    const float part = picture_ratio / box_ratio;
    crop.v0 = (1 - part) / 2;
    crop.v1 = 1 - crop.v0;
  }
  return crop;
}

// Where the corners of a code are on the screen.
std::array<ImVec2, 4> on_screen(const std::array<Point, 4>& corners, const Rect& box,
                                const Picture& picture, const Crop& crop) {
  std::array<ImVec2, 4> points;
  for (std::size_t i = 0; i < 4; ++i) {
    float u = corners[i].x / static_cast<float>(picture.width);
    const float v = corners[i].y / static_cast<float>(picture.height);
    u = (u - crop.u0) / (crop.u1 - crop.u0);
    if (picture.mirrored) u = 1 - u;
    points[i] = {box.x + u * box.w, box.y + (v - crop.v0) / (crop.v1 - crop.v0) * box.h};
  }
  return points;
}

// Around a code and not upon it: its own edge is as black and white as the outline.
std::array<ImVec2, 4> grown(std::array<ImVec2, 4> points, float by) {
  const ImVec2 middle{(points[0].x + points[1].x + points[2].x + points[3].x) / 4,
                      (points[0].y + points[1].y + points[2].y + points[3].y) / 4};
  for (ImVec2& p : points) {
    const float away = std::hypot(p.x - middle.x, p.y - middle.y);
    if (away < 1) continue;
    p.x += (p.x - middle.x) / away * by;
    p.y += (p.y - middle.y) / away * by;
  }
  return points;
}

// Dashes of light in a dark band: whatever is in the picture, one of the two stands out from it.
void dashes(Canvas& canvas, ImVec2 from, ImVec2 to) {
  const float length = std::hypot(to.x - from.x, to.y - from.y);
  const float band = canvas.mm(2.4F);
  const float rim = canvas.mm(0.6F);
  const int count = std::clamp(static_cast<int>(std::lround(length / canvas.mm(9))), 1, 200);
  const float per_part = static_cast<float>(count) / std::max(length, 1.0F);
  // Half a dash at either end, so that corners are closed.
  const auto stroke = [&](float half, Colour colour, float thickness) {
    for (int i = 0; i <= count; ++i) {
      const auto at = [&](float part) {
        const float t = std::clamp(part / static_cast<float>(count), 0.0F, 1.0F);
        return ImVec2{from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t};
      };
      const auto middle = static_cast<float>(i);
      canvas.list()->AddLine(at(middle - half), at(middle + half), colour.packed(), thickness);
    }
  };
  stroke(0.3F, palette::ink, band);
  stroke(0.3F - rim * per_part, palette::attention_soft, band - 2 * rim);
}

// Of codes that were found: dashed. Of codes that were read: whole.
void outlines(Canvas& canvas, const Rect& box, const Picture& picture, const Crop& crop) {
  for (const auto& corners : picture.located) {
    const auto points = grown(on_screen(corners, box, picture, crop), canvas.mm(4));
    for (std::size_t i = 0; i < 4; ++i) dashes(canvas, points[i], points[(i + 1) % 4]);
  }
  for (const auto& corners : picture.outlines) {
    const auto points = on_screen(corners, box, picture, crop);
    canvas.list()->AddConvexPolyFilled(points.data(), 4, palette::accent.with_alpha(70).packed());
    canvas.list()->AddPolyline(points.data(), 4, palette::on_dark.packed(), ImDrawFlags_Closed,
                               canvas.mm(1.6F));
    canvas.list()->AddPolyline(points.data(), 4, palette::accent.packed(), ImDrawFlags_Closed,
                               canvas.mm(0.9F));
  }
}

struct HintLook {
  Icon icon = Icon::none;
  std::string words;
};

HintLook hint_look(core::AimHint hint, const Texts& texts) {
  switch (hint) {
    case core::AimHint::none: break;
    case core::AimHint::closer: return {Icon::closer, texts.tr("Closer")};
    case core::AimHint::further: return {Icon::further, texts.tr("Further away")};
    case core::AimHint::tilt:
      return {Icon::badge, texts.tr("Hold the badge straight to the camera")};
    case core::AimHint::more_light: return {Icon::light, texts.tr("More light is needed")};
  }
  return {};
}

// Large letters at the foot of the picture, where the eyes are.
void hint_bar(Canvas& canvas, const Rect& box, float rounding, core::AimHint hint,
              const Texts& texts) {
  const HintLook said = hint_look(hint, texts);
  if (said.words.empty()) return;
  const float pad = canvas.mm(4);
  const float icon_px = std::min(canvas.mm(15), box.w * 0.12F);
  const TextLook look{.style = Style::display,
                      .colour = palette::ink,
                      .max_lines = 3,
                      .min_scale = 0.5F,
                      .lines_first = 1};
  const float words_w = box.w - 3 * pad - icon_px;
  const float words_h =
      canvas.fit(said.words, look, words_w, std::max(1.0F, box.h * 0.4F - 2 * pad)).height();
  const float height = std::max(words_h, icon_px) + 1.5F * pad;
  const Rect bar{box.x, box.bottom() - height, box.w, height};
  canvas.list()->AddRectFilled({bar.x, bar.y}, {bar.right(), bar.bottom()},
                               palette::attention_soft.packed(), rounding,
                               ImDrawFlags_RoundCornersBottom);
  canvas.fill({bar.x, bar.y, bar.w, canvas.mm(0.9F)}, palette::ink);
  canvas.icon(bar.x + pad + icon_px / 2, bar.mid_y(), icon_px * 0.9F, said.icon, palette::ink);
  canvas.text_middle({bar.x + 2 * pad + icon_px, bar.y + pad / 2, words_w, height - 1.4F * pad},
                     said.words, look);
}

// Four corners to hold the badge between.
void aim(Canvas& canvas, const Rect& box) {
  const float side = std::min(box.w, box.h) * 0.62F;
  const Rect frame{box.mid_x() - side / 2, box.mid_y() - side / 2, side, side};
  const float arm = side * 0.2F;
  const float radius = canvas.mm(4);
  const auto corner = [&](float x, float y, float dx, float dy) {
    ImDrawList* list = canvas.list();
    list->PathLineTo({x, y + dy * arm});
    list->PathLineTo({x, y + dy * radius});
    list->PathBezierQuadraticCurveTo({x, y}, {x + dx * radius, y});
    list->PathLineTo({x + dx * arm, y});
  };
  const auto stroke = [&](Colour colour, float thickness) {
    const float ends[4][4] = {{frame.x, frame.y, 1, 1},
                              {frame.right(), frame.y, -1, 1},
                              {frame.x, frame.bottom(), 1, -1},
                              {frame.right(), frame.bottom(), -1, -1}};
    for (const auto& e : ends) {
      corner(e[0], e[1], e[2], e[3]);
      canvas.list()->PathStroke(colour.packed(), ImDrawFlags_None, thickness);
    }
  };
  stroke(palette::ink.with_alpha(150), canvas.mm(2.4F));
  stroke(palette::on_dark, canvas.mm(1.4F));
}

void without_picture(Canvas& canvas, const Rect& box, core::CameraState camera,
                     const Texts& texts) {
  const bool lost = camera == core::CameraState::lost;
  const bool starting =
      camera == core::CameraState::starting || camera == core::CameraState::running;
  Rect inner = box.inset(canvas.mm(8));
  const Icon icon = lost ? Icon::warning : starting ? Icon::camera : Icon::badge;
  std::string head;
  std::string advice;
  if (lost) {
    head = texts.tr("The camera has stopped");
    advice = texts.tr("Use the badge reader, or type your code. Staff: check the camera's cable.");
  } else if (starting) {
    head = texts.tr("The camera is starting…");
  } else {
    head = texts.tr("Use the badge reader");
    advice = texts.tr("Hold its code against the light of the reader.");
  }
  const TextLook head_look{.style = Style::title,
                           .colour = palette::on_dark,
                           .align = Align::centre,
                           .max_lines = 3,
                           .min_scale = 0.5F};
  const TextLook advice_look{.style = Style::body,
                             .colour = palette::on_dark_soft,
                             .align = Align::centre,
                             .max_lines = 6,
                             .min_scale = 0.5F};
  const float head_h = canvas.fit(head, head_look, inner.w, inner.h * 0.4F).height();
  const float room = std::max(1.0F, inner.h - head_h - canvas.mm(4));
  const float advice_h =
      advice.empty() ? 0 : canvas.fit(advice, advice_look, inner.w, room).height();
  const float left = inner.h - head_h - advice_h - canvas.mm(10);
  const float icon_px = std::clamp(left, 0.0F, canvas.mm(34));
  const float all = icon_px + head_h + advice_h + canvas.mm(icon_px > 0 ? 10 : 4);
  inner.y += std::max(0.0F, (inner.h - all) / 2);
  if (icon_px > canvas.mm(8)) {
    canvas.icon(inner.mid_x(), inner.y + icon_px / 2, icon_px * 0.9F, icon,
                lost ? palette::attention_soft : palette::on_dark);
    inner.cut_top(icon_px, canvas.mm(6));
  }
  canvas.text_middle(inner.cut_top(head_h, canvas.mm(3)), head, head_look);
  if (advice_h > 0) {
    inner.h = std::max(advice_h, 1.0F);
    canvas.text_middle(inner, advice, advice_look);
  }
}

}  // namespace

void viewfinder(Canvas& canvas, const Rect& place, const Picture& picture, const Finding& finding,
                const Texts& texts) {
  if (canvas.dry()) return;
  const float rounding = canvas.mm(5);
  Rect box = place;
  const bool live = finding.camera == core::CameraState::running && picture.texture != nullptr &&
                    picture.width > 0 && picture.height > 0;
  if (live && finding.lamp) {
    canvas.fill(place, palette::lamp, rounding);
    box = place.inset(std::clamp(std::min(place.w, place.h) * 0.14F, canvas.mm(10), canvas.mm(30)));
  }
  canvas.fill(box, palette::night, rounding);
  if (!live) {
    without_picture(canvas, box, finding.camera, texts);
    return;
  }
  const Crop crop = crop_of(box, picture);
  const float left = picture.mirrored ? crop.u1 : crop.u0;
  const float right = picture.mirrored ? crop.u0 : crop.u1;
  canvas.list()->AddImageRounded(picture.texture, {box.x, box.y}, {box.right(), box.bottom()},
                                 {left, crop.v0}, {right, crop.v1}, 0xFFFFFFFFU, rounding);
  canvas.push_clip(box);
  aim(canvas, box);
  outlines(canvas, box, picture, crop);
  canvas.pop_clip();
  hint_bar(canvas, box, rounding, finding.hint, texts);
}

}  // namespace meetpoint::ui
