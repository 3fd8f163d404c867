// Functions whose results are the same on every machine, which those of the C library need not be:
// only additions, multiplications, divisions and square roots, which IEEE 754 fixes to the bit.
// Accurate to about 1e-9, which is plenty for pictures. (This folder is built without contraction
// to fused multiply-adds for the same reason.)
#pragma once

#include <cmath>

namespace meetpoint::samples {

inline constexpr double pi = 3.14159265358979323846;

inline double sine(double x) {
  const double turns = x / (2 * pi);
  double r = (turns - std::floor(turns + 0.5)) * 2 * pi;  // -pi … pi
  if (r > pi / 2) r = pi - r;
  if (r < -pi / 2) r = -pi - r;
  const double s = r * r;
  return r * (1 + s * (-1.0 / 6 +
                       s * (1.0 / 120 +
                            s * (-1.0 / 5040 +
                                 s * (1.0 / 362880 + s * (-1.0 / 39916800 + s / 6227020800.0))))));
}

inline double cosine(double x) { return sine(x + pi / 2); }

// The inverse of sine for -1 … 1, by Newton's method from a fair first guess.
inline double arc_sine(double y) {
  if (y >= 1) return pi / 2;
  if (y <= -1) return -pi / 2;
  double x = y * (1 + y * y * (1.0 / 6 + y * y * 0.3));
  for (int i = 0; i < 12; ++i) {
    const double slope = cosine(x);
    x -= (sine(x) - y) / (slope > 1e-3 ? slope : 1e-3);
  }
  return x;
}

// e to the power of x, for -80 … 80.
inline double exponential(double x) {
  const double whole = std::floor(x * 1.4426950408889634 + 0.5);
  const double r = x - whole * 0.69314718055994531;
  double sum = 1;
  for (int i = 13; i >= 1; --i) sum = 1 + sum * r / i;
  return std::ldexp(sum, static_cast<int>(whole));
}

// The natural logarithm of x > 0.
inline double logarithm(double x) {
  int exponent = 0;
  const double m = std::frexp(x, &exponent);  // 0.5 … 1
  const double z = (m - 0.70710678118654752) / (m + 0.70710678118654752);
  const double s = z * z;
  double sum = 0;
  for (int i = 21; i >= 1; i -= 2) sum = 1.0 / i + sum * s;
  return 2 * z * sum + (exponent - 0.5) * 0.69314718055994531;
}

inline double power(double base, double exponent) {
  return base <= 0 ? 0 : exponential(exponent * logarithm(base));
}

// 0 at `from` and below, 1 at `to` and above, smooth between.
inline double smooth_step(double from, double to, double x) {
  double t = (x - from) / (to - from);
  t = t < 0 ? 0 : (t > 1 ? 1 : t);
  return t * t * (3 - 2 * t);
}

inline double mix(double a, double b, double t) { return a + (b - a) * t; }

}  // namespace meetpoint::samples
