// A real file system of a few MiB, for tests: ext4 on a loop device, or where there is none a tmpfs
// in a mount namespace of the test's own.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace meetpoint::disk {

class SmallDisk {
 public:
  // `folder` is where its image and its mount point are made.
  SmallDisk(const std::filesystem::path& folder, std::size_t mebibytes);
  ~SmallDisk();  // unmounts it
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return mounted_; }
  bool is_ext4() const { return ext4_; }
  const std::filesystem::path& path() const { return mount_point_; }

  // Takes all but so many bytes, and gives them back.
  void leave_free(std::size_t bytes);
  void make_room();

  // Nothing may be open on it.
  bool remount(bool read_only);
  // What an ext4 does when its device fails: at once nothing can be written any more. remount()
  // ends it.
  bool abort();

 private:
  bool run(const std::string& command) const;
  std::filesystem::path image_;
  std::filesystem::path mount_point_;
  bool mounted_ = false;
  bool ext4_ = false;
};

}  // namespace meetpoint::disk
