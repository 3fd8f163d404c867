// Rows of one "VALUES (...)" that wait for each other, and go to the server in one command. For
// engine.cpp.
//
// A command costs the server some ten times what another row in it does. They travel as an array
// for each column, which the server has apart in a third of the time that it takes for as many
// single arguments. Throws StoreFailure. One thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/hub/store/postgresql/pipeline.h"

namespace meetpoint::hub::postgresql {

// `?` as PostgreSQL has it: $1, $2, ...; not within a literal.
std::string numbered(std::string_view sql);

class Gathered {
 public:
  // So many at most, before they are to be sent.
  static constexpr std::size_t most_rows = 512;

  // `sql` has one "VALUES (...)", with all of its arguments in there.
  explicit Gathered(std::string_view sql);

  // Of the same types each time, and none null.
  void add(const std::vector<Argument>& row);
  std::size_t rows() const { return rows_; }

  // Queues all of them, and forgets them.
  void queue(Pipeline&, ResultOfQuery* answer = nullptr);
  void drop() noexcept;

 private:
  Prepared prepared_;
  std::vector<Argument> columns_;  // as they will travel, without their head
  std::size_t rows_ = 0;
};

}  // namespace meetpoint::hub::postgresql
