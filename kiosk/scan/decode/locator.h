// Finds where in a picture QR codes lie, before and whether or not they can be read.
#pragma once

#include <optional>
#include <vector>

#include "kiosk/scan/decode/code_fit.h"

namespace meetpoint::scan {

// Not thread-safe; a locator that is used over and over allocates little.
class Locator {
 public:
  // A new picture, which is borrowed until the next one. Nothing is searched for yet.
  void look_at(const GrayView& picture);

  // Searches the levels `first` … `last` of the picture that were not searched yet.
  void search(int first, int last);

  // The places of `groups`, the likeliest first, each fitted when it is first asked for. Those that
  // lie in one of the `known` outlines are left out.
  std::vector<CodeFit> codes(std::size_t most, std::span<const std::array<Point, 4>> known);

  // The same for codes of which one finder is covered: dearer, and more often in vain.
  std::vector<CodeFit> covered_codes(std::size_t most, std::span<const std::array<Point, 4>> known);

  const std::vector<Finder>& finders() const { return finders_; }
  Pyramid& pyramid() { return pyramid_; }
  CodeFitter& fitter() { return fitter_; }

 private:
  std::vector<CodeFit> fit_all(std::span<const FinderGroup> groups, std::size_t most,
                               std::span<const std::array<Point, 4>> known);

  Pyramid pyramid_;
  FinderSearch search_;
  CodeFitter fitter_;
  std::vector<Finder> finders_;  // in pixels of the picture itself
  std::array<bool, Pyramid::levels> searched_{};
};

// Whether `at` lies in the outline, or within `margin` pixels of it.
bool lies_in(const std::array<Point, 4>& outline, Point2 at, double margin = 0);

}  // namespace meetpoint::scan
