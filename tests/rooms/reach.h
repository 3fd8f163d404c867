// What a file reaches by following the project's own includes, and which folders include each
// other. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/rooms/tree.h"

namespace meetpoint::rooms {

struct Reach {
  std::string include;  // the forbidden one
  int line = 0;         // of the include in the file itself that leads there
  std::string through;  // ", through kiosk/core/app.h, …", or nothing when it is direct
};

// Each forbidden include that the file reaches, once.
std::vector<Reach> reach_of(const Tree& tree, const SourceFile& file,
                            const std::function<bool(std::string_view)>& forbidden);

// Each circle of folders, once: "a -> b (a/x.h includes b/y.h) -> a (…)". Tests do not count.
std::vector<std::string> cycles_of(const Tree& tree);

}  // namespace meetpoint::rooms
