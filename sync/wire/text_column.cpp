#include "sync/wire/text_column.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unordered_map>

namespace meetpoint::wire {

namespace {

enum class Way : unsigned char { plain = 0, numbered = 1, listed = 2 };

constexpr std::size_t fewest_numbered = 8;  // below, the beginning that all share costs more
constexpr std::size_t most_digits = 18;
constexpr std::size_t most_listed = 256;  // a byte each

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "B-000123", "B-000007", …: the same beginning, then digits. `width` 0: as many as the number has.
struct Numbered {
  std::string_view prefix;
  std::size_t width = 0;
  std::vector<std::uint64_t> numbers;
};

std::optional<Numbered> as_numbered(const std::vector<std::string_view>& texts) {
  if (texts.size() < fewest_numbered) return std::nullopt;
  Numbered found{.prefix = texts.front(), .width = 0, .numbers = {}};
  for (const std::string_view text : texts) {
    const auto end =
        std::mismatch(found.prefix.begin(), found.prefix.end(), text.begin(), text.end());
    found.prefix =
        found.prefix.substr(0, static_cast<std::size_t>(end.first - found.prefix.begin()));
  }
  while (!found.prefix.empty() && is_digit(found.prefix.back())) found.prefix.remove_suffix(1);
  const std::size_t first_width = texts.front().size() - found.prefix.size();
  bool same_width = true;
  bool bare = true;
  found.numbers.reserve(texts.size());
  for (const std::string_view text : texts) {
    const std::string_view digits = text.substr(found.prefix.size());
    if (digits.empty() || digits.size() > most_digits ||
        !std::all_of(digits.begin(), digits.end(), is_digit)) {
      return std::nullopt;
    }
    same_width = same_width && digits.size() == first_width;
    bare = bare && (digits.front() != '0' || digits.size() == 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), found.numbers.emplace_back());
  }
  if (!same_width && !bare) return std::nullopt;
  found.width = same_width ? first_width : 0;
  return found;
}

// The lowest bytes of all, then the next ones: each of these planes is packed by its own measure.
void put_planes(std::string& out, std::vector<std::size_t>& cuts,
                const std::vector<std::uint64_t>& numbers) {
  const std::uint64_t highest = *std::max_element(numbers.begin(), numbers.end());
  std::size_t planes = 1;
  while (planes < 8 && (highest >> (8 * planes)) != 0) ++planes;
  put_varint(out, planes);
  for (std::size_t plane = 0; plane < planes; ++plane) {
    cuts.push_back(out.size());
    for (const std::uint64_t number : numbers) {
      out += static_cast<char>((number >> (8 * plane)) & 0xff);
    }
  }
}

struct Listed {
  std::vector<std::string_view> texts;
  std::string places;
};

std::optional<Listed> as_listed(const std::vector<std::string_view>& texts) {
  Listed found;
  std::unordered_map<std::string_view, std::size_t> places;
  const std::size_t most = std::min(most_listed, texts.size() / 2);
  for (const std::string_view text : texts) {
    const auto [place, is_new] = places.try_emplace(text, found.texts.size());
    if (is_new) {
      if (found.texts.size() == most) return std::nullopt;
      found.texts.push_back(text);
    }
    found.places += static_cast<char>(place->second);
  }
  return found;
}

bool take_numbered(BytesIn& in, std::size_t count, std::size_t max_bytes,
                   std::vector<std::string>& texts) {
  const std::string_view prefix = in.sized();
  const std::uint64_t width = in.varint();
  const std::uint64_t planes = in.varint();
  if (!in.ok() || width > most_digits || planes == 0 || planes > 8) return false;
  std::vector<std::uint64_t> numbers(count);
  for (std::uint64_t plane = 0; plane < planes; ++plane) {
    const std::string_view bytes = in.take(count);
    if (!in.ok()) return false;
    for (std::size_t i = 0; i < count; ++i) {
      numbers[i] |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * plane);
    }
  }
  texts.reserve(count);
  std::array<char, 20> digits{};
  std::size_t bytes = 0;
  for (const std::uint64_t number : numbers) {
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    const auto size = static_cast<std::size_t>(written.ptr - digits.data());
    bytes += prefix.size() + std::max<std::uint64_t>(size, width);
    if (bytes > max_bytes) return false;
    std::string& text = texts.emplace_back(prefix);
    if (size < width) text.append(width - size, '0');
    text.append(digits.data(), size);
  }
  return true;
}

bool take_listed(BytesIn& in, std::size_t count, std::size_t max_bytes,
                 std::vector<std::string>& texts) {
  const std::uint64_t size = in.varint();
  if (!in.ok() || size > most_listed) return false;
  std::vector<std::string_view> list(size);
  for (std::string_view& text : list) text = in.sized();
  const std::string_view places = in.take(count);
  if (!in.ok()) return false;
  texts.reserve(count);
  std::size_t bytes = 0;
  for (const char place : places) {
    const auto at = static_cast<unsigned char>(place);
    if (at >= list.size()) return false;
    bytes += list[at].size();
    if (bytes > max_bytes) return false;
    texts.emplace_back(list[at]);
  }
  return true;
}

}  // namespace

void put_texts(std::string& out, std::vector<std::size_t>& cuts,
               const std::vector<std::string_view>& texts) {
  if (const auto listed = as_listed(texts)) {
    out += static_cast<char>(Way::listed);
    put_varint(out, listed->texts.size());
    for (const std::string_view text : listed->texts) put_sized(out, text);
    cuts.push_back(out.size());
    out += listed->places;
    return;
  }
  if (const auto numbered = as_numbered(texts)) {
    out += static_cast<char>(Way::numbered);
    put_sized(out, numbered->prefix);
    put_varint(out, numbered->width);
    put_planes(out, cuts, numbered->numbers);
    return;
  }
  out += static_cast<char>(Way::plain);
  for (const std::string_view text : texts) put_varint(out, text.size());
  cuts.push_back(out.size());
  for (const std::string_view text : texts) out += text;
}

bool take_texts(BytesIn& in, std::size_t count, std::size_t max_bytes,
                std::vector<std::string>& texts) {
  texts.clear();
  const std::string_view way = in.take(1);
  if (!in.ok()) return false;
  switch (static_cast<Way>(way.front())) {
    case Way::numbered: return take_numbered(in, count, max_bytes, texts);
    case Way::listed: return take_listed(in, count, max_bytes, texts);
    case Way::plain: break;
    default: return false;
  }
  if (count > in.left()) return false;
  std::vector<std::uint64_t> sizes(count);
  for (std::uint64_t& size : sizes) size = in.varint();
  texts.reserve(count);
  for (const std::uint64_t size : sizes) texts.emplace_back(in.take(size));
  return in.ok();
}

}  // namespace meetpoint::wire
