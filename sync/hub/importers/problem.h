// What is wrong in a file that an organiser made, and where, so that they can put it right.
//
// Values; no thread-safety needed. Messages name ids and places in the file, never names, e-mail
// addresses or telephone numbers, so that they may go into a log.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace meetpoint::importers {

// A place in a file. `row` counts from 1 as a spreadsheet shows it; 0: the sheet as a whole.
struct Where {
  std::string file;   // "participants.xlsx", without its folder
  std::string sheet;  // empty for a CSV file, which is its own sheet
  std::size_t row = 0;
  std::string column;  // the heading as it stands in the file; empty: the row as a whole
  bool operator==(const Where&) const = default;
};

struct Problem {
  Where where;
  std::string message;  // whole sentences that say what is wrong and what to do
  bool operator==(const Problem&) const = default;
};

// "participants.xlsx, sheet 'Meetings', row 14, column 'Table': There is no place 'T99'. …"
std::string text_of(const Problem&);

// More than these are not reported one by one: the last line says that there are more.
inline constexpr std::size_t max_problems = 200;

// Errors stop an import; warnings are for the organiser to look at.
class ProblemList {
 public:
  void error(Where where, std::string message);
  void warning(Where where, std::string message);

  bool has_errors() const { return !errors_.empty(); }
  std::vector<Problem> take_errors() { return std::move(errors_); }
  std::vector<Problem> take_warnings() { return std::move(warnings_); }

 private:
  std::vector<Problem> errors_;
  std::vector<Problem> warnings_;
};

}  // namespace meetpoint::importers
