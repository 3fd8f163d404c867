#include "kiosk/scan/base/image_file.h"

#include <gmock/gmock.h>

#include "kiosk/scan/base/jpeg.h"
#include "tests/kiosk/scan/encode_jpeg.h"
#include "tests/kiosk/scan/folder.h"

namespace meetpoint::scan {
namespace {

using testing::HasSubstr;

GrayImage ramp(int width, int height) {
  GrayImage image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) image.row(y)[x] = static_cast<std::uint8_t>((x + 2 * y) % 256);
  }
  return image;
}

TEST(ImageFile, PgmComesBackAsItWas) {
  const Folder folder;
  folder.write("a.pgm", ramp(31, 17));
  EXPECT_EQ(load_gray(folder / "a.pgm").value(), ramp(31, 17));
}

TEST(ImageFile, JpegIsToldByItsContentsNotByItsName) {
  const Folder folder;
  folder.write("photo.png", encode_jpeg(GrayImage(64, 48, 77)));
  const auto image = load_gray(folder / "photo.png");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width(), 64);
  EXPECT_NEAR(image->row(20)[20], 77, 2);
}

// As programs for print shops save them.
TEST(ImageFile, AJpegOfFourInksIsRead) {
  constexpr int side = 32;
  std::vector<std::uint8_t> inks;
  for (int i = 0; i < side * side; ++i) {
    const bool dark = i % side < side / 2;
    inks.insert(inks.end(), {255, 255, 255, static_cast<std::uint8_t>(dark ? 20 : 230)});
  }
  const tjhandle handle = tjInitCompress();
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  ASSERT_EQ(
      tjCompress2(handle, inks.data(), side, 0, side, TJPF_CMYK, &buffer, &size, TJSAMP_444, 95, 0),
      0);
  const Folder folder;
  folder.write("inks.jpg", std::vector<std::uint8_t>(buffer, buffer + size));
  tjFree(buffer);
  tjDestroy(handle);
  const auto image = load_gray(folder / "inks.jpg");
  ASSERT_TRUE(image);
  EXPECT_NEAR(image->row(9)[4], 20, 4);
  EXPECT_NEAR(image->row(9)[28], 230, 4);
}

TEST(ImageFile, ADamagedJpegIsSaidToBeDamaged) {
  const Folder folder;
  auto bytes = encode_jpeg(ramp(64, 48));
  bytes.resize(30);
  folder.write("a.jpg", bytes);
  const auto image = load_gray(folder / "a.jpg");
  ASSERT_FALSE(image);
  EXPECT_THAT(image.error().message, HasSubstr("is damaged"));
}

TEST(ImageFile, ATornJpegGivesWhatThereIsOfIt) {
  const Folder folder;
  auto bytes = encode_jpeg(ramp(320, 240));
  bytes.resize(bytes.size() / 2);
  folder.write("torn.jpg", bytes);
  const auto image = load_gray(folder / "torn.jpg");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->height(), 240);
}

TEST(ImageFile, SaysWhatIsTheMatter) {
  const Folder folder;
  folder.write("text.jpg", std::vector<std::uint8_t>{'h', 'e', 'l', 'l', 'o'});
  folder.write("empty.png", std::vector<std::uint8_t>{});
  folder.write("torn.png", std::vector<std::uint8_t>{0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
  const auto error_of = [&](const std::string& name) { return load_gray(folder / name).error(); };
  EXPECT_EQ(error_of("missing.png").code, ErrorCode::not_found);
  EXPECT_EQ(error_of("text.jpg").code, ErrorCode::invalid_input);
  EXPECT_THAT(error_of("text.jpg").message, HasSubstr("use JPEG, PNG"));
  EXPECT_EQ(error_of("empty.png").code, ErrorCode::invalid_input);
  EXPECT_EQ(error_of("torn.png").code, ErrorCode::invalid_input);
  EXPECT_EQ(load_gray(folder.string()).error().code, ErrorCode::invalid_input);
}

TEST(ImageFile, RefusesAPictureThatClaimsToBeHuge) {
  const Folder folder;
  const std::string header = "P5\n60000 60000\n255\n";
  folder.write("huge.pgm", std::vector<std::uint8_t>(header.begin(), header.end()));
  EXPECT_EQ(load_gray(folder / "huge.pgm").error().code, ErrorCode::too_large);
}

TEST(Jpeg, TakesPicturesOutOfAStreamAndPassesOverWhatIsTorn) {
  const auto first = encode_jpeg(ramp(64, 48));
  const auto second = encode_jpeg(ramp(80, 40));
  std::vector<std::uint8_t> stream{'-', '-', 'x', '\r', '\n', 0xFF};
  stream.insert(stream.end(), first.begin(), first.end());
  stream.insert(stream.end(), second.begin(), second.end());
  stream.insert(stream.end(), first.begin(), first.begin() + static_cast<long>(first.size() / 2));
  std::span<const std::uint8_t> rest = stream;
  const auto taken = [&] {
    const auto picture = take_jpeg(rest);
    return std::vector<std::uint8_t>(picture.begin(), picture.end());
  };
  EXPECT_EQ(taken(), first);
  EXPECT_EQ(taken(), second);
  EXPECT_TRUE(taken().empty());
  EXPECT_TRUE(rest.empty());
}

TEST(Jpeg, ACameraRefusesADamagedPicture) {
  auto bytes = encode_jpeg(ramp(320, 240));
  bytes.resize(bytes.size() / 2);
  JpegDecoder decoder;
  GrayImage out;
  EXPECT_FALSE(decoder.decode(bytes, JpegDecoder::Damage::refuse, 1 << 20, out));
  EXPECT_TRUE(decoder.decode(bytes, JpegDecoder::Damage::accept, 1 << 20, out));
  EXPECT_EQ(decoder.decode(bytes, JpegDecoder::Damage::accept, 1000, out).error().code,
            ErrorCode::too_large);
}

}  // namespace
}  // namespace meetpoint::scan
