#include "kiosk/shell/run.h"

namespace meetpoint::shell {

namespace {

template <class Spec, class Parse>
Result<std::vector<Spec>> parse_all(const std::vector<std::string>& texts, Parse parse) {
  std::vector<Spec> specs;
  for (const std::string& text : texts) {
    auto spec = parse(text);
    if (!spec) return fail(std::move(spec));
    specs.push_back(std::move(*spec));
  }
  return specs;
}

}  // namespace

Result<std::vector<scan::SourceSpec>> sources_of(const Options& options) {
  return parse_all<scan::SourceSpec>(options.cameras, scan::parse_source);
}

Result<std::vector<scan::ReaderSpec>> readers_of(const Options& options) {
  return parse_all<scan::ReaderSpec>(options.readers, scan::parse_reader);
}

}  // namespace meetpoint::shell
