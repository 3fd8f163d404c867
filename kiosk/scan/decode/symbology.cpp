#include "kiosk/scan/decode/symbology.h"

#include <algorithm>
#include <utility>

namespace meetpoint::scan {
namespace {

constexpr std::pair<Symbology, std::string_view> names[] = {
    {Symbology::qr_code, "qr_code"},         {Symbology::micro_qr_code, "micro_qr_code"},
    {Symbology::data_matrix, "data_matrix"}, {Symbology::aztec, "aztec"},
    {Symbology::pdf417, "pdf417"},           {Symbology::code_128, "code_128"},
};

}  // namespace

std::optional<Symbology> symbology_named(std::string_view word) {
  for (const auto& [symbology, name] : names) {
    if (name == word) return symbology;
  }
  return std::nullopt;
}

std::string_view name_of(Symbology symbology) {
  for (const auto& [known, name] : names) {
    if (known == symbology) return name;
  }
  return {};
}

std::vector<Symbology> extra_symbologies(std::span<const std::string> words) {
  std::vector<Symbology> extra;
  for (const std::string& word : words) {
    const auto symbology = symbology_named(word);
    if (!symbology || *symbology == Symbology::qr_code) continue;
    if (std::find(extra.begin(), extra.end(), *symbology) == extra.end())
      extra.push_back(*symbology);
  }
  return extra;
}

}  // namespace meetpoint::scan
