#include "kiosk/scan/camera/exposure_control.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiosk/scan/camera/lamp_control.h"

namespace meetpoint::scan {
namespace {

// A camera in a hall: how bright its pictures are for what it is set to, some frames later.
struct CameraModel {
  double light = 1;           // 1: 8 ms without gain give a mean of 110
  double gain_per_range = 4;  // stops that the whole range of gain brings
  bool obeys = true;
  bool rounds_to_doublings = false;
  double clipped = 0;

  LumaStats picture(const ExposureSetting& set, const ControlRange& gain) const {
    double shutter = obeys ? set.shutter : 80;
    if (rounds_to_doublings) shutter = std::exp2(std::round(std::log2(shutter)));
    const double amplified = gain.is_fixed() || !obeys ? 0
                                                       : gain_per_range * (set.gain - gain.least) /
                                                             (gain.most - gain.least);
    const double linear = light * shutter / 80 * std::exp2(amplified);
    LumaStats stats;
    stats.mean = std::min(255.0, 110 * std::pow(linear, 1 / 2.2));
    stats.bright = stats.brightest = static_cast<int>(std::min(255.0, stats.mean * 1.8));
    stats.clipped = clipped;
    return stats;
  }
};

class ExposureControlTest : public testing::Test {
 protected:
  ExposureControlTest() {
    options_.shutter = {3, 2047, 1};
    options_.gain = {0, 255, 1};
  }

  // Films for so long; counts how often something was set in the last second.
  void film(ExposureControl& control, int seconds) {
    set_lately_ = 0;
    const Moment end = now_ + Duration{seconds * 1000};
    while (now_ < end) {
      now_ += Duration{33};
      // The camera shows what was set three frames ago.
      past_.push_back(control.setting());
      if (past_.size() > 4) past_.erase(past_.begin());
      const bool late = end - now_ <= Duration{1000};
      if (control.see(camera_.picture(past_.front(), options_.gain), now_) && late)
        set_lately_ += 1;
    }
  }
  double mean(const ExposureControl& control) const {
    return camera_.picture(control.setting(), options_.gain).mean;
  }
  void expect_well_lit(const ExposureControl& control) const {
    EXPECT_GT(mean(control), 90);
    EXPECT_LT(mean(control), 132);
  }

