#include "tests/sim/shrink.h"

#include <algorithm>

namespace meetpoint::sim {

Plan shrink(Plan plan, const std::function<bool(const Plan&)>& fails, int tries) {
  const auto still = [&](const Plan& shorter) { return tries-- > 0 && fails(shorter); };
  const auto attempt = [&](auto change) {
    Plan other = plan;
    change(other);
    if (still(other)) plan = std::move(other);
  };
  attempt([](Plan& p) { p.weather = {}; });
  for (std::size_t size = std::max<std::size_t>(1, plan.steps.size() / 2);; size /= 2) {
    for (std::size_t from = 0; from < plan.steps.size() && tries > 0;) {
      Plan shorter = plan;
      const auto begin = shorter.steps.begin() + static_cast<std::ptrdiff_t>(from);
      const auto count = std::min(size, shorter.steps.size() - from);
      shorter.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
      if (still(shorter)) {
        plan = std::move(shorter);
      } else {
        from += size;
      }
    }
    if (size == 1 || tries <= 0) break;
  }
  attempt([](Plan& p) { p.old_stations = 0; });
  attempt([](Plan& p) { p.day_ms = p.steps.empty() ? 1000 : p.steps.back().at_ms + 1000; });
  return plan;
}

}  // namespace meetpoint::sim
