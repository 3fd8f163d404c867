#include "kiosk/ui/canvas.h"

#include <cmath>

namespace meetpoint::ui {
namespace {

constexpr float cap_of_em = 0.727F;

float width_of(const ImFont* font, float px, std::string_view text) {
  if (text.empty()) return 0;
  return font->CalcTextSizeA(px, 1e9F, 0, text.data(), text.data() + text.size()).x;
}

Rect intersect(const Rect& a, const Rect& b) {
  const float x = std::max(a.x, b.x);
  const float y = std::max(a.y, b.y);
  return {x, y, std::max(0.0F, std::min(a.right(), b.right()) - x),
          std::max(0.0F, std::min(a.bottom(), b.bottom()) - y)};
}

}  // namespace

float Canvas::text_width(std::string_view text, Style style, float scale) const {
  return width_of(fonts_.of(style), theme_.font_px(style) * scale, text);
}

Lines Canvas::fit(std::string_view text, const TextLook& look, float width, float max_height) {
  ImFont* font = fonts_.of(look.style);
  note_missing(font, text);
  Lines out;
  int most = look.max_lines;
  const auto attempt = [&](float scale, bool divide) {
    bool too_wide = false;
    out.px = theme_.font_px(look.style) * scale;
    out.line_px = theme_.line_px(look.style) * scale;
    out.lines = wrap(text, font, out.px, width, divide, too_wide);
    const bool few = static_cast<int>(out.lines.size()) <= most;
    return !too_wide && few && out.height() <= max_height + 0.5F;
  };
  if (look.lines_first > 0) {
    most = look.lines_first;
    for (float scale = 1; scale > 0.75F; scale -= 0.06F) {
      if (attempt(scale, false)) return out;
    }
    most = look.max_lines;
  }
  for (float scale = 1; scale > look.min_scale - 0.01F; scale -= 0.06F) {
    if (attempt(scale, false)) return out;
  }
  out.broken = true;
  if (attempt(look.min_scale, true)) return out;
  out.cut = true;
  const auto fitting = static_cast<std::size_t>(std::max(1.0F, max_height / out.line_px));
  const std::size_t keep = std::min(fitting, static_cast<std::size_t>(look.max_lines));
  if (out.lines.size() > keep) {
    out.lines.resize(keep);
    std::string& last = out.lines.back();
    while (!last.empty() && width_of(font, out.px, last + "…") > width) {
      while ((static_cast<unsigned char>(last.back()) & 0xC0U) == 0x80U) last.pop_back();
      last.pop_back();
    }
    last += "…";
  }
  return out;
}

void Canvas::draw_lines(const Rect& box, float y, const Lines& lines, const TextLook& look) {
  if (dry_) return;
  ImFont* font = fonts_.of(look.style);
  const float scale = lines.px / font->FontSize;
  for (const std::string& line : lines.lines) {
    const float w = width_of(font, lines.px, line);
    float x = box.x;
    if (look.align == Align::centre) x = box.mid_x() - w / 2;
    if (look.align == Align::right) x = box.right() - w;
    // The capitals stand in the middle of the line's height.
    const float cap = lines.px * cap_of_em;
    const float baseline = y + (lines.line_px + cap) / 2;
    const ImVec2 at{std::round(x), std::round(baseline - font->Ascent * scale)};
    list_->AddText(font, lines.px, at, look.colour.packed(), line.data(),
                   line.data() + line.size());
    if (state_.log != nullptr && w > 0) {
      Rect seen{x, baseline - cap, w, cap};
      if (!clips_.empty()) seen = intersect(seen, clips_.back());
      if (seen.w > 0 && seen.h > 0) state_.log->texts.push_back({seen, line});
    }
    y += lines.line_px;
  }
  if (state_.log != nullptr) {
    std::string all;
    for (const std::string& line : lines.lines) all += line + "|";
    if (lines.cut) state_.log->cut.push_back(all);
    if (lines.broken) state_.log->broken.push_back(all);
  }
}

float Canvas::text(const Rect& box, std::string_view text, const TextLook& look) {
  if (text.empty()) return 0;
  const Lines lines = fit(text, look, box.w);
  draw_lines(box, box.y, lines, look);
  return lines.height();
}

void Canvas::text_middle(const Rect& box, std::string_view text, const TextLook& look) {
  if (text.empty()) return;
  const Lines lines = fit(text, look, box.w, std::max(box.h, 1.0F));
  draw_lines(box, box.mid_y() - lines.height() / 2, lines, look);
}

void Canvas::fill(const Rect& r, Colour colour, float rounding) {
  if (dry_) return;
  list_->AddRectFilled({r.x, r.y}, {r.right(), r.bottom()}, colour.packed(), rounding);
}

void Canvas::outline(const Rect& r, Colour colour, float thickness, float rounding) {
  if (dry_) return;
  const float half = thickness / 2;
  list_->AddRect({r.x + half, r.y + half}, {r.right() - half, r.bottom() - half}, colour.packed(),
                 rounding, ImDrawFlags_None, thickness);
}

void Canvas::icon(float centre_x, float centre_y, float size, Icon icon, Colour colour) {
  if (dry_ || icon == Icon::none) return;
  ImFont* font =
      size > fonts_.icons_small->FontSize * 1.3F ? fonts_.icons_large : fonts_.icons_small;
  const ImFontGlyph* glyph = font->FindGlyphNoFallback(static_cast<ImWchar>(icon));
  if (glyph == nullptr) return;
  const float scale = size / font->FontSize;
  // By the ink of the glyph, since icons sit unevenly in their boxes.
  const ImVec2 at{std::round(centre_x - (glyph->X0 + glyph->X1) / 2 * scale),
                  std::round(centre_y - (glyph->Y0 + glyph->Y1) / 2 * scale)};
  font->RenderChar(list_, size, at, colour.packed(), static_cast<ImWchar>(icon));
}

void Canvas::disc(float x, float y, float radius, Colour colour) {
  if (!dry_) list_->AddCircleFilled({x, y}, radius, colour.packed(), 64);
}

void Canvas::line(float x1, float y1, float x2, float y2, Colour colour, float thickness) {
  if (!dry_) list_->AddLine({x1, y1}, {x2, y2}, colour.packed(), thickness);
}

void Canvas::push_clip(const Rect& r) {
  clips_.push_back(clips_.empty() ? r : intersect(r, clips_.back()));
  ImGui::PushClipRect({r.x, r.y}, {r.right(), r.bottom()}, true);
}

void Canvas::pop_clip() {
  clips_.pop_back();
  ImGui::PopClipRect();
}

bool Canvas::touched(const char* id, const Rect& box, std::string_view label) {
  held_ = false;
  if (dry_ || box.w < 1 || box.h < 1) return false;
  const bool whole = clips_.empty() || box.inside(clips_.back());
  if (state_.log != nullptr && whole) state_.log->targets.push_back({box, std::string(label)});
  ImGui::SetCursorScreenPos({box.x, box.y});
  const bool clicked = ImGui::InvisibleButton(id, {box.w, box.h});
  held_ = ImGui::IsItemActive();
  return clicked && state_.drag_moved < mm(4);
}

}  // namespace meetpoint::ui
