#include "kiosk/scan/camera/frame_pool.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "kiosk/scan/camera/frame_source.h"

namespace meetpoint::scan {
namespace {

TEST(FramePool, UsesAPictureAgainOnlyWhenItsLastReaderLetGo) {
  FramePool pool;
  auto first = pool.take();
  first->resize(64, 48);
  first->fill(11);
  const GrayImage* place = first.get();
  FramePtr frame = make_frame(std::move(first), 1, {});
  EXPECT_NE(pool.take().get(), place);
  EXPECT_EQ(frame->luma.row(47)[63], 11);
  frame = nullptr;
  std::set<const GrayImage*> places;
  std::vector<std::shared_ptr<GrayImage>> taken{pool.take(), pool.take()};
  for (const auto& picture : taken) places.insert(picture.get());
  EXPECT_TRUE(places.contains(place));
}

TEST(FramePool, APictureMayOutliveIt) {
  std::shared_ptr<GrayImage> kept;
  {
    FramePool pool;
    kept = pool.take();
  }
  kept->resize(10, 10);
  kept->fill(5);
  EXPECT_EQ(kept->row(9)[9], 5);
}

TEST(FramePool, ReadersOnOtherThreadsGiveBack) {
  FramePool pool;
  for (int i = 0; i < 200; ++i) {
    auto picture = pool.take();
    picture->resize(32, 32);
    picture->fill(static_cast<std::uint8_t>(i));
    FramePtr frame = make_frame(std::move(picture), 1, {});
    std::thread reader([frame, i] { EXPECT_EQ(frame->luma.row(31)[31], i & 255); });
    frame = nullptr;
    reader.join();
  }
}

}  // namespace
}  // namespace meetpoint::scan
