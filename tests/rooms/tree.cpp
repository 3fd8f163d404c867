#include "tests/rooms/tree.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

namespace meetpoint::rooms {

namespace {

// A lexer of just enough C++ to tell code from comments and literals.
class Stripper {
 public:
  explicit Stripper(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  bool starts(std::string_view word) const { return text_.substr(at_, word.size()) == word; }

  void drop_until(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    const std::size_t stop = found == std::string_view::npos ? text_.size() : found + end.size();
    for (; at_ < stop; ++at_) {
      if (text_[at_] == '\n') out_ += '\n';
    }
  }

  void drop_literal(char quote) {
    out_ += quote;
    for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    out_ += quote;
    ++at_;
  }

  bool in_directive() const {
    const std::size_t line = out_.rfind('\n') + 1;
    return out_.find_first_not_of(' ', line) == out_.find('#', line) &&
           out_.find("include", line) != std::string::npos;
  }

  // 1'000 holds no character literal.
  bool in_number() const {
    return !out_.empty() && (std::isalnum(static_cast<unsigned char>(out_.back())) != 0);
  }

  void step() {
    if (starts("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (starts("/*")) {
      drop_until("*/");
    } else if (starts("R\"")) {
      const std::size_t open = std::min(text_.find('(', at_), text_.size());
      const std::string end = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
      drop_until(end);
      out_ += "\"\"";
    } else if (text_[at_] == '"' && !in_directive()) {
      drop_literal('"');
    } else if (text_[at_] == '\'' && !in_number()) {
      drop_literal('\'');
    } else {
      out_ += text_[at_++];
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

bool ignored(const std::string& name) {
  return name == "build" || name == ".git" || name == "node_modules" || name == ".cache" ||
         name == "compile_commands.json";
}

}  // namespace

SourceFile read_source(std::string path, std::string_view text) {
  SourceFile file{.path = std::move(path), .code = Stripper(text).run()};
  static const std::regex include(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::istringstream lines(file.code);
  for (std::string line; std::getline(lines, line);) {
    ++file.lines;
    std::smatch found;
    if (std::regex_search(line, found, include)) {
      file.includes.push_back({.path = found[1], .line = file.lines});
    }
  }
  return file;
}

Tree read_tree(const std::filesystem::path& top) {
  namespace fs = std::filesystem;
  Tree tree;
  for (const fs::directory_entry& entry : fs::directory_iterator(top)) {
    const std::string name = entry.path().filename().string();
    if (!ignored(name)) tree.top_level.push_back(name);
  }
  std::sort(tree.top_level.begin(), tree.top_level.end());
  for (auto at = fs::recursive_directory_iterator(top); at != fs::recursive_directory_iterator();
       ++at) {
    if (at->is_directory() && ignored(at->path().filename().string())) {
      at.disable_recursion_pending();
      continue;
    }
    const std::string path = at->path().lexically_relative(top).generic_string();
    const std::string extension = at->path().extension().string();
    if (extension == ".h" || extension == ".cpp" || extension == ".hpp" || extension == ".cc") {
      tree.files.emplace(path, read_source(path, text_of(at->path())));
    } else if (at->path().filename() == "CMakeLists.txt") {
      tree.cmake.emplace(path, text_of(at->path()));
    }
  }
  return tree;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? "" : path.substr(0, slash));
}

}  // namespace meetpoint::rooms
