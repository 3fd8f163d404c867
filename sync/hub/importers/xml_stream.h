// Takes the elements of one name out of an XML text that comes in pieces, so that a sheet of a
// million rows needs the memory of one row.
//
// It serves the parts of XLSX files, in which such elements (rows, shared strings) do not nest.
#pragma once

#include <functional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint::importers {

class XmlStream {
 public:
  using Take = std::function<Status(pugi::xml_node)>;

  // `element` without its namespace prefix ("row").
  XmlStream(std::string element, Take take);

  // Fails with corrupt where an element is not well-formed, with too_large where a single one is
  // beyond all reason, or as `take` does.
  Status feed(std::string_view piece);

  // Fails with corrupt where the text stopped inside an element.
  Status finish();

 private:
  // Moves past one element in the buffer; false where it is not all there yet.
  Result<bool> step();

  std::string element_;
  Take take_;
  std::string buffer_;
  std::size_t at_ = 0;
};

// The name of an element or attribute without its namespace prefix.
std::string_view local_name(std::string_view name);

// The first child of that local name; a null node where there is none.
pugi::xml_node child_of(pugi::xml_node parent, std::string_view name);

}  // namespace meetpoint::importers
