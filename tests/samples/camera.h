// The camera's geometry, and where a thing is held before it.
#pragma once

#include "tests/samples/surface.h"

namespace meetpoint::samples {

struct Vector {
  double x = 0, y = 0, z = 0;
};

inline Vector operator+(Vector a, Vector b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vector operator-(Vector a, Vector b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vector operator*(Vector a, double by) { return {a.x * by, a.y * by, a.z * by}; }
inline double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vector unit(Vector v);

// Pixels from the centre of the first one; millimetres; x to the right, y down, z away.
struct Camera {
  int width = 1280;
  int height = 720;
  double focal = 1000;    // pixels
  double distortion = 0;  // of the radius at the square of it: negative is a barrel

  // The ray that falls on a pixel; its z is 1.
  Vector ray(double x, double y) const;
  Spot picture_of(Vector at) const;
};

// Where a thing's middle is, and how it is turned (radians).
struct Stance {
  Vector at{0, 0, 400};
  double yaw = 0, pitch = 0, roll = 0;
};

// The axes of a stance, made once for many rays.
struct Frame {
  explicit Frame(const Stance& stance);
  Vector at, u, v, n;  // u along its width, v along its height, n away from the camera

  Vector point(Spot on_plane, double height = 0) const {
    return at + u * on_plane.x + v * on_plane.y + n * height;
  }
  // Where a ray meets the surface, as seen from straight ahead; false when it never does.
  bool meet(Vector ray, const Surface& surface, Spot& seen) const;
  // The same where its height there is known.
  bool meet(Vector ray, double height, Spot& seen) const;
};

}  // namespace meetpoint::samples
