// The keys for which `folded` is behind, in their order: those that are written down in `unfolded`,
// and those of facts that are still to be sorted (late_facts.h).
//
// Within one transaction, in which nothing of that changes; throws StoreFailure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/model/fact_body.h"
#include "sync/store/database.h"

namespace meetpoint::store {

class Behind {
 public:
  // Keys that begin with `prefix`. Stands at the first of them. `db` must outlive this.
  Behind(Database& db, const EventId& event, const std::string& prefix);

  // Nothing after the last.
  const std::optional<std::string>& key() const { return key_; }
  // Facts of this key that may not be found by it yet.
  const std::vector<FactId>& unsorted() const { return unsorted_; }
  void next();

 private:
  void advance(Rows& rows, std::optional<std::string>& to) const;
  void advance_late();

  std::string prefix_;
  Rows unfolded_;
  std::optional<Rows> late_;  // nothing in a shared database
  std::optional<std::string> unfolded_key_;
  std::optional<std::string> late_key_;
  std::optional<std::string> key_;
  std::vector<FactId> unsorted_;
};

}  // namespace meetpoint::store
