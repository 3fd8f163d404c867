// Pictures and films of badges as a camera makes them, with what is in them. The same kind, seed
// and size give the same picture on every machine.
#pragma once

#include <memory>

#include "tests/samples/kinds.h"

namespace meetpoint::samples {

struct Sample {
  scan::GrayImage picture;
  std::vector<scan::Decoded> codes;  // what is in it; their corners as decoders give them
  std::vector<std::string> texts;    // what is held up, also where most of it is out of the picture
};

// 0, 0: the size is drawn by lot, mostly 1280x720.
Sample make_sample(Kind kind, std::uint64_t seed, int width = 0, int height = 0);

// A thing is brought into view, moved, turned and held, at 30 frames a second. One thread at a
// time.
class Sequence {
 public:
  Sequence(Kind kind, std::uint64_t seed, int width = 0, int height = 0);

  int frames() const { return frames_; }
  int width() const { return take_.width(); }
  int height() const { return take_.height(); }
  // Every text that is held up in it.
  const std::vector<std::string>& texts() const { return texts_; }
  // Frames may be asked for in any order. `truth` gets what is in this one.
  void render(int frame, scan::GrayImage& out, std::vector<scan::Decoded>* truth = nullptr) {
    take_.render(frame, out, truth);
  }

 private:
  int frames_;
  Take take_;
  std::vector<std::string> texts_;
};

}  // namespace meetpoint::samples
