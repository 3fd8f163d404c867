#include "kiosk/scan/decode/code_memory.h"

#include <gtest/gtest.h>

#include "kiosk/scan/base/random.h"

namespace meetpoint::scan {
namespace {

CodeFit fit_at(double x, double y) {
  CodeFit fit;
  fit.plane.corners = {Point2{x, y}, {x + 100, y}, {x + 100, y + 100}, {x, y + 100}};
  fit.dimension = 25;
  fit.module_px = 4;
  return fit;
}

ModuleShades modules(std::uint64_t seed) {
  Random random(seed);
  ModuleShades shades;
  for (int i = 0; i < 25 * 25; ++i) shades.push_back(random.below(2) != 0 ? 1.F : -1.F);
  return shades;
}

ModuleShades noisy(const ModuleShades& truth, double noise, std::uint64_t seed) {
  Random random(seed);
  ModuleShades shades = truth;
  for (float& shade : shades) shade += static_cast<float>(noise * random.bell());
  return shades;
}

int errors(const ModuleShades& shades, const ModuleShades& truth) {
  int count = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) count += (shades[i] < 0) != (truth[i] < 0) ? 1 : 0;
  return count;
}

TEST(CodeMemory, SumsTellMoreThanEachLook) {
  const ModuleShades truth = modules(1);
  CodeMemory memory;
  EXPECT_EQ(memory.add(fit_at(0, 0), noisy(truth, 0.9, 10)), nullptr);
  const ModuleShades* sum = nullptr;
  for (std::uint64_t look = 1; look < 8; ++look) {
    memory.next_frame();
    sum = memory.add(fit_at(3.0 * static_cast<double>(look), 2), noisy(truth, 0.9, 10 + look));
    ASSERT_NE(sum, nullptr) << look;
  }
  EXPECT_GT(errors(noisy(truth, 0.9, 10), truth), 40);
  EXPECT_LT(errors(*sum, truth), 10);
}

TEST(CodeMemory, DifferentCodesAreNotMixed) {
  CodeMemory memory;
  EXPECT_EQ(memory.add(fit_at(0, 0), modules(1)), nullptr);
  EXPECT_EQ(memory.add(fit_at(0, 0), modules(2)), nullptr) << "another code in the same place";
  EXPECT_EQ(memory.add(fit_at(900, 0), modules(1)), nullptr) << "as far away as no hand moves it";
  CodeFit dark = fit_at(0, 0);
  dark.inverted = true;
  EXPECT_EQ(memory.add(dark, modules(1)), nullptr);
  EXPECT_NE(memory.add(fit_at(5, 5), modules(1)), nullptr);
}

TEST(CodeMemory, ForgetsWhatHasLeft) {
  CodeMemory memory;
  memory.add(fit_at(0, 0), modules(1));
  for (int frame = 0; frame < 30; ++frame) memory.next_frame();
  EXPECT_EQ(memory.add(fit_at(0, 0), modules(1)), nullptr);
}

}  // namespace
}  // namespace meetpoint::scan
