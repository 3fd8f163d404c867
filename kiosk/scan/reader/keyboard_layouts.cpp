#include "kiosk/scan/reader/keyboard_layouts.h"

#include <algorithm>
#include <array>

#include "kiosk/scan/reader/utf8_letters.h"

namespace meetpoint::scan {
namespace {

constexpr char32_t no_character = U' ';
constexpr char32_t iso = 0x100;

// The keys in the order of the strings below.
constexpr std::u32string_view places = U"`1234567890-=qwertyuiop[]\\asdfghjkl;'\u0100zxcvbnm,./";

struct AltGr {
  char32_t key;
  char32_t character;
};

// A space is a key that types nothing by itself (^, ¨ and the like wait for the next letter).
struct Layout {
  std::string_view name;
  std::u32string_view plain;
  std::u32string_view shifted;
  std::array<AltGr, 14> alt_gr;
};

constexpr std::array<Layout, 10> layouts{{
    {"us",
     U"`1234567890-=qwertyuiop[]\\asdfghjkl;'<zxcvbnm,./",
     U"~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\">ZXCVBNM<>?",
     {}},
    {"be",
     U"²&é\"'(§è!çà)-azertyuiop $µqsdfghjklmù<wxcvbn,;:=",
     U"³1234567890°_AZERTYUIOP *£QSDFGHJKLM%>WXCVBN?./+",
     {{{'1', '|'},
       {'2', '@'},
       {'3', '#'},
       {'6', '^'},
       {'9', '{'},
       {'0', '}'},
       {'[', '['},
       {']', ']'},
       {iso, '\\'}}}},
    {"fr",
     U"²&é\"'(-è_çà)=azertyuiop $*qsdfghjklmù<wxcvbn,;:!",
     U" 1234567890°+AZERTYUIOP £µQSDFGHJKLM%>WXCVBN?./§",
     {{{'2', '~'},
       {'3', '#'},
       {'4', '{'},
       {'5', '['},
       {'6', '|'},
       {'7', '`'},
       {'8', '\\'},
       {'9', '^'},
       {'0', '@'},
       {'-', ']'},
       {'=', '}'}}}},
    {"de",
     U" 1234567890ß qwertzuiopü+#asdfghjklöä<yxcvbnm,.-",
     U"°!\"§$%&/()=? QWERTZUIOPÜ*'ASDFGHJKLÖÄ>YXCVBNM;:_",
     {{{'7', '{'},
       {'8', '['},
       {'9', ']'},
       {'0', '}'},
       {'-', '\\'},
       {'q', '@'},
       {']', '~'},
       {iso, '|'}}}},
    {"ch",
     U"§1234567890' qwertzuiopü $asdfghjklöä<yxcvbnm,.-",
     U"°+\"*ç%&/()=? QWERTZUIOPè!£ASDFGHJKLéà>YXCVBNM;:_",
     {{{'1', '|'},
       {'2', '@'},
       {'3', '#'},
       {'7', '|'},
       {'[', '['},
       {']', ']'},
       {'\\', '}'},
       {'\'', '{'},
       {iso, '\\'}}}},
    {"nl",
     U"@1234567890/°qwertyuiop *<asdfghjkl+ ]zxcvbnm,.-",
     U"§!\"#$%&_()'? QWERTYUIOP |>ASDFGHJKL± [ZXCVBNM;:=",
     {{{'8', '{'}, {'9', '}'}, {'-', '\\'}, {iso, '|'}}}},
    {"gb",
     U"`1234567890-=qwertyuiop[]#asdfghjkl;'\\zxcvbnm,./",
     U"¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@|ZXCVBNM<>?",
     {}},
    {"es",
     U"º1234567890'¡qwertyuiop +çasdfghjklñ <zxcvbnm,.-",
     U"ª!\"·$%&/()=?¿QWERTYUIOP *ÇASDFGHJKLÑ >ZXCVBNM;:_",
     {{{'`', '\\'},
       {'1', '|'},
       {'2', '@'},
       {'3', '#'},
       {'4', '~'},
       {'[', '['},
       {']', ']'},
       {'\\', '}'},
       {'\'', '{'}}}},
    {"it",
     U"\\1234567890'ìqwertyuiopè+ùasdfghjklòà<zxcvbnm,.-",
     U"|!\"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°>ZXCVBNM;:_",
     {{{'[', '['}, {']', ']'}, {';', '@'}, {'\'', '#'}}}},
    // French Switzerland: only what differs from ch above is read by it.
    {"ch-fr",
     U"§1234567890' qwertzuiopè $asdfghjkléà<yxcvbnm,.-",
     U"°+\"*ç%&/()=? QWERTZUIOPü!£ASDFGHJKLöä>YXCVBNM;:_",
     {{{'1', '|'},
       {'2', '@'},
       {'3', '#'},
       {'7', '|'},
       {'[', '['},
       {']', ']'},
       {'\\', '}'},
       {'\'', '{'},
       {iso, '\\'}}}},
}};

constexpr bool complete() {
  for (const Layout& layout : layouts) {
    if (layout.plain.size() != places.size() || layout.shifted.size() != places.size())
      return false;
  }
  return true;
}
static_assert(complete());

// 0 where the key types nothing.
char32_t character_of(const Layout& layout, const KeyPress& press) {
  if ((press.key & KeyPress::keypad) != 0)
    return static_cast<char32_t>(press.key - KeyPress::keypad);
  if (press.key == ' ') return U' ';
  const auto key = static_cast<char32_t>(press.key);
  if (press.alt_gr) {
    for (const AltGr& other : layout.alt_gr) {
      if (other.character != 0 && other.key == key) return other.character;
    }
    return 0;
  }
  const auto at = places.find(key);
  if (at == std::u32string_view::npos) return 0;
  const char32_t character = press.shift ? layout.shifted[at] : layout.plain[at];
  return character == no_character ? 0 : character;
}

// Caps Lock was on: letters in the other case.
std::string in_other_case(std::string_view text) {
  std::string other(text);
  for (char& c : other) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    } else if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return other;
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::vector<std::string_view> keyboard_layouts() {
  std::vector<std::string_view> names;
  names.reserve(layouts.size());
  for (const Layout& layout : layouts) names.push_back(layout.name);
  return names;
}

std::optional<std::string> type_keys(std::span<const KeyPress> keys, std::string_view layout) {
  const auto found = std::find_if(layouts.begin(), layouts.end(),
                                  [&](const Layout& other) { return other.name == layout; });
  if (found == layouts.end()) return std::nullopt;
  std::string text;
  for (const KeyPress& press : keys) {
    const char32_t character = character_of(*found, press);
    if (character == 0) return std::nullopt;
    append_utf8(text, character);
  }
  return text;
}

std::string_view without_aim_identifier(std::string_view text) {
  const bool has = text.size() > 3 && text[0] == ']' && is_letter_or_digit(text[1]) &&
                   text[1] > '9' && is_letter_or_digit(text[2]);
  return has ? text.substr(3) : text;
}

std::vector<BadgeReading> badge_readings(std::string_view typed, std::span<const KeyPress> keys,
                                         std::string_view last_layout) {
  std::vector<BadgeReading> readings;
  const auto add = [&](std::string_view text, std::string_view layout) {
    const std::string code(without_aim_identifier(text));
    const bool there = std::any_of(readings.begin(), readings.end(),
                                   [&](const BadgeReading& other) { return other.text == code; });
    if (!code.empty() && !there) readings.push_back({code, std::string(layout)});
  };
  const auto add_layout = [&](std::string_view layout) {
    if (keys.empty()) return;
    if (const auto text = type_keys(keys, layout)) add(*text, layout);
  };
  add_layout(last_layout);
  add(typed, "");
  for (const Layout& layout : layouts) add_layout(layout.name);
  add(in_other_case(typed), "");
  return readings;
}

BadgeReading choose_reading(const std::vector<BadgeReading>& readings,
                            const std::function<bool(const std::string&)>& known,
                            const std::function<bool(const std::string&)>& form) {
  if (readings.empty()) return {};
  if (readings.size() == 1) return readings.front();
  for (const BadgeReading& reading : readings) {
    if (known(reading.text)) return reading;
  }
  for (const BadgeReading& reading : readings) {
    if (form(reading.text)) return reading;
  }
  return readings.front();
}

}  // namespace meetpoint::scan
