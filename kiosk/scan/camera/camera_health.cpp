#include "kiosk/scan/camera/camera_health.h"

namespace meetpoint::scan {

void CameraHealth::torn(Moment at) {
  if (!torn_since_) torn_since_ = at;
  if (at - *torn_since_ >= options_.torn_for) {
    trouble_ = "sends only broken pictures; try another cable, and a socket of the computer itself";
  }
}

bool CameraHealth::whole(const LumaStats& luma, Moment at) {
  torn_since_.reset();
  if (!is_black(luma)) {
    black_since_.reset();
    ever_saw_ = true;
    return true;
  }
  if (!black_since_) black_since_ = at;
  if (at - *black_since_ >= (ever_saw_ ? options_.black_for : options_.black_at_start)) {
    trouble_ = "sees nothing but black; take the cover off its lens, or switch on the light";
  }
  return ever_saw_;
}

}  // namespace meetpoint::scan
