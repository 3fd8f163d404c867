#include "kiosk/scan/demo/demo_room.h"

#include <cmath>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/base/random.h"

namespace meetpoint::scan {
namespace {

// Everything is drawn small and soft, and enlarged: it is out of focus anyway.
constexpr int shrunk = 4;

class Painter {
 public:
  explicit Painter(GrayImage& image) : image_(image) {}

  // Mixes `shade` in; the edge fades over `soft` of the radius. Units: parts of the picture's
  // height.
  void ellipse(double cx, double cy, double rx, double ry, double shade, double strength,
               double soft) {
    const double unit = image_.height();
    const double middle = image_.width() / 2.0;
    const int x0 = clamp_x(middle + (cx - rx) * unit);
    const int x1 = clamp_x(middle + (cx + rx) * unit + 1);
    const int y0 = clamp_y((cy - ry) * unit);
    const int y1 = clamp_y((cy + ry) * unit + 1);
    for (int y = y0; y < y1; ++y) {
      for (int x = x0; x < x1; ++x) {
        const double dx = ((x + 0.5 - middle) / unit - cx) / rx;
        const double dy = ((y + 0.5) / unit - cy) / ry;
        const double inside = std::clamp((1 - std::sqrt(dx * dx + dy * dy)) / soft, 0.0, 1.0);
        mix(x, y, shade, strength * inside);
      }
    }
  }

  void band(double top, double bottom, double shade_top, double shade_bottom) {
    for (int y = clamp_y(top * image_.height()); y < clamp_y(bottom * image_.height()); ++y) {
      const double part = (static_cast<double>(y) / image_.height() - top) / (bottom - top);
      for (int x = 0; x < image_.width(); ++x)
        mix(x, y, shade_top + part * (shade_bottom - shade_top), 1);
    }
  }

 private:
  int clamp_x(double x) const { return std::clamp(static_cast<int>(x), 0, image_.width()); }
  int clamp_y(double y) const { return std::clamp(static_cast<int>(y), 0, image_.height()); }
  void mix(int x, int y, double shade, double part) {
    std::uint8_t& pixel = image_.row(y)[x];
    pixel = static_cast<std::uint8_t>(std::lround(pixel + (shade - pixel) * part));
  }

  GrayImage& image_;
};

void paint_hall(Painter& painter, Random& random) {
  painter.band(0, 0.62, 96, 132);
  painter.band(0.62, 1, 118, 84);
  for (int i = 0; i < 9; ++i) {  // roll-up banners and doors
    const double x = -1.0 + 2.0 * random.unit();
    painter.ellipse(x, 0.42, 0.05 + 0.07 * random.unit(), 0.34, 70 + 120 * random.unit(), 0.5,
                    0.35);
  }
  for (int i = 0; i < 14; ++i) {  // people further back
    const double x = -1.0 + 2.0 * random.unit();
    const double size = 0.05 + 0.04 * random.unit();
    const double shade = 50 + 60 * random.unit();
    painter.ellipse(x, 0.60, size, size * 2.6, shade, 0.75, 0.4);
    painter.ellipse(x, 0.60 - size * 2.7, size * 0.5, size * 0.65, shade + 60, 0.75, 0.4);
  }
  for (int i = 0; i < 16; ++i) {  // lamps
    const double size = 0.02 + 0.035 * random.unit();
    painter.ellipse(-1.0 + 2.0 * random.unit(), 0.04 + 0.22 * random.unit(), size, size, 235, 0.55,
                    0.3);
  }
}

void paint_person(Painter& painter, double x, double clothes) {
  painter.ellipse(x, 1.12, 0.40, 0.62, clothes, 1, 0.07);        // shoulders
  painter.ellipse(x, 0.60, 0.075, 0.13, 138, 1, 0.2);            // neck
  painter.ellipse(x, 0.60, 0.13, 0.05, clothes + 46, 0.8, 0.5);  // collar
  painter.ellipse(x, 0.33, 0.135, 0.19, 164, 1, 0.1);            // face
  painter.ellipse(x, 0.23, 0.148, 0.125, 44, 1, 0.22);           // hair
  painter.ellipse(x, 0.335, 0.118, 0.13, 166, 1, 0.3);
}

}  // namespace

GrayImage draw_room(int width, int height, std::uint32_t seed, int people) {
  GrayImage room((width + shrunk - 1) / shrunk, (height + shrunk - 1) / shrunk, 120);
  Painter painter(room);
  Random random(seed);
  paint_hall(painter, random);
  GrayImage soft;
  for (int i = 0; i < 6; ++i) {
    blur(room.view(), soft);
    std::swap(room, soft);
  }
  Painter front(room);
  if (people == 1) paint_person(front, demo_person_x, 62);
  if (people == 2) {
    paint_person(front, -demo_pair_x, 58);
    paint_person(front, demo_pair_x, 96);
  }
  blur(room.view(), soft);
  GrayImage large;
  double_size(soft.view(), large);
  blur(large.view(), soft);
  double_size(soft.view(), large);
  GrayImage out;
  copy(large.view().crop({0, 0, width, height}), out);
  return out;
}

}  // namespace meetpoint::scan
