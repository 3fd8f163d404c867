// The camera's picture, handed in for one frame. Not owned.
#pragma once

#include <imgui.h>

#include <array>
#include <vector>

namespace meetpoint::ui {

struct Point {
  float x = 0, y = 0;
};

struct Picture {
  ImTextureID texture = nullptr;  // nullptr: no picture (yet)
  int width = 0;
  int height = 0;
  bool mirrored = true;  // as in a mirror, so that people move the badge the right way
  // Corners of the codes that were read, in pixels of the unmirrored picture.
  std::vector<std::array<Point, 4>> outlines = {};
  // Of the codes that were found and are not read (yet).
  std::vector<std::array<Point, 4>> located = {};
};

}  // namespace meetpoint::ui
