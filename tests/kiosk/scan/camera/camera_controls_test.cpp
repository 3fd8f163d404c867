#include "kiosk/scan/camera/camera_controls.h"

#include <gmock/gmock.h>

#include <cmath>

#include "kiosk/scan/camera/v4l2_source.h"
#include "tests/kiosk/scan/camera/fake_camera.h"

namespace meetpoint::scan {
namespace {

using testing::Each;
using testing::Pair;
using Control = FakeCameraScript::Control;

constexpr std::uint32_t shutter_id = V4L2_CID_EXPOSURE_ABSOLUTE;
constexpr std::uint32_t automatic_id = V4L2_CID_EXPOSURE_AUTO;

// A USB camera as they are, in a hall with so much light.
class CameraControlsTest : public testing::Test {
 protected:
  CameraControlsTest() {
    script_->controls = {
        {automatic_id, {0, 3, V4L2_EXPOSURE_APERTURE_PRIORITY}},
        {shutter_id, {3, 2047, 250}},
        {V4L2_CID_GAIN, {0, 255, 64}},
        {V4L2_CID_EXPOSURE_AUTO_PRIORITY, {0, 1, 1}},
        {V4L2_CID_POWER_LINE_FREQUENCY, {0, 2, 2}},
        {V4L2_CID_FOCUS_AUTO, {0, 1, 0}},
        {V4L2_CID_FOCUS_ABSOLUTE, {0, 250, 10}},
    };
    script_->expose = [this](FakeCameraScript& script, FakeCameraScript::Shot& shot) {
      const bool manual = script.controls[automatic_id].value == V4L2_EXPOSURE_MANUAL;
      const double gain = std::exp2(script.controls[V4L2_CID_GAIN].value / 64.0);
      const double exposed =
          manual && obeys_ ? script.controls[shutter_id].value * gain / 80.0 : 0.3;
      double light = light_ * exposed;
      if (lamp_helps_ && script.controls[V4L2_CID_FLASH_LED_MODE].value == 2) light *= 16;
      const double shade = std::min(255.0, 110 * std::pow(light, 1 / 2.2));
      shot.bytes.assign(64 * 48, static_cast<std::uint8_t>(shade));
      shot.bytes[0] = shot.bytes[70] = 255;
      // A bright window in a corner, so that the dark hall is not all black.
      for (std::size_t i = 0; i < 64 * 4; ++i) shot.bytes[i] = 200;
    };
  }

  void open(V4l2Options options = {}) {
    auto source = open_v4l2("/dev/video7", options, std::make_unique<FakeCamera>(script_),
                            [this] { return now_; });
    ASSERT_TRUE(source) << source.error().message;
    source_ = std::move(*source);
  }
  void film(int seconds) {
    for (int i = 0; i < seconds * 30; ++i) {
      now_ += Duration{33};
      script_->shots.push_back({});
      auto frame = source_->next(Duration{10});
      ASSERT_TRUE(frame) << frame.error().message;
      if (*frame) shade_ = (*frame)->luma.row(24)[32];
    }
  }
  int value(std::uint32_t id) const { return script_->controls.at(id).value; }

  std::shared_ptr<FakeCameraScript> script_ = std::make_shared<FakeCameraScript>();
  std::unique_ptr<FrameSource> source_;
  Moment now_ = moment_from_ms(700000);
  double light_ = 1;
  bool obeys_ = true;
  bool lamp_helps_ = false;
  int shade_ = 0;
};

TEST_F(CameraControlsTest, ExposesShortAndAmplifiesInADimHall) {
  light_ = 0.2;
  open();
  film(4);
  EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_MANUAL);
  EXPECT_EQ(value(V4L2_CID_EXPOSURE_AUTO_PRIORITY), 0);
  EXPECT_EQ(value(V4L2_CID_POWER_LINE_FREQUENCY), V4L2_CID_POWER_LINE_FREQUENCY_50HZ);
  EXPECT_EQ(value(V4L2_CID_FOCUS_AUTO), 1);
  EXPECT_EQ(value(shutter_id), 80);
  EXPECT_GT(value(V4L2_CID_GAIN), 100);
  EXPECT_NEAR(shade_, 110, 30);
}

TEST_F(CameraControlsTest, PutsEverythingBackAsItWas) {
  const auto before = script_->controls;
  open();
  film(3);
  EXPECT_NE(value(shutter_id), before.at(shutter_id).value);
  source_ = nullptr;
  for (const auto& [id, control] : before) EXPECT_EQ(value(id), control.value) << id;
  // The automatic last, since it closes the others.
  EXPECT_EQ(script_->set_controls.back().first, std::uint32_t{V4L2_CID_EXPOSURE_AUTO_PRIORITY});
}

TEST_F(CameraControlsTest, LeavesACameraThatCanNotBeControlledToItself) {
  script_->controls[automatic_id].set_error = EINVAL;
  open();
  film(2);
  EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_APERTURE_PRIORITY);
  EXPECT_THAT(script_->set_controls, Each(testing::Not(Pair(shutter_id, testing::_))));

