// The kinds of codes that can be read. QR codes are always looked for; the others are on the
// tickets of other systems, and each is looked for only where the event's roster names it: every
// kind more is time, and one more way to read what is not there. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::scan {

enum class Symbology { qr_code, micro_qr_code, data_matrix, aztec, pdf417, code_128 };

// The words of the roster: "data_matrix". Nothing for a word that this program does not know.
std::optional<Symbology> symbology_named(std::string_view word);
std::string_view name_of(Symbology symbology);

// What the words ask for beside QR codes, each once, in their order; unknown words are passed over,
// so that a station older than its hub goes on reading what it can.
std::vector<Symbology> extra_symbologies(std::span<const std::string> words);

}  // namespace meetpoint::scan
