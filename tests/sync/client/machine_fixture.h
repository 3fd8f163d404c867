// A sync machine with the store's and the hub's part played by the test.
#pragma once

#include <gtest/gtest.h>

#include "sync/client/machine.h"

namespace meetpoint::client::testing {

inline const Instant nine = from_ms(1'804'752'000'000);

inline Refusal unreachable() { return {Why::unreachable, {ErrorCode::unreachable, "no network"}}; }
inline Refusal portal() { return {Why::portal, {ErrorCode::protocol, "a portal answers"}}; }
inline Refusal refusal(Why why, ErrorCode code) { return {why, {code, "as the hub says"}}; }

class MachineFixture : public ::testing::Test {
 protected:
  Step next() { return machine_.next(view_, now_); }

  void pass(Duration by) {
    now_.wall += by;
    now_.monotonic_ms += by.count();
  }
  // The next step, which must be a T.
  template <class T>
  T expect() {
    const Step step = next();
    EXPECT_TRUE(std::holds_alternative<T>(step)) << "step " << step.index();
    return std::holds_alternative<T>(step) ? std::get<T>(step) : T{};
  }
  // Lets time pass until a T is due; at most `limit`.
  template <class T>
  std::optional<Duration> due_in(Duration limit = std::chrono::hours(1)) {
    Duration waited{0};
    while (waited <= limit) {
      const Step step = next();
      if (std::holds_alternative<T>(step)) return waited;
      const auto* wait = std::get_if<Wait>(&step);
      if (wait == nullptr && !std::holds_alternative<Stopped>(step)) continue;  // other work
      if (wait == nullptr || !wait->at_most) return std::nullopt;
      const Duration by = std::max<Duration>(*wait->at_most, Duration(1));
      pass(by);
      waited += by;
    }
    return std::nullopt;
  }

  PushSent sent(std::uint64_t last) const {
    const OutboxView::Journal journal = view_.next_to_send();
    return {journal.incarnation, journal.acked_seq + 1, last, now_};
  }
  VectorSent compared() const { return {view_.incarnation, view_.epoch, now_}; }
  wire::VectorReply held(std::vector<wire::JournalHeld> journals, std::uint64_t epoch = 3) const {
    return {.epoch = epoch, .now = now_.wall, .journals = std::move(journals)};
  }
  StoreTask on_vector(const VectorSent& s, const Answer<wire::VectorReply>& a) {
    return carry_out(machine_.on_vector(s, a, view_, now_, random_));
  }
  PullSent pulled(int wait_seconds = 25) const {
    return {view_.reads_epoch(), view_.reads_from(), view_.epoch == 0 ? 0 : wait_seconds, now_};
  }
  wire::PushReply accepted(std::uint64_t acked) const {
    return {.acked_seq = acked, .epoch = 3, .head = 100, .now = now_.wall, .results = {}};
  }
  wire::FeedReply feed(HubSeq to, HubSeq head) const {
    return {.epoch = 3,
            .from = view_.reads_from(),
            .to = to,
            .head = head,
            .now = now_.wall,
            .entries = {}};
  }
  StoreTask on_push(const PushSent& s, const Answer<wire::PushReply>& a) {
    return carry_out(machine_.on_push(s, a, view_, now_, random_));
  }
  StoreTask on_feed(const PullSent& s, Answer<wire::FeedReply> a) {
    return carry_out(machine_.on_feed(s, std::move(a), view_, now_, random_));
  }
  // What the store would do.
  StoreTask carry_out(StoreTask task) {
    if (const auto* t = std::get_if<Acknowledge>(&task)) {
      if (t->incarnation == view_.incarnation) view_.acked_seq = std::max(view_.acked_seq, t->seq);
      for (OutboxView::Journal& past : view_.past) {
        if (t->incarnation == past.incarnation) past.acked_seq = std::max(past.acked_seq, t->seq);
      }
      std::erase_if(view_.past, [](const OutboxView::Journal& past) { return !past.waiting(); });
    } else if (const auto* s = std::get_if<Settle>(&task)) {
      view_.compared = true;
      for (const wire::JournalHeld& held : s->reply.journals) {
        if (held.incarnation == view_.incarnation) view_.acked_seq = held.acked_seq;
      }
    } else if (std::holds_alternative<SendAgain>(task)) {
      view_.acked_seq = 0;
    } else if (const auto* a = std::get_if<Apply>(&task)) {
      view_.epoch = a->reply.epoch;
      view_.cursor = a->reply.to;
      view_.hub_head = a->reply.head;
      view_.staged = view_.staged_epoch = 0;
    } else if (const auto* p = std::get_if<Stage>(&task)) {
      view_.staged = p->reply.to;
      view_.staged_epoch = p->reply.epoch;
    } else if (const auto* r = std::get_if<Reset>(&task)) {
      view_.epoch = r->epoch;
      view_.cursor = 0;
      view_.hub_head = 0;
      view_.staged = view_.staged_epoch = 0;
      view_.compared = false;
    } else if (const auto* i = std::get_if<BeginIncarnation>(&task)) {
      view_.incarnation = i->at_least;
      view_.last_seq -= i->agreed_seq;
      view_.acked_seq = 0;
      view_.compared = false;
    }
    return task;
  }
  SyncStatus status() const { return machine_.status(view_, now_); }
  // Online with everything read and sent, in a long-poll.
  void settle() {
    view_ = {.incarnation = 1,
             .last_seq = 5,
             .acked_seq = 5,
             .epoch = 3,
             .cursor = 100,
             .hub_head = 100};
    expect<Pull>();
    on_feed(pulled(0), feed(100, 100));
    EXPECT_EQ(expect<Pull>().wait_seconds, 25);
    expect<Wait>();
    ASSERT_TRUE(status().online);
  }

  Moment now_{nine, 1'000'000};
  double random_ = 0.5;
  OutboxView view_;
  SyncMachine machine_{StationId{7}, now_};
};

}  // namespace meetpoint::client::testing
