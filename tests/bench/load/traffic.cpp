#include "tests/bench/load/traffic.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sync/model/chain.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "tests/bench/big_event.h"

namespace meetpoint::load {

namespace {

constexpr int zones = 50;
constexpr int between_facts_ms = 14'000;  // at most; half of it on average

AttendeeId attendee(int number) { return AttendeeId(fmt::format("B-{:06}", number)); }

}  // namespace

StationJournal::StationJournal(EventId event, const Login& login, int attendees)
    : event_(std::move(event)),
      login_(login),
      attendees_(attendees),
      random_(login.station.value),
      wall_(bench::big_event_begins),
      chain_(chain_start) {}

FactBody StationJournal::next_body(Mix mix) {
  const auto below = [&](int bound) {
    return static_cast<int>(random_() % static_cast<unsigned>(bound));
  };
  const int dice = below(10);
  if (mix == Mix::mixed) {
    mix = dice < 4 ? Mix::check_ins : dice < 7 ? Mix::contacts : Mix::zones;
  }
  const int who = below(attendees_);
  switch (mix) {
    case Mix::contacts:
      return Contact{.a = attendee(who),
                     .b = attendee((who + 1 + below(attendees_ - 1)) % attendees_),
                     .meeting = {},
                     .place = {}};
    case Mix::zones:
      return ZoneEntered{.attendee = attendee(who),
                         .zone = ZoneId(fmt::format("Z-{:02}", below(zones)))};
    default: return CheckIn{.attendee = attendee(who), .badge = bench::badge_of(who)};
  }
}

wire::PushRequest StationJournal::make(std::size_t facts, Mix mix, const Instant* now) {
  wire::PushRequest push{.incarnation = 1, .first = seq_ + 1, .previous_hash = chain_};
  push.facts.reserve(facts);
  for (std::size_t i = 0; i < facts; ++i) {
    const auto pause = Duration(random_() % between_facts_ms);
    wall_ = now != nullptr ? *now : wall_ + pause;
    monotonic_ms_ += pause.count();
    const FactBody body = next_body(mix);
    FactRecord record{.id = {login_.station, 1, ++seq_},
                      .kind = std::string(wire::kind_of(body)),
                      .hlc = Hlc::of(wall_, static_cast<std::uint16_t>(now != nullptr ? i : 0)),
                      .wall = wall_,
                      .monotonic_ms = monotonic_ms_,
                      .body = wire::write_body(body)};
    chain_ = chain_next(chain_, wire::chained_bytes(record));
    push.facts.push_back(std::move(record));
  }
  // What wire::signed_bytes() gives for this push, without hashing every fact a second time.
  push.signature =
      sign(wire::journal_head_bytes(event_, login_.station, push.incarnation, seq_, chain_),
           login_.key.secret_key);
  if (push.signature.empty()) throw std::runtime_error("a push can't be signed");
  return push;
}

wire::PushRequest StationJournal::push(std::size_t facts, Mix mix) {
  return make(facts, mix, nullptr);
}

wire::PushRequest StationJournal::push_at(std::size_t facts, Mix mix, Instant now) {
  return make(facts, mix, &now);
}

}  // namespace meetpoint::load
