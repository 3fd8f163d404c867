// What the screens say, in one language. English source texts are the keys; what a catalogue lacks
// is said in English. Handed to draw() as a value.
#pragma once

#include <fmt/args.h>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "kiosk/ui/catalogue.h"

namespace meetpoint::ui {

class Texts {
 public:
  Texts() = default;  // English
  Texts(std::string language, std::shared_ptr<const Catalogue> catalogue)
      : language_(std::move(language)), catalogue_(std::move(catalogue)) {}

  const std::string& language() const { return language_; }

  // texts.tr("With {name}", fmt::arg("name", name))
  template <class... Args>
  std::string tr(const char* msgid, Args&&... args) const {
    return filled(translated(msgid), msgid, fmt::make_format_args(args...));
  }
  // texts.trn("{n} seat left", "{n} seats left", 3); `n` is an argument already.
  template <class... Args>
  std::string trn(const char* one, const char* many, long n, Args&&... args) const {
    const auto number = fmt::arg("n", n);
    return filled(plural(one, many, n), n == 1 ? one : many,
                  fmt::make_format_args(number, args...));
  }

 private:
  std::string translated(const char* msgid) const;
  std::string plural(const char* one, const char* many, long n) const;
  // A translation with a wrong placeholder is said in English rather than not at all.
  static std::string filled(const std::string& text, const char* source, fmt::format_args);

  std::string language_ = "en";
  std::shared_ptr<const Catalogue> catalogue_;
};

// The texts of every language that the kiosk knows.
class TextBook {
 public:
  // Reads <folder>/<language>/LC_MESSAGES/meetpoint.mo for nl, fr and en.
  static Result<TextBook> load(const std::string& folder);

  // English where the language is not known.
  const Texts& in(const std::string& language) const;

 private:
  std::map<std::string, Texts> books_;
  Texts english_;
};

}  // namespace meetpoint::ui
