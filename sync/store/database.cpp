#include "sync/store/database.h"

namespace meetpoint::store {

Database& Database::operator=(Database&& other) noexcept {
  statements_.clear();
  engine_ = std::move(other.engine_);
  statements_ = std::move(other.statements_);
  return *this;
}

Statement* Database::prepare(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found != statements_.end() && !found->second->busy()) return found->second.get();
  std::string text(sql);
  // Where the same text is running further up the stack: an entry of its own, distinct by a space.
  while (found != statements_.end() && found->second->busy()) {
    text += ' ';
    found = statements_.find(text);
  }
  if (found != statements_.end()) return found->second.get();
  auto made = engine_->prepare(text);
  return statements_.emplace(std::move(text), std::move(made)).first->second.get();
}

}  // namespace meetpoint::store
