// Text as people type it into spreadsheets: white space, accents, encodings, near misses. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::importers {

// Without white space (no-break and zero-width spaces too) at both ends.
std::string_view trimmed(std::string_view text);

// Trimmed, with line ends and tabs inside turned into single spaces.
std::string one_line(std::string_view text);

// For comparing headings and names: lower case, accents taken off, only letters and digits kept.
// "E-mail adres", "e-mailadres" and "E-MAIL ADRÈS" are the same.
std::string folded(std::string_view text);

// "a; b|c" -> {"a", "b", "c"}. A comma separates only where none of ; | and line end is there.
std::vector<std::string> split_list(std::string_view text);

bool is_utf8(std::string_view bytes);
std::string from_windows_1252(std::string_view bytes);
void append_utf8(std::string& text, char32_t code_point);

// How many letters must be put in, left out or replaced to come from one to the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace meetpoint::importers
