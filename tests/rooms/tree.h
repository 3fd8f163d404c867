// The project's tree as text, for the rules about which room may use what.
//
// Values only; not thread-safe, not fast, no errors: a file that cannot be read has no text.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace meetpoint::rooms {

struct Include {
  std::string path;  // as written, without its quotes or brackets
  int line = 0;
};

// One C++ file. `path` is from the top of the tree ("sync/base/result.h").
struct SourceFile {
  std::string path;
  std::string code;  // without comments, and without the text of literals; lines stay lines
  std::vector<Include> includes;
  int lines = 0;
};

struct Tree {
  std::vector<std::string> top_level;        // the names at the top, sorted
  std::map<std::string, SourceFile> files;   // C++ files by path
  std::map<std::string, std::string> cmake;  // CMakeLists.txt files by path, as they are
};

SourceFile read_source(std::string path, std::string_view text);

// What git ignores (build, node_modules, …) is left out.
Tree read_tree(const std::filesystem::path& top);

// "sync/base" of "sync/base/result.h"; "" at the top.
std::string folder_of(std::string_view path);

}  // namespace meetpoint::rooms
