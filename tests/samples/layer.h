// What is held up, as it falls on the sensor: every pixel gathers light from several places in
// itself, each at its own moment of the exposure, so that small modules blur and alias as a
// camera's do, and what moves is smeared along its way, row after row as the shutter rolls.
#pragma once

#include "tests/samples/lighting.h"
#include "tests/samples/motion.h"
#include "tests/samples/plane.h"
#include "tests/samples/thing.h"

namespace meetpoint::samples {

struct Shutter {
  double exposure = 0.004;  // seconds
  double readout = 0.012;   // from the first row to the last
};

struct Held {
  Thing thing;
  Motion motion;
  Surface surface;
  Surface sleeve;          // how the plastic over it is crumpled; flat where there is none
  double gloss = 0;        // how much of a lamp's mirror image is seen
  double moire = 0;        // a screen's own pixels against the camera's
  double pixel_mm = 0.06;  // of that screen
  double banding = 0;      // a dimmed screen's flicker against the rolling shutter
  double banding_rows = 200, banding_phase = 0;
  double defocus = 0;  // pixels
  int grain = 4;       // places along a pixel's side: 2 … 5
};

// A part of the picture.
struct Layer {
  int left = 0, top = 0;
  Plane light, cover;
  bool empty() const { return light.width() == 0 || light.height() == 0; }
};

class LayerMaker {
 public:
  // The film's frame whose exposure's middle is at `seconds`.
  void make(const Held& held, const Camera& camera, const Shutter& shutter,
            const Lighting& lighting, double seconds, Layer& out);

 private:
  struct Node {
    float u, v;  // texels
  };
  struct Look {
    float shade;
    float lamp_x, lamp_y;  // where in a lamp's mirror image
  };
  struct Bent {
    double height;  // of the surface there
    Spot shift;     // from where it is seen to its place on the sheet
  };
  void place(const Held& held, const Camera& camera, const Shutter& shutter, double seconds,
             Layer& out);
  void bend(const Held& held, const Camera& camera, const Shutter& shutter, double seconds);
  void aim(const Held& held, const Camera& camera, const Shutter& shutter, double seconds,
           double part, Node* nodes) const;
  void gather(const Texture& texture, const Node* nodes, int y, double shift_x, double shift_y);
  void look(const Held& held, const Camera& camera, const Shutter& shutter,
            const Lighting& lighting, double seconds);
  void finish(const Held& held, const Lighting& lighting, int y, int places, float* light,
              float* cover) const;
  void shine(const Held& held, const Node* nodes, int y, float* light) const;

  int left_ = 0, top_ = 0, width_ = 0, height_ = 0, step_ = 8, columns_ = 0, rows_ = 0;
  std::vector<Node> nodes_;  // one grid after the other, one for every place in a pixel
  std::vector<Bent> bents_;
  std::vector<Look> looks_;
  std::vector<std::uint32_t> light_, cover_;
  Plane scratch_;
};

// Where the code's corners are at that moment, and whether the picture holds all of them.
std::array<Spot, 4> corners_of(const Held& held, const Camera& camera, const Shutter& shutter,
                               double seconds);

}  // namespace meetpoint::samples
