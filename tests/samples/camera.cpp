#include "tests/samples/camera.h"

#include <cmath>

#include "tests/samples/exact_math.h"

namespace meetpoint::samples {
namespace {

Vector turned(Vector v, const Stance& s) {
  const double cr = cosine(s.roll), sr = sine(s.roll);
  const double cp = cosine(s.pitch), sp = sine(s.pitch);
  const double cy = cosine(s.yaw), sy = sine(s.yaw);
  v = {v.x * cr - v.y * sr, v.x * sr + v.y * cr, v.z};
  v = {v.x, v.y * cp - v.z * sp, v.y * sp + v.z * cp};
  return {v.x * cy + v.z * sy, v.y, -v.x * sy + v.z * cy};
}

}  // namespace

Vector unit(Vector v) { return v * (1 / std::sqrt(dot(v, v))); }

Vector Camera::ray(double x, double y) const {
  const double u = (x - (width - 1) / 2.0) / focal;
  const double v = (y - (height - 1) / 2.0) / focal;
  const double factor = 1 - distortion * (u * u + v * v);
  return {u * factor, v * factor, 1};
}

Spot Camera::picture_of(Vector at) const {
  const double u = at.x / at.z;
  const double v = at.y / at.z;
  double x = u;
  double y = v;
  for (int i = 0; i < 8; ++i) {
    const double factor = 1 - distortion * (x * x + y * y);
    x = u / factor;
    y = v / factor;
  }
  return {x * focal + (width - 1) / 2.0, y * focal + (height - 1) / 2.0};
}

Frame::Frame(const Stance& s)
    : at(s.at), u(turned({1, 0, 0}, s)), v(turned({0, 1, 0}, s)), n(turned({0, 0, 1}, s)) {}

bool Frame::meet(Vector ray, double height, Spot& seen) const {
  const double towards = dot(n, ray);
  if (towards < 0.02) return false;
  const double distance = (dot(n, at) + height) / towards;
  seen = {distance * dot(ray, u) - dot(at, u), distance * dot(ray, v) - dot(at, v)};
  return true;
}

bool Frame::meet(Vector ray, const Surface& surface, Spot& seen) const {
  if (!meet(ray, 0, seen)) return false;
  if (surface.flat()) return true;
  for (int i = 0; i < 6; ++i) meet(ray, surface.height(seen), seen);
  return true;
}

}  // namespace meetpoint::samples
