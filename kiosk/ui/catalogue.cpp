#include "kiosk/ui/catalogue.h"

#include <cstdint>
#include <optional>

namespace meetpoint::ui {
namespace {

constexpr std::uint32_t magic = 0x950412de;
constexpr std::uint32_t magic_swapped = 0xde120495;

struct Reader {
  std::string_view bytes;
  bool swapped = false;

  std::optional<std::uint32_t> u32(std::size_t at) const {
    if (at > bytes.size() || bytes.size() - at < 4) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[at + (swapped ? i : 3 - i)]);
      value = (value << 8) | byte;
    }
    return value;
  }
  // The text that entry `index` of a table describes; it must end with a NUL inside the file.
  std::optional<std::string_view> text(std::size_t table, std::size_t index) const {
    const auto length = u32(table + index * 8);
    const auto offset = u32(table + index * 8 + 4);
    if (!length || !offset) return std::nullopt;
    if (*offset >= bytes.size() || bytes.size() - *offset <= *length) return std::nullopt;
    if (bytes[*offset + *length] != '\0') return std::nullopt;
    return bytes.substr(*offset, *length);
  }
};

std::vector<std::string> split_forms(std::string_view text) {
  std::vector<std::string> forms;
  for (;;) {
    const std::size_t end = text.find('\0');
    forms.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return forms;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Result<Catalogue> Catalogue::parse(std::string_view bytes) {
  if (bytes.size() > catalogue_max_bytes) {
    return fail(ErrorCode::too_large, "A catalogue of translations is larger than 4 MiB.");
  }
  Reader reader{bytes};
  const auto found = reader.u32(0);
  if (!found || (*found != magic && *found != magic_swapped)) {
    return fail(ErrorCode::foreign,
                "This is no catalogue of translations (.mo); install it again.");
  }
  reader.swapped = *found == magic_swapped;
  const auto damaged = [] {
    return fail(ErrorCode::corrupt, "A catalogue of translations is damaged; install it again.");
  };
  const auto count = reader.u32(8);
  const auto originals = reader.u32(12);
  const auto translations = reader.u32(16);
  if (!count || !originals || !translations || *count > bytes.size() / 16) return damaged();
  Catalogue out;
  for (std::size_t i = 0; i < *count; ++i) {
    const auto original = reader.text(*originals, i);
    const auto translated = reader.text(*translations, i);
    if (!original || !translated) return damaged();
    // The key of a text with plurals is its singular.
    const std::string_view key = original->substr(0, original->find('\0'));
    if (key.empty()) continue;  // the header
    out.texts_.emplace(std::string(key), split_forms(*translated));
  }
  return out;
}

const std::vector<std::string>& Catalogue::forms(std::string_view msgid) const {
  static const std::vector<std::string> none;
  const auto found = texts_.find(msgid);
  return found == texts_.end() ? none : found->second;
}

}  // namespace meetpoint::ui
