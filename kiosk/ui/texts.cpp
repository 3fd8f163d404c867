#include "kiosk/ui/texts.h"

#include <exception>
#include <fstream>
#include <iterator>

namespace meetpoint::ui {

std::string Texts::translated(const char* msgid) const {
  if (catalogue_) {
    const auto& forms = catalogue_->forms(msgid);
    if (!forms.empty() && !forms.front().empty()) return forms.front();
  }
  return msgid;
}

std::string Texts::plural(const char* one, const char* many, long n) const {
  // French: 0 and 1 are singular; Dutch and English: 1 alone.
  const bool singular = language_ == "fr" ? n <= 1 : n == 1;
  if (catalogue_) {
    const auto& forms = catalogue_->forms(one);
    const std::size_t index = singular ? 0 : 1;
    if (index < forms.size() && !forms[index].empty()) return forms[index];
  }
  return n == 1 ? one : many;
}

std::string Texts::filled(const std::string& text, const char* source, fmt::format_args args) {
  try {
    return fmt::vformat(text, args);
  } catch (const std::exception&) {
    // Harmless: the source text is said instead.
  }
  try {
    return fmt::vformat(source, args);
  } catch (const std::exception&) {
    return source;
  }
}

Result<TextBook> TextBook::load(const std::string& folder) {
  TextBook book;
  for (const char* language : {"nl", "fr", "en"}) {
    const std::string path = folder + "/" + language + "/LC_MESSAGES/meetpoint.mo";
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(ErrorCode::not_found, "The translations in " + path + " are missing.");
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    Result<Catalogue> catalogue = Catalogue::parse(bytes);
    if (!catalogue) return fail(catalogue);
    book.books_.emplace(language,
                        Texts(language, std::make_shared<const Catalogue>(std::move(*catalogue))));
  }
  return book;
}

const Texts& TextBook::in(const std::string& language) const {
  const auto found = books_.find(language);
  return found == books_.end() ? english_ : found->second;
}

}  // namespace meetpoint::ui
