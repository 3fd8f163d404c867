#include "sync/store/behind.h"

#include "sync/store/late_facts.h"

namespace meetpoint::store {

Behind::Behind(Database& db, const EventId& event, const std::string& prefix)
    : prefix_(prefix),
      unfolded_(db.scan("SELECT fold_key FROM unfolded WHERE event_id = ? AND fold_key >= ? "
                        "ORDER BY fold_key",
                        event.value, prefix)) {
  if (!db.is_shared()) late_.emplace(unsorted_facts(db, event, prefix));
  advance(unfolded_, unfolded_key_);
  advance_late();
  next();
}

void Behind::next() {
  unsorted_.clear();
  key_ = unfolded_key_;
  if (late_key_ && (!key_ || *late_key_ < *key_)) key_ = late_key_;
  if (key_ && unfolded_key_ == key_) advance(unfolded_, unfolded_key_);
  while (key_ && late_key_ == key_) {
    unsorted_.push_back({.station = {static_cast<std::uint32_t>(late_->integer(1))},
                         .incarnation = static_cast<std::uint32_t>(late_->integer(2)),
                         .seq = unsigned_of(late_->integer(3))});
    advance_late();
  }
}

void Behind::advance(Rows& rows, std::optional<std::string>& to) const {
  to.reset();
  if (rows.next() && rows.text(0).starts_with(prefix_)) to = rows.text(0);
}

void Behind::advance_late() {
  if (late_) advance(*late_, late_key_);
}

}  // namespace meetpoint::store
