// From screen to camera: the film of codes as it is drawn, seen by a camera that is not at its
// best.
#include "kiosk/shell/rescue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <random>
#include <sstream>

#include "kiosk/pixels/offscreen.h"
#include "kiosk/scan/base/image_file.h"
#include "kiosk/scan/decode/decoder.h"
#include "sync/base/shifted_clock.h"
#include "sync/model/signature.h"
#include "sync/store/station_store.h"
#include "sync/wire/rescue.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::shell {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class RescueTest : public ::testing::Test {
 protected:
  fs::path data() const { return root_.path() / "data"; }

  std::unique_ptr<store::StationStore> open() {
    auto opened = store::StationStore::open(data(), clock_);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  void record(int facts) {
    const auto store = open();
    ASSERT_TRUE(store->enrol({.event = EventId("fair"),
                              .station = {3},
                              .station_name = "Entrance left",
                              .hub_url = "http://hub.example",
                              .token = "t",
                              .key = make_key_pair()}));
    std::mt19937 random(4);
    ASSERT_TRUE(store->write([&](store::StationWrite& write) -> Status {
      for (int i = 0; i < facts; ++i) {
        write.append(CheckIn{AttendeeId("B-" + std::to_string(random() % 900)),
                             "MP1" + std::to_string(random())});
      }
      return {};
    }));
  }

  testing::TemporaryFolder root_;
  ShiftedClock clock_{from_ms(1805367600000)};
  std::ostringstream out_;
  std::ostringstream err_;
};

// What a camera makes of the screen: smaller, off centre, less contrast, noise.
scan::GrayImage filmed(pixels::Offscreen& screen, int width, int height, unsigned seed) {
  const std::vector<std::uint8_t> rgba = screen.rgba();
  std::mt19937 random(seed);
  scan::GrayImage picture(width, height, 0);
  const double scale = static_cast<double>(screen.height()) / (height * 0.94);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      // The mean of the screen's pixels under this one of the camera's.
      double sum = 0;
      int count = 0;
      for (int dy = 0; dy < 2; ++dy) {
        for (int dx = 0; dx < 2; ++dx) {
          const int sx = static_cast<int>((x + 0.5 * dx - 11) * scale);
          const int sy = static_cast<int>((y + 0.5 * dy - height * 0.03) * scale);
          if (sx < 0 || sy < 0 || sx >= screen.width() || sy >= screen.height()) continue;
          const std::size_t at =
              4 * (static_cast<std::size_t>(sy) * static_cast<std::size_t>(screen.width()) +
                   static_cast<std::size_t>(sx));
          sum += 0.3 * rgba[at] + 0.6 * rgba[at + 1] + 0.1 * rgba[at + 2];
          ++count;
        }
      }
      const double light = count == 0 ? 20 : 30 + 0.7 * sum / count;
      picture.row(y)[x] =
          static_cast<std::uint8_t>(light + static_cast<double>(random() % 21) - 10);
    }
  }
  return picture;
}

