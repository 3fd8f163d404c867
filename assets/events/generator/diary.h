// Who is taken when.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "assets/events/generator/plan.h"

namespace meetpoint::sample {

// Who is taken when, so that nobody is planned twice.
class Diary {
 public:
  bool is_free(const std::string& who, Slot at) const {
    const auto own = busy_.find(who);
    return own == busy_.end() ||
           std::none_of(own->second.begin(), own->second.end(), [&](const Slot& taken) {
             return taken.start < at.end && at.start < taken.end;
           });
  }
  bool take(const std::string& who, Slot at) {
    if (!is_free(who, at)) return false;
    busy_[who].push_back(at);
    return true;
  }

 private:
  std::map<std::string, std::vector<Slot>> busy_;
};

}  // namespace meetpoint::sample
