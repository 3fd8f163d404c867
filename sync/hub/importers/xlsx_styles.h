// Which cells of an XLSX hold dates and times, and what they say as text. Pure.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::importers {

enum class NumberKind { number, date, time, date_time };

// What a format code ("dd/mm/yyyy hh:mm", "[Red]0.00", "[h]:mm") makes of a number.
NumberKind kind_of_format(std::string_view code);

// The kind of each cell format (the index that a cell's `s` names) in xl/styles.xml.
std::vector<NumberKind> read_styles(const pugi::xml_document& styles);

// "2027-03-18T13:30", "2027-03-18" or "13:30"; seconds only where there are any. Empty: the number
// is no date. `from_1904`: the workbook counts days from 1904, as Excel for Mac once did.
std::optional<std::string> date_text_of(double serial, NumberKind kind, bool from_1904);

// The shortest text of a number: "14", "0.5". Digits that a double can't hold stay as they came.
std::string number_text_of(std::string_view raw);

}  // namespace meetpoint::importers
