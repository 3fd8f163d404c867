#include "tests/disk/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace meetpoint::disk {

namespace {

// In a user namespace of our own we are root, which is all that a tmpfs needs.
bool enter_namespace() {
  const auto uid = std::to_string(geteuid());
  const auto gid = std::to_string(getegid());
  if (geteuid() == 0) return unshare(CLONE_NEWNS) == 0;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << gid << " 1";
  return true;
}

}  // namespace

SmallDisk::SmallDisk(const std::filesystem::path& folder, std::size_t mebibytes)
    : image_(folder / "image"), mount_point_(folder / "disk") {
  std::filesystem::create_directory(mount_point_);
  const std::string size = std::to_string(mebibytes);
  ext4_ = run("truncate -s " + size + "M '" + image_.string() +
              "' && PATH=$PATH:/usr/sbin:/sbin "
              "mkfs.ext4 -q -F -m 0 '" +
              image_.string() + "'") &&
          run("mount -o loop '" + image_.string() + "' '" + mount_point_.string() + "'");
  mounted_ = ext4_;
  if (mounted_ || !enter_namespace()) return;
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  mounted_ = mount("tmpfs", mount_point_.c_str(), "tmpfs", 0, ("size=" + size + "m").c_str()) == 0;
}

SmallDisk::~SmallDisk() {
  if (mounted_) umount2(mount_point_.c_str(), MNT_DETACH);
}

bool SmallDisk::run(const std::string& command) const {
  return std::system(("{ " + command + "; } >/dev/null 2>&1").c_str()) == 0;
}

void SmallDisk::leave_free(std::size_t bytes) {
  const auto free_bytes = std::filesystem::space(mount_point_).available;
  if (free_bytes <= bytes) return;
  const int fd = open((mount_point_ / "ballast").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const std::string block(4096, 'b');
  for (std::size_t left = (free_bytes - bytes) / block.size(); left > 0; --left) {
    if (write(fd, block.data(), block.size()) <= 0) break;
  }
  fsync(fd);
  close(fd);
}

void SmallDisk::make_room() { std::filesystem::remove(mount_point_ / "ballast"); }

bool SmallDisk::remount(bool read_only) {
  if (!ext4_) {
    const unsigned long flags = read_only ? MS_REMOUNT | MS_RDONLY : MS_REMOUNT;
    return mount(nullptr, mount_point_.c_str(), nullptr, flags, nullptr) == 0;
  }
  if (umount2(mount_point_.c_str(), 0) != 0) return false;
  // What an abort left in its journal is replayed by the mount itself.
  mounted_ = run("mount -o loop" + std::string(read_only ? ",ro" : "") + " '" + image_.string() +
                 "' '" + mount_point_.string() + "'");
  return mounted_;
}

bool SmallDisk::abort() {
  return ext4_ && mount(nullptr, mount_point_.c_str(), nullptr, MS_REMOUNT, "abort") == 0;
}

}  // namespace meetpoint::disk
