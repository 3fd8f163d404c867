// Seats of a zone with a capacity, handed out ahead of time, so that doors that do not see each
// other never let in more than there are (an escrow: Balegas et al., arXiv 1503.09052). Pure.
//
// The hub grants seats to a journal of a station (station and incarnation); an admission there
// spends one of them. Grants are counted from the beginning of the journal and only grow within a
// `round`; so a message that is lost or comes twice changes nothing. Only the station lowers its
// grant, and thereby begins a round: what was said in an earlier one counts no more.
//
// At the hub a seat is held (by an admission that nobody has said is over), set aside (granted and
// not spent as far as the hub knows) or free. Taking in an admission moves a seat from set aside to
// held, so that free seats are free whatever has not arrived yet.
#pragma once

#include <cstdint>

namespace meetpoint {

struct SeatGrant {
  std::uint64_t granted = 0;  // since the beginning of the journal
  std::uint64_t round = 0;
  bool operator==(const SeatGrant&) const = default;
};

// ---- at a station -------------------------------------------------------------------------------

// How many more people this station may let in. `spent`: its journal's admissions, but for those
// over capacity.
std::uint64_t seats_left(const SeatGrant&, std::uint64_t spent);

// What the hub's answer makes of the grant. A higher round than ours: this disk was put back from
// a copy.
SeatGrant after_answer(const SeatGrant& ours, const SeatGrant& answer);

// Gives back all unspent seats but `keep`. To be made durable before anybody hears of it.
SeatGrant lowered(const SeatGrant&, std::uint64_t spent, std::uint64_t keep);

// What a station does with a zone, from how the hub answered last and whether people came.
struct SeatWish {
  SeatGrant grant;
  std::uint64_t spent = 0;
  bool scarce = false;  // the hub had none left for somebody
  bool sought = false;  // somebody came for a seat here of late
};
// The grant to ask for; not above the present one: ask for nothing.
std::uint64_t wanted_grant(const SeatWish&);
// How many unspent seats to keep, now that the hub said `scarce`.
std::uint64_t seats_to_keep(const SeatWish&);

// ---- at the hub ---------------------------------------------------------------------------------

// What a station's report makes of what the hub knows of its grant.
SeatGrant after_report(const SeatGrant& known, const SeatGrant& reported);

struct ZoneSeats {
  std::uint64_t capacity = 0;   // 0: no limit, nothing is granted
  std::uint64_t held = 0;       // also by admissions over capacity
  std::uint64_t set_aside = 0;  // over all journals
  std::uint64_t free() const;
  bool operator==(const ZoneSeats&) const = default;
};

// Seats that a journal has set aside: granted and not spent as far as the hub knows.
std::uint64_t set_aside(const SeatGrant&, std::uint64_t spent_known);

struct SeatAsk {
  SeatGrant grant;                // after_report()
  std::uint64_t spent_known = 0;  // admissions that the hub has
  std::uint64_t spent = 0;        // as the station says
  std::uint64_t wanted = 0;       // the grant it asks for
};
// The new grant. Half of the free seats are kept back for those who ask later; of the others each
// of `stations` gets its share, and who asks again gets more.
SeatGrant granted_for(const SeatAsk&, const ZoneSeats&, std::uint64_t stations);

}  // namespace meetpoint
