// One take of the camera: a place, what is held up in it, and the camera; rendered frame by frame.
#pragma once

#include <string>
#include <vector>

#include "kiosk/scan/decode/decoder.h"
#include "tests/samples/layer.h"
#include "tests/samples/scenery.h"
#include "tests/samples/sensor.h"

namespace meetpoint::samples {

// One thing that is held up.
struct Hold {
  ThingStyle style;
  double code_px = 180;    // how wide its code is in the picture, seen from straight ahead
  Spot code_at{640, 360};  // where its middle falls
  double yaw = 0, pitch = 0, roll = 0;
  Motion motion;  // `rest` is filled in from the above
  Surface surface, sleeve;
  double gloss = 0, moire = 0, banding = 0, banding_rows = 200, defocus = 0;
  // Where a lamp is mirrored where there is gloss: 0 … 1 of the code's width and height.
  Spot glare_at{0.5, 0.5};
};

// Somebody who walks through behind, or stands there.
struct Passer {
  double height = 0.8;           // of the picture's
  double foot = 1;               // where the feet are, of the picture's height from its top
  double blur = 4;               // pixels
  double sway = 0;               // of the picture's width, to and fro
  double from_x = 0, speed = 0;  // of the picture's width, per second
  double light = 1;
};

struct Recipe {
  Camera camera;
  Scenery scenery = Scenery::person;
  double scenery_blur = 6;
  double scenery_light = 0.8;
  std::vector<Hold> holds;
  std::vector<Passer> passers;
  Lighting lighting;
  Shutter shutter;
  double lens_sigma = 0.6;
  double haze = 0.02;  // of the light, that the lens spreads all over
  double flicker = 0;  // of the room's light from frame to frame
  SensorStyle sensor;
  double frames_per_second = 30;
  std::uint64_t seed = 1;
};

// Immutable but for scratch memory: one take belongs to one thread. Frames may be rendered in any
// order and come out the same.
class Take {
 public:
  // invalid_input where a code can't be made.
  static Result<Take> make(const Recipe& recipe);

  int width() const { return recipe_.camera.width; }
  int height() const { return recipe_.camera.height; }

  // `truth` gets the codes that lie in the picture with at least their middle and three corners and
  // behind nothing else that is held up, whether anybody can read them or not.
  void render(int frame, scan::GrayImage& out, std::vector<scan::Decoded>* truth = nullptr);

 private:
  explicit Take(const Recipe& recipe)
      : recipe_(recipe),
        sensor_(recipe.camera.width, recipe.camera.height, recipe.sensor, recipe.seed ^ 0x5EA501) {}
  void lay_over(const Layer& layer, double left, double top, double light);
  void lay_held();
  void tell(std::size_t held, double seconds, std::vector<scan::Decoded>& truth) const;

  Recipe recipe_;
  Sensor sensor_;
  Plane scenery_, light_, scratch_;
  std::vector<Held> held_;
  std::vector<std::string> texts_;
  std::vector<Layer> passers_;
  LayerMaker maker_;
  Layer layer_;
};

}  // namespace meetpoint::samples