TEST_F(RescueTest, AFileIsWholeAndItsUsersAlone) {
  record(20);
  const auto kiosk_at_work = open();  // the kiosk need not stop
  const Options options{.data = data(), .rescue_file = root_.path() / "out.rescue"};
  ASSERT_EQ(rescue_to_file(options, clock_, out_, err_), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("20 records of 'Entrance left' at 'fair'"));
  struct stat file{};
  ASSERT_EQ(stat(options.rescue_file.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
  std::ostringstream bytes;
  bytes << std::ifstream(options.rescue_file, std::ios::binary).rdbuf();
  const auto read = wire::read_rescue(bytes.str());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->facts, 20U);
  EXPECT_EQ(read->station_name, "Entrance left");
}

TEST_F(RescueTest, SaysWhatIsMissing) {
  const Options nowhere{.data = root_.path() / "none", .rescue_file = root_.path() / "out"};
  EXPECT_EQ(rescue_to_file(nowhere, clock_, out_, err_), 1);
  EXPECT_THAT(err_.str(), HasSubstr("--data"));
  record(0);
  err_.str({});
  const Options empty{.data = data(), .rescue_file = root_.path() / "out"};
  EXPECT_EQ(rescue_to_file(empty, clock_, out_, err_), 1);
  EXPECT_THAT(err_.str(), HasSubstr("nothing to rescue"));
  record(1);
  err_.str({});
  const Options no_folder{.data = data(), .rescue_file = root_.path() / "no/such/out"};
  EXPECT_EQ(rescue_to_file(no_folder, clock_, out_, err_), 1);
  EXPECT_THAT(err_.str(), HasSubstr("can't be written"));
  EXPECT_FALSE(fs::exists(root_.path() / "out"));
}

TEST_F(RescueTest, TheScreenIsReadByACameraThatMissesAThird) {
  record(300);
  const auto rescued = rescue_bytes(data(), clock_);
  ASSERT_TRUE(rescued) << rescued.error().message;
  const auto film = wire::RescueFilm::make(rescued->bytes);
  ASSERT_TRUE(film);
  auto screen = pixels::Offscreen::make({.width = 1920, .height = 1080});
  ASSERT_TRUE(screen) << screen.error().message;
  auto texts = ui::TextBook::load(MEETPOINT_BINARY_DIR "/share/meetpoint/locale");
  ASSERT_TRUE(texts);
  ui::UiState state;
  scan::Decoder decoder;
  wire::RescueReel reel;
  unsigned seen = 0;
  unsigned shown = 0;
  unsigned read = 0;
  for (std::uint32_t number = 5; !reel.file(); ++number, ++shown) {
    ASSERT_LT(shown, 3 * film->frames_a_pass() + 20) << read << " of " << seen << " were read";
    if (number % 3 == 0) continue;  // the camera looked away
    const auto view = rescue_view(*film, *rescued, number);
    ASSERT_TRUE(view) << view.error().message;
    const ui::Look look{(*screen)->theme(), (*screen)->fonts(), texts->in("en")};
    (*screen)->render([&] { ui::draw_rescue(*view, state, look); });
    if ((*screen)->bake_missing(state))
      (*screen)->render([&] { ui::draw_rescue(*view, state, look); });
    ++seen;
    for (const scan::Decoded& code :
         decoder.decode(filmed(**screen, 1280, 720, number).view(), Duration(15))) {
      reel.add(code.text);
      ++read;
    }
  }
  EXPECT_EQ(*reel.file(), rescued->bytes);
  EXPECT_GT(10 * read, 9 * seen) << read << " of " << seen;
  RecordProperty("frames_a_pass", static_cast<int>(film->frames_a_pass()));
  if (const char* folder = std::getenv("MEETPOINT_SHOTS")) {
    ASSERT_TRUE((*screen)->save_png(std::string(folder) + "/rescue.png"));
  }
}

TEST_F(RescueTest, AFilmInAFolderBecomesTheFile) {
  record(60);
  const auto rescued = rescue_bytes(data(), clock_);
  const auto film = wire::RescueFilm::make(rescued->bytes);
  ASSERT_TRUE(film);
  auto screen = pixels::Offscreen::make({.width = 1280, .height = 800});
  ASSERT_TRUE(screen);
  auto texts = ui::TextBook::load(MEETPOINT_BINARY_DIR "/share/meetpoint/locale");
  ui::UiState state;
  const fs::path folder = root_.path() / "film";
  fs::create_directories(folder);
  const auto frames = static_cast<std::uint32_t>(film->frames_a_pass() + 4);
  for (std::uint32_t number = 0; number < frames; ++number) {
    const auto view = rescue_view(*film, *rescued, number);
    const ui::Look look{(*screen)->theme(), (*screen)->fonts(), texts->in("nl")};
    (*screen)->render([&] { ui::draw_rescue(*view, state, look); });
    const scan::GrayImage picture = filmed(**screen, 1280, 720, number);
    ASSERT_TRUE(scan::save_pgm(picture.view(), folder / (std::to_string(100 + number) + ".pgm")));
  }
  Options options{.rescue_file = root_.path() / "filmed.rescue",
                  .rescue_film = "folder:" + folder.string() + "?loop=0&pace=0"};
  ASSERT_EQ(rescue_by_camera(options, out_, err_, {}), 0) << err_.str() << out_.str();
  std::ostringstream bytes;
  bytes << std::ifstream(options.rescue_file, std::ios::binary).rdbuf();
  EXPECT_TRUE(bytes.str() == rescued->bytes);

  // With too few pictures nothing is written, and it says so.
  for (std::uint32_t number = 2; number < frames; ++number) {
    fs::remove(folder / (std::to_string(100 + number) + ".pgm"));
  }
  options.rescue_file = root_.path() / "part.rescue";
  err_.str({});
  EXPECT_EQ(rescue_by_camera(options, out_, err_, {}), 1);
  EXPECT_THAT(err_.str(), HasSubstr("Only 2 of"));
  EXPECT_FALSE(fs::exists(options.rescue_file));
}

}  // namespace
}  // namespace meetpoint::shell
