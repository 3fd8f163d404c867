// The text of a source or a reader, taken apart: what is behind the "?", and what is escaped.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::scan {

std::vector<std::string_view> split_spec(std::string_view text, char at);

// % and two hexadecimal digits are a byte; nothing where they are not.
std::optional<std::string> unescape_spec(std::string_view text);

// So that it can stand in a spec.
std::string escape_spec(std::string_view text);

// The options behind the "?": each is asked for once, and what nobody asked for is an error.
class SpecOptions {
 public:
  explicit SpecOptions(std::string_view query);

  double number(const std::string& name, double standard, double least, double most);
  bool flag(const std::string& name, bool standard);
  void size(int& width, int& height);
  // One of these letters.
  char letter(const std::string& name, char standard, std::string_view allowed);

  // The first option that is wrong or unknown, or an empty string.
  std::string problem() const;

 private:
  std::optional<std::string> take(const std::string& name);
  void complain(const std::string& name);

  std::map<std::string, std::string> values_;
  std::string problem_;
};

}  // namespace meetpoint::scan
