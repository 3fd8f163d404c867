#include "sync/model/seats.h"

#include <algorithm>

namespace meetpoint {

namespace {

// How many seats a station likes to have ahead, and from how few on it asks.
constexpr std::uint64_t seats_ahead = 8;
constexpr std::uint64_t few_seats = 4;

}  // namespace

std::uint64_t seats_left(const SeatGrant& grant, std::uint64_t spent) {
  return grant.granted > spent ? grant.granted - spent : 0;
}

SeatGrant after_answer(const SeatGrant& ours, const SeatGrant& answer) {
  if (answer.round < ours.round) return ours;
  if (answer.round > ours.round) return answer;
  return {.granted = std::max(ours.granted, answer.granted), .round = ours.round};
}

SeatGrant lowered(const SeatGrant& grant, std::uint64_t spent, std::uint64_t keep) {
  const std::uint64_t left = seats_left(grant, spent);
  if (left <= keep) return grant;
  return {.granted = spent + keep, .round = grant.round + 1};
}

std::uint64_t wanted_grant(const SeatWish& wish) {
  // Where seats are scarce, those ask who have people at the door.
  if (wish.scarce && !wish.sought) return 0;
  return seats_left(wish.grant, wish.spent) < few_seats ? wish.spent + seats_ahead : 0;
}

std::uint64_t seats_to_keep(const SeatWish& wish) {
  return wish.sought ? (seats_left(wish.grant, wish.spent) + 1) / 2 : 0;
}

SeatGrant after_report(const SeatGrant& known, const SeatGrant& reported) {
  // The same rule on both sides: the later round says what is, and within one the larger number.
  return after_answer(known, reported);
}

std::uint64_t ZoneSeats::free() const {
  return capacity > held + set_aside ? capacity - held - set_aside : 0;
}

std::uint64_t set_aside(const SeatGrant& grant, std::uint64_t spent_known) {
  return seats_left(grant, spent_known);
}

SeatGrant granted_for(const SeatAsk& ask, const ZoneSeats& zone, std::uint64_t stations) {
  const std::uint64_t spent = std::max(ask.spent, ask.spent_known);
  // Admissions beyond the grant (of a time without a limit, or of a copied disk) that the hub has
  // not got yet need their seats first: they will be held as soon as they arrive.
  const std::uint64_t floor = std::max(ask.grant.granted, spent);
  const std::uint64_t owed = floor - std::max(ask.grant.granted, ask.spent_known);
  if (ask.wanted <= floor || zone.free() <= owed) return ask.grant;
  const std::uint64_t free = zone.free() - owed;
  const std::uint64_t share =
      std::max<std::uint64_t>(1, free / 2 / std::max<std::uint64_t>(1, stations));
  return {.granted = floor + std::min(ask.wanted - floor, share), .round = ask.grant.round};
}

}  // namespace meetpoint
