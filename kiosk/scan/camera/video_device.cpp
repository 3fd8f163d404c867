#include "kiosk/scan/camera/video_device.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace meetpoint::scan {
namespace {

class SystemVideoDevice final : public VideoDevice {
 public:
  ~SystemVideoDevice() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  int open(const std::string& path) override {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) return errno;
    if (!S_ISCHR(about.st_mode)) return ENOTTY;
    descriptor_ = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return descriptor_ >= 0 ? 0 : errno;
  }

  int control(unsigned long request, void* argument) override {
    int result = 0;
    do {
      result = ::ioctl(descriptor_, request, argument);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? errno : 0;
  }

  int map(std::size_t length, std::int64_t offset, void** address) override {
    void* mapped = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_,
                          static_cast<off_t>(offset));
    if (mapped == MAP_FAILED) return errno;
    *address = mapped;
    return 0;
  }

  void unmap(void* address, std::size_t length) override { ::munmap(address, length); }

  int wait(Duration timeout) override {
    pollfd waiting{descriptor_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(timeout.count()));
    if (ready < 0) return errno == EINTR ? ETIMEDOUT : errno;
    if (ready == 0) return ETIMEDOUT;
    if ((waiting.revents & POLLIN) != 0) return 0;
    return (waiting.revents & POLLHUP) != 0 ? ENODEV : EIO;
  }

 private:
  int descriptor_ = -1;
};

}  // namespace

std::unique_ptr<VideoDevice> make_system_video_device() {
  return std::make_unique<SystemVideoDevice>();
}

}  // namespace meetpoint::scan
