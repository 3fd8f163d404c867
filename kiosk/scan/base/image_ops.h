// The passes that make a hard picture readable. Each reads a view and writes a whole new picture;
// `out` must not be what the view looks at. All are deterministic and touch no pixel outside.
#pragma once

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

void copy(const GrayView& in, GrayImage& out);

// Each pixel is the mean of a square of `factor` (1 to 8) pixels; what does not fill a square at
// the right and the bottom is left out.
void shrink(const GrayView& in, int factor, GrayImage& out);

// Twice the size, Catmull-Rom.
void double_size(const GrayView& in, GrayImage& out);

void invert(const GrayView& in, GrayImage& out);

// 1-2-1 in both directions.
void blur(const GrayView& in, GrayImage& out);

// Adds `strength` times the difference from the mean of the 5x5 pixels around.
void sharpen(const GrayView& in, int strength, GrayImage& out);

// Black (0) where a pixel is at least `percent` darker than the mean of the square of `radius`
// around it, else white (255): a threshold that follows light which falls off over the badge
// (Bradley and Roth's adaptive threshold).
void local_threshold(const GrayView& in, int radius, int percent, GrayImage& out);

// The picture with a border of `margin` pixels of `shade`.
void pad(const GrayView& in, int margin, std::uint8_t shade, GrayImage& out);

// Fills the four-sided figure and `margin` pixels around it.
void fill_quad(GrayImage& image, const Point (&corners)[4], int margin, std::uint8_t shade);

}  // namespace meetpoint::scan
