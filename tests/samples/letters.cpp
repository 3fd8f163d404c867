#include "tests/samples/letters.h"

#include <array>

namespace meetpoint::samples {
namespace {

// Points on a grid, capitals 4 wide and 6 high from the top left; strokes apart by spaces.
constexpr std::string_view capitals[] = {
    "062046 1434",                       // A
    "000636454433 03334341303000 0333",  // B
    "4130100105163645",                  // C (closed by 46)
    "00062644422000",                    // D
    "40000646 0333",                     // E
    "400006 0333",                       // F
    "4130100105163645 454323",           // G
    "0006 4046 0343",                    // H
    "2026",                              // I
    "4045361605",                        // J
    "0006 4003 0346",                    // K
    "000646",                            // L
    "0600234046",                        // M
    "06004640",                          // N
    "10010516364541301010",              // O
    "06003041423303",                    // P
    "100105163645413010 3446",           // Q
    "06003041423303 2346",               // R
    "413010010213334445361605",          // S
    "0040 2026",                         // T
    "000516364540",                      // U
    "002640",                            // V
    "0016233640",                        // W
    "0046 4006",                         // X
    "002340 2326",                       // Y
    "00400646",                          // Z
};
constexpr std::string_view smalls[] = {
    "1232434636 4616050444",
    "0006 0312324345361605",
    "4332120305163645",
    "4046 4332120305163645",
    "04444332120305163645",
    "40302126 0333",
    "4247381807 4332120305163645",
    "0006 0332424346",
    "2226 2020",
    "323718",
    "0006 4204 1446",
    "202536",
    "0206 03122326 23324346",
    "0206 0332424346",
    "123243453616050312",
    "0208 0312324345361605",
    "4248 4332120305163645",
    "0206 033242",
    "43321203143445361605",
    "202536 0242",
    "020516364542 4546",
    "022642",
    "0216233642",
    "0246 4206",
    "022642 2618",
    "02420646",
};
constexpr std::string_view digits[] = {
    "10010516364541301010",  "112026",   "0110304142063646",
    "0040224345361605",      "36300444", "400003324445361605",
    "30100205163645443303",  "004016",   "1001021343453616050413 433241301010",
    "431302011030414536 16",
};

constexpr double advance(char c) {
  switch (c) {
    case 'i':
    case 'I':
    case 'j': return 0.42;
    case ' ': return 0.5;
    case 'm':
    case 'M':
    case 'w':
    case 'W': return 0.98;
    default: return c >= 'a' ? 0.72 : 0.86;
  }
}

std::string_view strokes_of(char c) {
  if (c >= 'A' && c <= 'Z') return capitals[c - 'A'];
  if (c >= 'a' && c <= 'z') return smalls[c - 'a'];
  if (c >= '0' && c <= '9') return digits[c - '0'];
  if (c == '-') return "1333";
  if (c == '.') return "2626";
  if (c == ':') return "2323 2626";
  if (c == '/') return "0640";
  return {};
}

}  // namespace

double text_width(std::string_view text, const TextStyle& style) {
  double sum = 0;
  for (const char c : text) sum += advance(c) * style.height;
  return sum;
}

void write_text(Texture& on, std::string_view text, double left, double top,
                const TextStyle& style) {
  for (const char c : text) {
    const std::string_view strokes = strokes_of(c);
    const double wide = (c == 'm' || c == 'M' || c == 'w' || c == 'W' ? 0.17 : 0.135);
    const double side = c >= 'a' ? wide * 0.85 : wide;
    const auto at = [&](std::size_t i) {
      return Spot{left + (strokes[i] - '0') * side * style.height,
                  top + (strokes[i + 1] - '0') * style.height / 6};
    };
    bool drawing = false;
    Spot last;
    for (std::size_t i = 0; i + 1 < strokes.size();) {
      if (strokes[i] == ' ') {
        drawing = false;
        i += 1;
        continue;
      }
      if (strokes[i + 1] == ' ') break;
      const Spot now = at(i);
      on.line(drawing ? last : now, now, style.weight * style.height, style.light);
      last = now;
      drawing = true;
      i += 2;
    }
    left += advance(c) * style.height;
  }
}

std::string made_up_words(Dice& dice, std::size_t letters) {
  constexpr std::string_view open = "bcdfghklmnprstvwz";
  constexpr std::string_view vowel = "aaeeeiioou";
  std::string text;
  while (text.size() < letters) {
    if (!text.empty()) text += ' ';
    for (int syllable = dice.whole(1, 3); syllable > 0; --syllable) {
      text += open[static_cast<std::size_t>(dice.whole(0, static_cast<int>(open.size()) - 1))];
      text += vowel[static_cast<std::size_t>(dice.whole(0, static_cast<int>(vowel.size()) - 1))];
    }
    text += "nrslt e"[dice.whole(0, 4)];
  }
  text.resize(letters);
  return text;
}

std::string made_up_name(Dice& dice) {
  std::string name = made_up_words(dice, static_cast<std::size_t>(dice.whole(4, 8)));
  for (char& c : name) {
    if (c == ' ') c = 'a';
  }
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name;
}

}  // namespace meetpoint::samples
