// A folder of pictures, in the order of their names, played as a camera.
#pragma once

#include <filesystem>

#include "kiosk/scan/camera/frame_source.h"

namespace meetpoint::scan {

struct FolderOptions {
  double frames_per_second = 10;
  bool loop = false;
  bool paced = true;  // see film_pace.h
};

// not_found when there is no such folder, invalid_input when it holds no picture. A picture that
// can't be read later on is passed over; when none at all can, next() says so.
Result<std::unique_ptr<FrameSource>> open_folder(const std::filesystem::path& folder,
                                                 const FolderOptions& options);

}  // namespace meetpoint::scan
