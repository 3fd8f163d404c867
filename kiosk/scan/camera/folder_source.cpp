#include "kiosk/scan/camera/folder_source.h"

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/base/image_file.h"

namespace meetpoint::scan {
namespace {

class FolderSource final : public FrameSource {
 public:
  FolderSource(std::filesystem::path folder, std::vector<std::filesystem::path> files,
               const FolderOptions& options)
      : folder_(std::move(folder)),
        files_(std::move(files)),
        loop_(options.loop),
        pace_(options.frames_per_second, options.paced) {}

  Result<FramePtr> next(Duration timeout) override {
    if (ended_) return nullptr;
    FilmPace::Turn turn;
    if (!pace_.wait_for_turn(timeout, turn)) return nullptr;
    const auto count = static_cast<std::uint64_t>(files_.size());
    if (!loop_ && turn.index >= count) {
      ended_ = true;
      return nullptr;
    }
    auto image = load_gray(files_[static_cast<std::size_t>(turn.index % count)]);
    if (!image) {
      unreadable_ += 1;
      if (unreadable_ >= count) return fail(image);  // a whole round without one picture
      return nullptr;
    }
    unreadable_ = 0;
    return make_frame(std::move(*image), turn.index + 1, turn.due);
  }

  bool ended() const override { return ended_; }

  std::string description() const override {
    return "folder " + folder_.string() + ", " + std::to_string(files_.size()) + " pictures";
  }

 private:
  std::filesystem::path folder_;
  std::vector<std::filesystem::path> files_;
  bool loop_;
  FilmPace pace_;
  std::uint64_t unreadable_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<FrameSource>> open_folder(const std::filesystem::path& folder,
                                                 const FolderOptions& options) {
  const std::string name = "\"" + folder.string() + "\"";
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    return fail(ErrorCode::not_found, "The folder " + name + " does not exist; check the path.");
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->is_regular_file(error) && is_image_name(it->path())) files.push_back(it->path());
  }
  if (error)
    return fail(ErrorCode::io, "The folder " + name + " can't be read: " + error.message() + ".");
  if (files.empty()) {
    return fail(ErrorCode::invalid_input,
                "The folder " + name + " holds no picture; put JPEG, PNG or PGM files into it.");
  }
  std::sort(files.begin(), files.end());
  return std::make_unique<FolderSource>(folder, std::move(files), options);
}

}  // namespace meetpoint::scan
