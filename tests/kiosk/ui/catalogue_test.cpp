#include "kiosk/ui/catalogue.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "kiosk/ui/texts.h"

namespace meetpoint::ui {
namespace {

std::string locale_folder() {
  return std::string(MEETPOINT_BINARY_DIR) + "/share/meetpoint/locale";
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string dutch() { return bytes_of(locale_folder() + "/nl/LC_MESSAGES/meetpoint.mo"); }

// The texts in the code, as xgettext finds them: singular, or singular|plural.
std::vector<std::string> texts_in_the_code() {
  const std::string command =
      "xgettext --c++ --from-code=UTF-8 -ktr -ktrn:1,2 --no-location --no-wrap -o - " +
      std::string(MEETPOINT_SOURCE_DIR) + "/kiosk/ui/*.cpp";
  std::vector<std::string> out;
  FILE* pipe = popen(command.c_str(), "r");  // NOLINT
  if (pipe == nullptr) return out;
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
    std::string text = line.data();
    if (text.rfind("msgid \"", 0) != 0) continue;
    text = text.substr(7, text.rfind('"') - 7);
    if (!text.empty()) out.push_back(text);
  }
  pclose(pipe);
  return out;
}

// "{name} at {time}" -> {name}, {time}
std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> out;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    out.insert(text.substr(at, text.find('}', at) + 1 - at));
  }
  return out;
}

TEST(Catalogue, EveryTextIsTranslatedWithItsPlaceholders) {
  const std::vector<std::string> texts = texts_in_the_code();
  ASSERT_GT(texts.size(), 100U) << "xgettext (package gettext) must be there";
  for (const char* language : {"nl", "fr", "en"}) {
    const auto catalogue =
        Catalogue::parse(bytes_of(locale_folder() + "/" + language + "/LC_MESSAGES/meetpoint.mo"));
    ASSERT_TRUE(catalogue) << catalogue.error().message;
    for (const std::string& text : texts) {
      const auto& forms = catalogue->forms(text);
      EXPECT_FALSE(forms.empty()) << language << " lacks: " << text;
      for (const std::string& form : forms) {
        EXPECT_FALSE(form.empty()) << language << " lacks: " << text;
        EXPECT_EQ(placeholders(form), placeholders(text)) << language << ": " << form;
      }
    }
    EXPECT_EQ(catalogue->size(), texts.size()) << language << " says things that nobody asks for";
  }
}

TEST(Catalogue, ATornFileIsToldAndNeverRead) {
  const std::string whole = dutch();
  ASSERT_TRUE(Catalogue::parse(whole));
  for (std::size_t length = 0; length < whole.size(); length += 97) {
    const auto torn = Catalogue::parse(std::string_view(whole).substr(0, length));
    ASSERT_FALSE(torn) << length;
    EXPECT_EQ(torn.error().code, length < 4 ? ErrorCode::foreign : ErrorCode::corrupt) << length;
  }
  EXPECT_EQ(Catalogue::parse("<html>Sign in to the Wi-Fi</html>").error().code, ErrorCode::foreign);
}

TEST(Catalogue, DamagedOffsetsNeverReadOutside) {
  const std::string whole = dutch();
  for (std::size_t at = 4; at < 256; ++at) {
    for (const char byte : {'\x00', '\x7f', '\xff'}) {
      std::string damaged = whole;
      damaged[at] = byte;
      const auto parsed = Catalogue::parse(damaged);  // any answer but a read outside
      if (!parsed) {
        EXPECT_EQ(parsed.error().code, ErrorCode::corrupt);
      }
    }
  }
}

TEST(Texts, SpeakDutchFrenchAndEnglish) {
  const auto book = TextBook::load(locale_folder());
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_EQ(book->in("nl").tr("Your next meeting"), "Uw volgende afspraak");
  EXPECT_EQ(book->in("fr").tr("Your next meeting"), "Votre prochain rendez-vous");
  EXPECT_EQ(book->in("en").tr("Your next meeting"), "Your next meeting");
  EXPECT_EQ(book->in("tlh").tr("Your next meeting"), "Your next meeting");
}

TEST(Texts, CountAsEachLanguageDoes) {
  const auto book = TextBook::load(locale_folder());
  ASSERT_TRUE(book) << book.error().message;
  const auto seats = [&](const char* language, long n) {
    return book->in(language).trn("{n} seat left", "{n} seats left", n);
  };
  EXPECT_EQ(seats("nl", 0), "nog 0 plaatsen vrij");
  EXPECT_EQ(seats("nl", 1), "nog 1 plaats vrij");
  EXPECT_EQ(seats("nl", 3), "nog 3 plaatsen vrij");
  EXPECT_EQ(seats("fr", 0), "encore 0 place libre");
  EXPECT_EQ(seats("fr", 1), "encore 1 place libre");
  EXPECT_EQ(seats("fr", 2), "encore 2 places libres");
  EXPECT_EQ(seats("en", 1), "1 seat left");
  EXPECT_EQ(seats("en", 2), "2 seats left");
}

TEST(Texts, NamesMayHoldBraces) {
  const Texts english;
  EXPECT_EQ(english.tr("with {name}", fmt::arg("name", "{x} O’Neil")), "with {x} O’Neil");
}

TEST(Texts, AMissingFolderIsTold) {
  const auto book = TextBook::load("/nowhere");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace meetpoint::ui
