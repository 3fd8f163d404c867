#include "sync/hub/importers/problem.h"

#include <fmt/format.h>

namespace meetpoint::importers {

std::string text_of(const Problem& problem) {
  const Where& at = problem.where;
  std::string text = at.file;
  const auto append = [&text](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  if (!at.sheet.empty()) append(fmt::format("sheet '{}'", at.sheet));
  if (at.row != 0) append(fmt::format("row {}", at.row));
  if (!at.column.empty()) append(fmt::format("column '{}'", at.column));
  return text.empty() ? problem.message : text + ": " + problem.message;
}

namespace {

void append(std::vector<Problem>& list, Where where, std::string message, const char* more) {
  if (list.size() < max_problems) {
    list.push_back({std::move(where), std::move(message)});
  } else if (list.size() == max_problems) {
    list.push_back({{}, more});
  }
}

}  // namespace

void ProblemList::error(Where where, std::string message) {
  append(errors_, std::move(where), std::move(message),
         "There are more errors; these are the first. Put them right and import again.");
}

void ProblemList::warning(Where where, std::string message) {
  append(warnings_, std::move(where), std::move(message),
         "There are more warnings; these are the first.");
}

}  // namespace meetpoint::importers
