#include "tests/samples/texts.h"

#include <string_view>

#include "sync/model/badge.h"
#include "tests/samples/letters.h"

namespace meetpoint::samples {
namespace {

std::string out_of(std::string_view alphabet, int count, Dice& dice) {
  std::string text;
  const int last = static_cast<int>(alphabet.size()) - 1;
  for (int i = 0; i < count; ++i) text += alphabet[static_cast<std::size_t>(dice.whole(0, last))];
  return text;
}

std::string vcard(Dice& dice) {
  const std::string first = made_up_name(dice);
  const std::string last = made_up_name(dice);
  const std::string firm = made_up_name(dice);
  std::string text = "BEGIN:VCARD\nVERSION:3.0\nN:" + last + ";" + first + ";;;\nFN:" + first +
                     " " + last + "\nORG:" + firm + " " + made_up_name(dice) + "\n";
  text += "TITLE:" + made_up_words(dice, 18) + "\nTEL;TYPE=WORK,VOICE:+49" +
          out_of("0123456789", 10, dice) + "\nEMAIL:" + first + "." + last + "@" + firm +
          ".example\n";
  const auto wanted = static_cast<std::size_t>(dice.whole(200, 480));
  if (wanted > text.size() + 60) {
    text += "ADR;TYPE=WORK:;;" + made_up_words(dice, 16) + " " + out_of("123456789", 2, dice) +
            ";" + made_up_name(dice) + ";;" + out_of("0123456789", 5, dice) + ";" +
            made_up_name(dice) + "\n";
  }
  if (wanted > text.size() + 40)
    text += "NOTE:" + made_up_words(dice, wanted - text.size() - 16) + "\n";
  return text + "END:VCARD";
}

}  // namespace

std::string make_text(TextKind kind, Dice& dice) {
  switch (kind) {
    case TextKind::meetpoint: {
      unsigned char random[16];
      for (unsigned char& byte : random) byte = static_cast<unsigned char>(dice.whole(0, 255));
      return badge_code(random);
    }
    case TextKind::pretix: return out_of("abcdefghijkmnpqrstuvwxyz23456789", 32, dice);
    case TextKind::alfio: {
      constexpr std::string_view hex = "0123456789abcdef";
      return out_of(hex, 8, dice) + "-" + out_of(hex, 4, dice) + "-4" + out_of(hex, 3, dice) +
             "-a" + out_of(hex, 3, dice) + "-" + out_of(hex, 12, dice) + "/" +
             out_of(hex, 64, dice);
    }
    case TextKind::url:
      return "https://www.b2match.example/e/" + made_up_name(dice) + "-2026/participations/" +
             out_of("0123456789", 7, dice);
    case TextKind::short_id: return out_of("0123456789", dice.whole(6, 10), dice);
    case TextKind::card: return vcard(dice);
  }
  return {};
}

std::string make_common_text(Dice& dice) {
  const double lot = dice.unit();
  if (lot < 0.5) return make_text(TextKind::meetpoint, dice);
  if (lot < 0.66) return make_text(TextKind::pretix, dice);
  if (lot < 0.74) return make_text(TextKind::alfio, dice);
  if (lot < 0.90) return make_text(TextKind::url, dice);
  return make_text(TextKind::short_id, dice);
}

}  // namespace meetpoint::samples
