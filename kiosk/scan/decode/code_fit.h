// Where exactly a QR code lies, how many modules it has, and how well that agrees with the picture.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "kiosk/scan/base/pyramid.h"
#include "kiosk/scan/decode/finder_groups.h"
#include "kiosk/scan/decode/qr_layout.h"

namespace meetpoint::scan {

// A code's plane in the picture. Paper that is bent or creased is a plane of which the parts are
// moved aside, by as much as a grid of nodes says.
struct CodePlane {
  std::array<Point2, 4> corners;  // of the code without its quiet zone: top left, then clockwise
  int nodes = 0;                  // of the grid on each side; 0: flat
  std::vector<Point2> moved;      // pixels, row by row; nodes * nodes of them
};

// Where each module of a code on that plane is seen.
class ModuleMap {
 public:
  // The plane must outlive the map.
  static std::optional<ModuleMap> make(const CodePlane& plane, int dimension);

  // (0, 0) is the code's top left corner, (0.5, 0.5) the middle of its first module.
  Point2 operator()(double x, double y) const {
    const Point2 flat = homography_(x, y);
    return plane_->nodes == 0 ? flat : flat + moved_by(x, y);
  }

 private:
  Point2 moved_by(double x, double y) const;

  Homography homography_;
  const CodePlane* plane_ = nullptr;
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

  // The same code bent until its modules are told apart best: for paper that is no plane.
  CodeFit bend(Pyramid& pyramid, const CodeFit& fit);

 private:
  const QrLayout& layout(int dimension);
  std::optional<CodePlane> first_plane(const FinderGroup& group, int dimension,
                                       bool perspective) const;

  std::map<int, std::unique_ptr<QrLayout>> layouts_;
};

// The level in which a module is about three pixels wide: its bilinear samples see all of it.
int sampling_level(double module_px);

}  // namespace meetpoint::scan
