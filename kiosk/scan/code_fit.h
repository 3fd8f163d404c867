// Where exactly a QR code lies, how many modules it has, and how well that agrees with the picture.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "kiosk/scan/finder_groups.h"
#include "kiosk/scan/pyramid.h"
#include "kiosk/scan/qr_layout.h"

namespace meetpoint::scan {

// A code's plane in the picture. A paper that is bent is a plane whose two middles are pushed
// aside.
struct CodePlane {
  std::array<Point2, 4> corners;  // of the code without its quiet zone: top left, then clockwise
  Point2 bulge_across;  // pixels by which the line halfway between left and right is moved
  Point2 bulge_down;    // the same halfway between top and bottom
  bool operator==(const CodePlane&) const = default;
};

// Where each module of a code on that plane is seen.
class ModuleMap {
 public:
  static std::optional<ModuleMap> make(const CodePlane& plane, int dimension);

  // (0, 0) is the code's top left corner, (0.5, 0.5) the middle of its first module.
  Point2 operator()(double x, double y) const {
    const double u = x / dimension_;
    const double v = y / dimension_;
    return homography_(x, y) + across_ * (4 * u * (1 - u)) + down_ * (4 * v * (1 - v));
  }

 private:
  Homography homography_;
  Point2 across_, down_;
  double dimension_ = 0;
};

struct CodeFit {
  CodePlane plane;
  int dimension = 0;  // modules on each side
  bool inverted = false;
  double module_px = 0;  // on average, in pixels of the full picture
  double score = 0;      // the mean correlation with what all such codes share: 1 is perfect
};

// Keeps the layouts of the codes it met. Not thread-safe.
class CodeFitter {
 public:
  // The best plane and dimension for finders in pixels of the full picture; nothing where no code
  // agrees with them at all.
  std::optional<CodeFit> fit(Pyramid& pyramid, const FinderGroup& group);

  // The same plane moved and bent until it agrees best: for paper that is no plane.
  CodeFit bend(Pyramid& pyramid, const CodeFit& fit);

  // The same code in another picture, a little moved.
  std::optional<CodeFit> follow(Pyramid& pyramid, const CodeFit& before);

 private:
  const QrLayout& layout(int dimension);
  std::optional<CodePlane> first_plane(const FinderGroup& group, int dimension) const;

  std::map<int, std::unique_ptr<QrLayout>> layouts_;
};

// The level in which a module is about three pixels wide: its bilinear samples see all of it.
int sampling_level(double module_px);

}  // namespace meetpoint::scan