  CameraModel camera_;
  ExposureOptions options_;
  Moment now_ = moment_from_ms(10000);
  std::vector<ExposureSetting> past_;
  int set_lately_ = 0;
};

TEST_F(ExposureControlTest, BrightHallsGetAShorterShutterAndNoGain) {
  ExposureControl control(options_, {2000, 200});
  camera_.light = 8;
  film(control, 4);
  expect_well_lit(control);
  EXPECT_LT(control.setting().shutter, 20);
  EXPECT_EQ(control.setting().gain, 0);
  EXPECT_TRUE(control.plenty_of_light());
}

TEST_F(ExposureControlTest, DimHallsGetGainBeforeALongerShutter) {
  ExposureControl control(options_, {80, 0});
  camera_.light = 0.2;
  film(control, 4);
  expect_well_lit(control);
  EXPECT_EQ(control.setting().shutter, 80);
  EXPECT_GT(control.setting().gain, 60);
  EXPECT_FALSE(control.at_limit());
}

TEST_F(ExposureControlTest, TheShutterIsLengthenedLastAndNeverBeyondAFrame) {
  ExposureControl control(options_, {80, 0});
  camera_.light = 0.025;
  film(control, 6);
  EXPECT_EQ(control.setting().gain, 255);
  EXPECT_GT(control.setting().shutter, 80);
  expect_well_lit(control);
  camera_.light = 0.002;
  film(control, 6);
  EXPECT_EQ(control.setting().shutter, 330);
  EXPECT_TRUE(control.at_limit());
}

TEST_F(ExposureControlTest, ComesBackTheSameWayWhenItGetsLight) {
  ExposureControl control(options_, {80, 0});
  camera_.light = 0.01;
  film(control, 6);
  camera_.light = 1;
  film(control, 6);
  expect_well_lit(control);
  EXPECT_LE(control.setting().shutter, 80);
  EXPECT_LT(control.setting().gain, 60);
}

TEST_F(ExposureControlTest, RestsWhereItIsGoodEnough) {
  for (const bool rounds : {false, true}) {
    for (const double light : {0.05, 0.1, 0.3, 0.9, 1.3, 3.0, 9.0}) {
      for (const double gain : {1.5, 4.0, 8.0}) {
        camera_ = {.light = light, .gain_per_range = gain, .rounds_to_doublings = rounds};
        ExposureControl control(options_, {80, 0});
        film(control, 10);
        EXPECT_LE(set_lately_, 1) << light << ' ' << gain << ' ' << rounds;
        EXPECT_FALSE(control.useless()) << light << ' ' << gain << ' ' << rounds;
      }
    }
  }
}

TEST_F(ExposureControlTest, AScreenThatIsBurntOutIsTooBrightWhateverTheMean) {
  ExposureControl control(options_, {80, 128});
  camera_.light = 0.25;
  film(control, 3);
  const int gain = control.setting().gain;
  camera_.clipped = 0.2;
  film(control, 2);
  EXPECT_LT(control.setting().gain, gain);
}

TEST_F(ExposureControlTest, LampsThatFlickerAreNoReasonToHunt) {
  ExposureControl control(options_, {80, 0});
  int frame = 0;
  int set = 0;
  for (int i = 0; i < 600; ++i) {
    now_ += Duration{33};
    frame += 1;
    camera_.light = 1.1 * std::exp2(frame % 3 == 0 ? 0.9 : frame % 3 == 1 ? -0.9 : 0.0);
    if (control.see(camera_.picture(control.setting(), options_.gain), now_)) set += 1;
  }
  EXPECT_LE(set, 2);
}

TEST_F(ExposureControlTest, GivesUpACameraWhosePicturesDoNotFollow) {
  camera_.obeys = false;
  camera_.light = 0.2;
  ExposureControl control(options_, {80, 0});
  film(control, 8);
  EXPECT_TRUE(control.useless());
  EXPECT_EQ(control.see(camera_.picture({}, options_.gain), now_ + Duration{1000}), std::nullopt);
}

TEST_F(ExposureControlTest, ABlackPictureProvesNothing) {
  camera_.light = 0;
  ExposureControl control(options_, {80, 0});
  film(control, 10);
  EXPECT_FALSE(control.useless());
  EXPECT_TRUE(control.at_limit());
  camera_.light = 1;
  film(control, 5);
  expect_well_lit(control);
}

TEST_F(ExposureControlTest, WorksWithoutGainAndWithOddRanges) {
  options_.gain = {};
  camera_.light = 0.4;
  ExposureControl plain(options_, {80, 7});
  film(plain, 5);
  expect_well_lit(plain);
  EXPECT_EQ(plain.setting().gain, 7);

  options_.gain = {16, 64, 16};
  options_.shutter = {50, 60, 7};
  for (const double light : {0.0, 0.01, 1.0, 50.0}) {
    camera_.light = light;
    ExposureControl narrow(options_, {5000, -3});
    film(narrow, 5);
    EXPECT_GE(narrow.setting().shutter, 50);
    EXPECT_LE(narrow.setting().shutter, 60);
    EXPECT_EQ(narrow.setting().gain % 16, 0);
  }
}

// ---

class LampControlTest : public testing::Test {
 protected:
  // Seconds until it changed; -1 where it did not.
  int seconds_to_change(Light light, int at_most) {
    const bool before = lamp_.lit();
    for (int ms = 0; ms <= at_most * 1000; ms += 100) {
      now_ += Duration{100};
      if (lamp_.see(light, now_) != before) return ms / 1000;
    }
    return -1;
  }
  LampControl lamp_;
  Moment now_ = moment_from_ms(10000);
};

TEST_F(LampControlTest, IsLitWhenItStaysDarkAndPutOutWhenItIsLongLight) {
  EXPECT_EQ(seconds_to_change(Light::enough, 60), -1);
  EXPECT_EQ(seconds_to_change(Light::dark, 60), 2);
  EXPECT_EQ(seconds_to_change(Light::enough, 60), -1);
  EXPECT_EQ(seconds_to_change(Light::plenty, 60), 10);
}

TEST_F(LampControlTest, AHandBeforeTheLensLightsNothing) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(seconds_to_change(Light::dark, 1), -1);
    EXPECT_EQ(seconds_to_change(Light::enough, 1), -1);
  }
}

TEST_F(LampControlTest, DoesNotBlinkWhereItsOwnLightLooksLikePlenty) {
  int changes = 0;
  const Moment end = now_ + Duration{600000};
  while (now_ < end) {
    now_ += Duration{100};
    const bool before = lamp_.lit();
    if (lamp_.see(before ? Light::plenty : Light::dark, now_) != before) changes += 1;
  }
  EXPECT_LE(changes, 14);  // in ten minutes; without its patience a hundred
}

}  // namespace
}  // namespace meetpoint::scan
