// Finds what a cell refers to: by id, or by a name that only one has.
#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sync/base/result.h"
#include "sync/hub/importers/text.h"

namespace meetpoint::importers {

class References {
 public:
  // `one` is what one of them is called in messages ("place"); `sheet` where they are listed.
  References(std::string one, std::string sheet) : one_(std::move(one)), sheet_(std::move(sheet)) {}

  // False where the id is taken.
  bool add(const std::string& id, std::size_t index) { return ids_.emplace(id, index).second; }
  void add_name(std::string_view name, std::size_t index) {
    if (std::string key = folded(name); !key.empty()) names_[std::move(key)].push_back(index);
  }

  bool empty() const { return ids_.empty(); }
  std::optional<std::size_t> by_id(const std::string& id) const {
    const auto found = ids_.find(id);
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
  }

  // The index of what `text` names; else what to tell the organiser. `text` is quoted in the
  // message where it looks like an id, never where it may be a person's name or address.
  Result<std::size_t> find(const std::string& text) const {
    if (const auto exact = by_id(text)) return *exact;
    const auto named = names_.find(folded(text));
    if (named == names_.end()) {
      return fail(ErrorCode::not_found,
                  fmt::format("There is no {} '{}' in {}. Correct it, or add it there.", one_,
                              shown(text), sheet_));
    }
    if (named->second.size() > 1) {
      return fail(ErrorCode::conflict,
                  fmt::format("{} of {} are called '{}'. Write the id instead.",
                              named->second.size(), sheet_, shown(text)));
    }
    return named->second.front();
  }

  // People are named by id in messages, so that no personal data comes into a log.
  void hide_names() { hide_names_ = true; }

 private:
  std::string shown(const std::string& text) const {
    const bool like_an_id = text.find_first_of(" @") == std::string::npos && text.size() <= 24 &&
                            text.find_first_of("0123456789") != std::string::npos;
    return hide_names_ && !like_an_id ? "…" : text;
  }

  std::string one_;
  std::string sheet_;
  bool hide_names_ = false;
  std::unordered_map<std::string, std::size_t> ids_;
  std::unordered_map<std::string, std::vector<std::size_t>> names_;
};

}  // namespace meetpoint::importers
