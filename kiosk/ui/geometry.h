// Rectangles in pixels, cut into pieces from the outside in.
#pragma once

#include <algorithm>

namespace meetpoint::ui {

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;

  float right() const { return x + w; }
  float bottom() const { return y + h; }
  float mid_x() const { return x + w / 2; }
  float mid_y() const { return y + h / 2; }
  Rect inset(float dx, float dy) const {
    return {x + dx, y + dy, std::max(0.0F, w - 2 * dx), std::max(0.0F, h - 2 * dy)};
  }
  Rect inset(float d) const { return inset(d, d); }

  // Takes a piece away from this rectangle and returns it; `gap` goes lost between them.
  Rect cut_top(float size, float gap = 0) {
    const Rect piece{x, y, w, size};
    y += size + gap;
    h = std::max(0.0F, h - size - gap);
    return piece;
  }
  Rect cut_bottom(float size, float gap = 0) {
    const Rect piece{x, bottom() - size, w, size};
    h = std::max(0.0F, h - size - gap);
    return piece;
  }
  Rect cut_left(float size, float gap = 0) {
    const Rect piece{x, y, size, h};
    x += size + gap;
    w = std::max(0.0F, w - size - gap);
    return piece;
  }
  Rect cut_right(float size, float gap = 0) {
    const Rect piece{right() - size, y, size, h};
    w = std::max(0.0F, w - size - gap);
    return piece;
  }
  bool contains(float px, float py) const {
    return px >= x && py >= y && px < right() && py < bottom();
  }
  bool overlaps(const Rect& o, float slack = 0.5F) const {
    return x + slack < o.right() && o.x + slack < right() && y + slack < o.bottom() &&
           o.y + slack < bottom();
  }
  bool inside(const Rect& o, float slack = 0.5F) const {
    return x >= o.x - slack && y >= o.y - slack && right() <= o.right() + slack &&
           bottom() <= o.bottom() + slack;
  }
};

}  // namespace meetpoint::ui
