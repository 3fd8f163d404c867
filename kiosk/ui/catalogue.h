// A gettext catalogue (.mo) as a value: bytes in, translations out. No global state, no locale.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.h"

namespace meetpoint::ui {

inline constexpr std::size_t catalogue_max_bytes = 4 << 20;

// Immutable after parse(), hence safe to share between threads.
class Catalogue {
 public:
  // `corrupt` where offsets point outside the file or texts have no end, `foreign` where it is no
  // .mo file. Every offset is checked.
  static Result<Catalogue> parse(std::string_view bytes);

  // The forms of a text (one, or one for each plural); empty where it is not translated.
  const std::vector<std::string>& forms(std::string_view msgid) const;
  std::size_t size() const { return texts_.size(); }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> texts_;
};

}  // namespace meetpoint::ui
