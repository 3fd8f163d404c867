#include "sync/hub/store/postgresql/gathered.h"

#include <fmt/format.h>

#include "sync/hub/store/postgresql/binary.h"

namespace meetpoint::hub::postgresql {

namespace {

constexpr std::string_view values_word = "VALUES (";

[[noreturn]] void refuse(const char* why) {
  throw store::StoreFailure{
      {ErrorCode::internal, fmt::format("A command can't be gathered: {}.", why)}};
}

// Hands every character that is not within a literal to `take`, with its place, until that is true.
template <class Take>
void each_outside(std::string_view sql, std::size_t begin, Take take) {
  bool quoted = false;
  for (std::size_t i = begin; i < sql.size(); ++i) {
    if (sql[i] == '\'') quoted = !quoted;
    if (!quoted && take(i)) return;
  }
}

std::size_t closing(std::string_view sql, std::size_t open) {
  int depth = 0;
  std::size_t found = std::string_view::npos;
  each_outside(sql, open, [&](std::size_t i) {
    depth += sql[i] == '(' ? 1 : sql[i] == ')' ? -1 : 0;
    if (depth == 0) found = i;
    return depth == 0;
  });
  if (found == std::string_view::npos) refuse("its values have no end");
  return found;
}

// `sql` with each ? as `before` and its number, from 1.
std::string with_numbers(std::string_view sql, std::string_view before) {
  std::string out;
  std::size_t done = 0;
  int number = 0;
  each_outside(sql, 0, [&](std::size_t i) {
    if (sql[i] != '?') return false;
    out += sql.substr(done, i - done);
    out += fmt::format("{}{}", before, ++number);
    done = i + 1;
    return false;
  });
  return out + std::string(sql.substr(done));
}

// "VALUES (...)" as a selection from the arrays: the columns keep the names that VALUES gives them.
std::string from_arrays(std::string_view sql, const std::vector<Argument>& row) {
  const std::size_t word = sql.find(values_word);
  if (word == std::string_view::npos) refuse("it has no values");
  const std::size_t open = word + values_word.size() - 1;
  const std::size_t close = closing(sql, open);
  std::string arrays;
  std::string names;
  for (std::size_t i = 1; i <= row.size(); ++i) {
    const char* comma = i == 1 ? "" : ", ";
    arrays += fmt::format("{}${}", comma, i);
    names += fmt::format("{}column{}", comma, i);
  }
  return fmt::format("{}SELECT {} FROM unnest({}) u({}){}", sql.substr(0, word),
                     with_numbers(sql.substr(open + 1, close - open - 1), "u.column"), arrays,
                     names, sql.substr(close + 1));
}

}  // namespace

std::string numbered(std::string_view sql) { return with_numbers(sql, "$"); }

Gathered::Gathered(std::string_view sql) { prepared_.sql = sql; }

void Gathered::add(const std::vector<Argument>& row) {
  if (columns_.empty()) {
    prepared_.sql = from_arrays(prepared_.sql, row);
    for (const Argument& argument : row) columns_.push_back({array_of(argument.type), {}});
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].type != array_of(row[i].type)) refuse("a value has another type");
    append_element(columns_[i].bytes, row[i].bytes);
  }
  ++rows_;
}

void Gathered::drop() noexcept {
  for (Argument& column : columns_) column.bytes.clear();
  rows_ = 0;
}

void Gathered::queue(Pipeline& pipeline, ResultOfQuery* answer) {
  std::vector<Argument> arrays;
  arrays.reserve(columns_.size());
  for (const Argument& column : columns_) {
    arrays.push_back({column.type, array_head(column.type, rows_) + column.bytes});
  }
  pipeline.queue(prepared_, arrays, answer);
  drop();
}

}  // namespace meetpoint::hub::postgresql
