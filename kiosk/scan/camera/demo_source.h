// The demonstration camera: plays a DemoFilm as a camera would.
#pragma once

#include "kiosk/scan/camera/frame_source.h"
#include "kiosk/scan/demo/demo_film.h"

namespace meetpoint::scan {

struct DemoSourceOptions {
  DemoOptions film;
  double frames_per_second = 30;
  bool loop = true;
  bool paced = true;  // see film_pace.h
};

// Fails as DemoFilm::make does.
Result<std::unique_ptr<FrameSource>> open_demo(const DemoSourceOptions& options);

}  // namespace meetpoint::scan
