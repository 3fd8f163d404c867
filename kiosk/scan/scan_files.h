// Reads the codes of picture files: what `meetpoint-kiosk scan PATH…` does.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace meetpoint::scan {

// Writes one line of JSON a picture to `out`, in the order given; folders are walked through in the
// order of names, and other files than pictures passed over in them:
//
//   {"file":"a.png","codes":[{"text":"…","corners":[[x,y],[x,y],[x,y],[x,y]]}],"ms":3.1}
//   {"file":"b.png","error":"…"}
//
// `ms` is the time that decoding took, without loading. Returns the exit code: 1 when a picture
// could not be read (the others are read all the same) or a folder holds none, else 0. `err` gets
// what concerns no picture.
int scan_files(std::span<const std::string> paths, std::ostream& out, std::ostream& err);

}  // namespace meetpoint::scan
