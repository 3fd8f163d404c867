// Text as a source, on a command line or in a configuration file. It is parsed and not opened.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kiosk/scan/camera/source_spec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto source = meetpoint::scan::parse_source(text);
  if (source && source->text != text) std::abort();  // what was given is what is kept
  if (!source && source.error().message.empty()) std::abort();
  return 0;
}
