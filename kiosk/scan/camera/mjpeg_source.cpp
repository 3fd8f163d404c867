#include "kiosk/scan/camera/mjpeg_source.h"

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/base/image_file.h"
#include "kiosk/scan/base/jpeg.h"
#include "kiosk/scan/camera/frame_pool.h"

namespace meetpoint::scan {
namespace {

constexpr std::int64_t largest_frame_pixels = 40'000'000;

class MjpegSource final : public FrameSource {
 public:
  MjpegSource(std::filesystem::path file, std::vector<std::uint8_t> bytes,
              const MjpegOptions& options)
      : file_(std::move(file)),
        bytes_(std::move(bytes)),
        loop_(options.loop),
        pace_(options.frames_per_second, options.paced) {
    std::span<const std::uint8_t> rest = bytes_;
    while (!rest.empty()) {
      const auto picture = take_jpeg(rest);
      if (!picture.empty()) pictures_.push_back(picture);
    }
  }

  std::size_t size() const { return pictures_.size(); }

  Result<FramePtr> next(Duration timeout) override {
    if (ended_) return nullptr;
    FilmPace::Turn turn;
    if (!pace_.wait_for_turn(timeout, turn)) return nullptr;
    if (!loop_ && turn.index >= pictures_.size()) {
      ended_ = true;
      return nullptr;
    }
    auto luma = pool_.take();
    const auto picture = pictures_[static_cast<std::size_t>(turn.index % pictures_.size())];
    const Status status =
        jpeg_.decode(picture, JpegDecoder::Damage::refuse, largest_frame_pixels, *luma);
    if (!status) {
      damaged_ += 1;
      if (damaged_ >= pictures_.size()) return fail(status);
      return nullptr;
    }
    damaged_ = 0;
    return make_frame(std::move(luma), turn.index + 1, turn.due);
  }

  bool ended() const override { return ended_; }

  std::string description() const override {
    return "film " + file_.string() + ", " + std::to_string(pictures_.size()) + " pictures";
  }

 private:
  std::filesystem::path file_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::span<const std::uint8_t>> pictures_;
  bool loop_;
  FilmPace pace_;
  JpegDecoder jpeg_;
  FramePool pool_;
  std::size_t damaged_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<FrameSource>> open_mjpeg(const std::filesystem::path& file,
                                                const MjpegOptions& options) {
  auto bytes = read_bytes(file, largest_mjpeg_bytes);
  if (!bytes) return fail(bytes);
  auto source = std::make_unique<MjpegSource>(file, std::move(*bytes), options);
  if (source->size() == 0) {
    return fail(ErrorCode::invalid_input, "\"" + file.string() +
                                              "\" holds no whole JPEG picture; a film is an MJPEG "
                                              "file or JPEG files one behind the other.");
  }
  return source;
}

}  // namespace meetpoint::scan
