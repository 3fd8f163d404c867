// What a badge reader that types meant, where it types for another keyboard than the computer has.
//
// Such a reader sends no characters but keys, by their place on a keyboard of the country it was
// set to, mostly the United States. A computer set to Belgium, Germany or France makes other
// characters of the same keys: of MP1-7Z its own ,P&)èW. Nothing says which country the reader was
// set to. But the keys can be read again by every layout, and one of the readings is a badge. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::scan {

// A key by its place: the character that is there on a keyboard of the United States, without
// shift and in lower case.
struct KeyPress {
  static constexpr int iso_key = 0x100;  // the key left of Z that keyboards of Europe have besides
  static constexpr int keypad = 0x200;   // added to what a key of the number pad says

  int key = 0;
  bool shift = false;
  bool alt_gr = false;
  bool operator==(const KeyPress&) const = default;
};

// us, gb, be, fr, de, ch, nl, es, it.
std::vector<std::string_view> keyboard_layouts();

// The keys as a keyboard of `layout` types them, in UTF-8. Nothing where a key has no character
// there, or for a layout that is not known.
std::optional<std::string> type_keys(std::span<const KeyPress> keys, std::string_view layout);

// One way to read a burst.
struct BadgeReading {
  std::string text;
  std::string layout;  // empty: as the computer typed it
  bool operator==(const BadgeReading&) const = default;
};

// All different readings of a burst, the likeliest first: by the layout that was right the last
// time (empty: none), as typed, by every layout, and as typed with Caps Lock on. What a reader
// puts before a code to say which kind it is (an AIM identifier such as ]Q1) is taken off.
// `keys` may be empty (a serial reader, a keyboard that tells no places).
std::vector<BadgeReading> badge_readings(std::string_view typed, std::span<const KeyPress> keys,
                                         std::string_view last_layout);

// The reading that is a badge: the first that is `known` to the roster; where none is, the first
// that has the `form` of a badge; else the first. `known` is asked for a few readings at most.
BadgeReading choose_reading(const std::vector<BadgeReading>& readings,
                            const std::function<bool(const std::string&)>& known,
                            const std::function<bool(const std::string&)>& form);

// Without a leading AIM identifier: ], a letter, and a letter or digit.
std::string_view without_aim_identifier(std::string_view text);

}  // namespace meetpoint::scan