  // Manual, but the shutter's range can't be.
  for (const Control wrong : {Control{5, 3, 0}, Control{900, 2000, 1000}, Control{-9, 0, 0},
                              Control{3, 2047, 250, V4L2_CTRL_FLAG_DISABLED}}) {
    script_->controls[automatic_id] = {0, 3, V4L2_EXPOSURE_APERTURE_PRIORITY};
    script_->controls[shutter_id] = wrong;
    open();
    film(1);
    EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_APERTURE_PRIORITY);
  }
  script_->controls.clear();  // knows none at all
  open();
  film(1);
}

TEST_F(CameraControlsTest, GoesBackToTheAutomaticWhereControlsLie) {
  light_ = 0.3;
  obeys_ = false;  // takes what it is told, and changes nothing
  open();
  film(10);
  EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_APERTURE_PRIORITY);
  EXPECT_EQ(value(V4L2_CID_GAIN), 64);

  obeys_ = true;
  light_ = 0.05;
  open();
  script_->controls[shutter_id].set_error = EIO;  // begins to refuse
  script_->controls[V4L2_CID_GAIN].set_error = EIO;
  film(10);
  EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_APERTURE_PRIORITY);
}

TEST_F(CameraControlsTest, ACameraThatForgetsWhenItBeginsToFilmIsToldAgain) {
  open();
  script_->controls[automatic_id].value = V4L2_EXPOSURE_APERTURE_PRIORITY;
  script_->controls[shutter_id].value = 250;
  film(2);
  EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_MANUAL);
  EXPECT_LE(value(shutter_id), 80);
}

TEST_F(CameraControlsTest, ACameraLeftOnManualByAProgramThatDiedGetsItsAutomaticBack) {
  script_->controls[automatic_id].value = V4L2_EXPOSURE_MANUAL;
  obeys_ = false;
  light_ = 0.3;
  open();
  film(10);
  EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_APERTURE_PRIORITY);
}

TEST_F(CameraControlsTest, StepsOfZeroAndNegativeOnesAreNoTrap) {
  script_->controls[shutter_id].step = 0;
  script_->controls[V4L2_CID_GAIN].step = -4;
  light_ = 0.2;
  open();
  film(3);
  EXPECT_NEAR(shade_, 110, 30);
}

TEST_F(CameraControlsTest, DoesWhatTheOptionsSay) {
  V4l2Options options;
  options.controls = {.automatic = true, .mains_hz = 60, .focus = 90};
  script_->controls[V4L2_CID_FOCUS_AUTO].value = 1;
  open(options);
  film(1);
  EXPECT_EQ(value(automatic_id), V4L2_EXPOSURE_APERTURE_PRIORITY);
  EXPECT_EQ(value(V4L2_CID_POWER_LINE_FREQUENCY), V4L2_CID_POWER_LINE_FREQUENCY_60HZ);
  EXPECT_EQ(value(V4L2_CID_FOCUS_AUTO), 0);
  EXPECT_EQ(value(V4L2_CID_FOCUS_ABSOLUTE), 90);
  options.controls = {.shutter_ms = 4, .mains_hz = 0};
  light_ = 0.4;
  source_ = nullptr;
  script_->controls[V4L2_CID_POWER_LINE_FREQUENCY].value = 0;
  open(options);
  film(3);
  EXPECT_EQ(value(shutter_id), 40);
  EXPECT_EQ(value(V4L2_CID_POWER_LINE_FREQUENCY), 0);
}

TEST_F(CameraControlsTest, AFixedLensIsSetToWhereBadgesAreHeld) {
  script_->controls.erase(V4L2_CID_FOCUS_AUTO);
  open();
  EXPECT_GT(value(V4L2_CID_FOCUS_ABSOLUTE), 30);
  EXPECT_LT(value(V4L2_CID_FOCUS_ABSOLUTE), 120);
}

TEST_F(CameraControlsTest, ALampIsLitWhereNothingAtAllIsSeen) {
  script_->controls[V4L2_CID_FLASH_LED_MODE] = {0, 2, 0};
  script_->expose = [](FakeCameraScript& script, FakeCameraScript::Shot& shot) {
    const bool lit = script.controls[V4L2_CID_FLASH_LED_MODE].value == 2;
    shot.bytes.assign(64 * 48, lit ? 100 : 16);
  };
  open();
  film(10);
  EXPECT_EQ(shade_, 100);
  EXPECT_EQ(value(V4L2_CID_FLASH_LED_MODE), 2);
}

TEST_F(CameraControlsTest, ALampIsLitInTheDarkAndPutOutInTheLight) {
  script_->controls[V4L2_CID_FLASH_LED_MODE] = {0, 2, 0};
  lamp_helps_ = true;
  light_ = 0.001;
  open();
  film(8);
  EXPECT_EQ(value(V4L2_CID_FLASH_LED_MODE), V4L2_FLASH_LED_MODE_TORCH);
  film(20);
  EXPECT_EQ(value(V4L2_CID_FLASH_LED_MODE), V4L2_FLASH_LED_MODE_TORCH);
  light_ = 4;
  film(20);
  EXPECT_EQ(value(V4L2_CID_FLASH_LED_MODE), 0);
  light_ = 0.001;
  film(8);
  EXPECT_EQ(value(V4L2_CID_FLASH_LED_MODE), V4L2_FLASH_LED_MODE_TORCH);
  source_ = nullptr;
  EXPECT_EQ(value(V4L2_CID_FLASH_LED_MODE), 0);
}

}  // namespace
}  // namespace meetpoint::scan
