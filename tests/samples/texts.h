// The texts that badges and tickets carry in their codes.
#pragma once

#include <string>

#include "tests/samples/dice.h"

namespace meetpoint::samples {

enum class TextKind {
  meetpoint,  // "MP1" and 26 letters and digits
  pretix,     // a ticket's secret, 32 letters and digits
  alfio,      // a ticket's uuid with its check sum
  url,        // a matchmaking platform's address with an identifier
  short_id,   // a number
  card,       // a whole vCard of 200 to 500 bytes
};

std::string make_text(TextKind kind, Dice& dice);
// As they are met at events: mostly Meetpoint's own, some of other systems; never a vCard.
std::string make_common_text(Dice& dice);

}  // namespace meetpoint::samples
