// The film of the demonstration camera: people come up to the kiosk and hold up their badges.
//
// Rendered frame by frame, in perspective, with uneven light, some blur and noise; the same options
// and the same time give the same picture on every machine, and what is in it is known. Immutable
// once made; render() may be called from any thread.
#pragma once

#include <string>
#include <vector>

#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/demo/badge_card.h"
#include "kiosk/scan/demo/projection.h"

namespace meetpoint::scan {

// A stretch of the film: nobody, one badge, or two beside each other.
struct DemoScene {
  std::vector<std::string> codes;  // at most two
  Duration length{3000};
};

struct DemoOptions {
  int width = 1280;
  int height = 720;
  std::uint32_t seed = 1;
  std::vector<DemoScene> scenes;
};

class DemoFilm {
 public:
  // invalid_input: no scene, more than two badges in one, a code that no QR code holds, or a size
  // outside 320x240 … 3840x2160.
  static Result<DemoFilm> make(const DemoOptions& options);

  Duration length() const { return length_; }

  // The frame at a time from the film's start; past its end the last one. Where `truth` is given,
  // it gets the codes of which all of the code is in the picture.
  void render(Duration at, GrayImage& out, std::vector<Decoded>* truth = nullptr) const;

 private:
  struct Scene {
    std::vector<std::size_t> cards;
    Duration start;
    Duration length;
    std::uint32_t seed;
  };

  DemoFilm() = default;
  void draw_card(const BadgeCard& card, const Pose& pose, double neck_x, GrayImage& out) const;
  Projection project(const Pose& pose) const;

  int width_ = 0;
  int height_ = 0;
  std::uint32_t seed_ = 0;
  Duration length_{0};
  std::vector<std::string> codes_;
  std::vector<BadgeCard> cards_;
  std::vector<Scene> scenes_;
  GrayImage empty_room_;
  GrayImage one_person_;
  GrayImage two_people_;
  std::vector<std::int8_t> noise_;
};

}  // namespace meetpoint::scan
