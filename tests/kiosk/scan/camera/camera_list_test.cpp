#include "kiosk/scan/camera/camera_list.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/kiosk/scan/camera/fake_camera.h"
#include "tests/kiosk/scan/folder.h"

namespace meetpoint::scan {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

// Opens the fake camera that the path stands for.
class PluggedIn final : public VideoDevice {
 public:
  using Cameras = std::map<std::string, std::shared_ptr<FakeCameraScript>>;
  explicit PluggedIn(const Cameras& cameras) : cameras_(cameras) {}
  int open(const std::string& path) override {
    const auto found = cameras_.find(fs::path(path).filename().string());
    if (found == cameras_.end()) return ENODEV;
    camera_ = std::make_unique<FakeCamera>(found->second);
    return camera_->open(path);
  }
  int control(unsigned long request, void* argument) override {
    return camera_->control(request, argument);
  }
  int map(std::size_t, std::int64_t, void**) override { return EINVAL; }
  void unmap(void*, std::size_t) override {}
  int wait(Duration) override { return EINVAL; }

 private:
  const Cameras& cameras_;
  std::unique_ptr<FakeCamera> camera_;
};

class CameraListTest : public testing::Test {
 protected:
  // A device with udev's links, where it makes any.
  void plug_in(const std::string& device, const std::string& card, const std::string& bus,
               const std::string& by_id, const std::string& by_path,
               std::uint32_t capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING) {
    auto script = std::make_shared<FakeCameraScript>();
    script->card = card;
    script->bus = bus;
    script->capabilities = capabilities;
    cameras_[device] = script;
    std::ofstream(fs::path(dev_.string()) / device).put('x');
    link("by-id", by_id, device);
    link("by-path", by_path, device);
  }
  void link(const char* kind, const std::string& name, const std::string& device) {
    if (name.empty()) return;
    const fs::path folder = fs::path(dev_.string()) / "v4l" / kind;
    fs::create_directories(folder);
    fs::remove(folder / name);
    fs::create_symlink("../../" + device, folder / name);
  }
  void unplug_all() {
    cameras_.clear();
    fs::remove_all(dev_.string());
    fs::create_directories(dev_.string());
  }
  CameraPlaces places() {
    return {.dev = dev_.string(),
            .device = [this] { return std::make_unique<PluggedIn>(cameras_); }};
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const CameraDevice& camera : list_cameras(places())) all.push_back(camera.name);
    return all;
  }
  std::string found(const std::string& name) {
    const auto path = camera_path(name, false, places());
    return path ? fs::path(*path).filename().string() : path.error().message;
  }

  const Folder dev_;
  PluggedIn::Cameras cameras_;
};

TEST_F(CameraListTest, ListsWhatFilmsByNumberWithTheNameThatStays) {
  plug_in("video10", "Integrated Camera", "usb-1", "usb-Chicony_0001-video-index0", "");
  plug_in("video2", "C920", "usb-2", "usb-046d_C920_1A2B-video-index0", "pci-usb-2-video-index0");
  plug_in("video3", "C920", "usb-2", "usb-046d_C920_1A2B-video-index1", "pci-usb-2-video-index1",
          V4L2_CAP_META_CAPTURE);
  std::ofstream(fs::path(dev_.string()) / "video11").put('x');  // can't be opened
  std::ofstream(fs::path(dev_.string()) / "videotape").put('x');
  EXPECT_THAT(names(), ElementsAre("usb-046d_C920_1A2B", "usb-Chicony_0001"));
}

TEST_F(CameraListTest, FindsTheSameCameraWhenItsNumberHasChanged) {
  plug_in("video0", "Integrated Camera", "usb-1", "usb-Chicony_0001-video-index0", "");
  plug_in("video2", "C920", "usb-2", "usb-046d_C920_1A2B-video-index0", "");
  EXPECT_EQ(found("usb-046d_C920_1A2B"), "video2");
  unplug_all();
  plug_in("video0", "C920", "usb-7", "usb-046d_C920_1A2B-video-index0", "");
  plug_in("video2", "Integrated Camera", "usb-1", "usb-Chicony_0001-video-index0", "");
  EXPECT_EQ(found("usb-046d_C920_1A2B"), "video0");
  EXPECT_EQ(found("by-id/usb-046d_C920_1A2B-video-index0"), "video0");
}

TEST_F(CameraListTest, TwoOfOneModelWithoutSerialNumbersAreToldApartByTheirSockets) {
  plug_in("video0", "C270", "usb-1", "", "pci-usb-1-video-index0");
  plug_in("video2", "C270", "usb-2", "usb-046d_C270-video-index0", "pci-usb-2-video-index0");
  EXPECT_THAT(names(), ElementsAre("pci-usb-1", "pci-usb-2"));
  EXPECT_EQ(found("pci-usb-2"), "video2");
}

TEST_F(CameraListTest, WithoutUdevTheBusAndTheModelAreTheName) {
  plug_in("video4", "HD Webcam\n", "usb-0000:00:14.0-2", "", "");
  EXPECT_THAT(names(), ElementsAre("usb-0000:00:14.0-2/HD_Webcam_"));
  EXPECT_EQ(found("usb-0000:00:14.0-2/HD_Webcam_"), "video4");
}

TEST_F(CameraListTest, UnderstandsWhatAPersonWouldWrite) {
  plug_in("video0", "Integrated Camera", "usb-1", "usb-Chicony_0001-video-index0", "");
  plug_in("video2", "HD Pro Webcam C920", "usb-2", "usb-046d_C920_1A2B-video-index0", "");
  EXPECT_EQ(found(""), "video0");
  EXPECT_EQ(found("video2"), "video2");
  EXPECT_EQ(found("usb-2"), "video2");
  EXPECT_EQ(found("usb-046d"), "video2");
  EXPECT_EQ(found("c920"), "video2");
}

TEST_F(CameraListTest, SaysWhichCamerasThereAre) {
  EXPECT_THAT(found(""), HasSubstr("There is no camera; plug one in"));
  plug_in("video0", "Integrated Camera", "usb-1", "usb-Chicony_0001-video-index0", "");
  EXPECT_THAT(found("c920"), HasSubstr("choose another: usb-Chicony_0001"));
  EXPECT_EQ(camera_path("c920", true, places()).value(),
            (fs::path(dev_.string()) / "video0").string());
}

TEST_F(CameraListTest, BrokenLinksAndDevicesAreNoTrap) {
  link("by-id", "usb-gone-video-index0", "video77");
  fs::create_directories(fs::path(dev_.string()) / "video5");
  EXPECT_TRUE(names().empty());
}

}  // namespace
}  // namespace meetpoint::scan
