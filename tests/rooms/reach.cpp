#include "tests/rooms/reach.h"

#include <algorithm>
#include <map>
#include <set>

namespace meetpoint::rooms {

namespace {

using Edges = std::map<std::string, std::map<std::string, std::string>>;  // from, to, for example

Edges edges_of(const Tree& tree) {
  Edges edges;
  for (const auto& [path, file] : tree.files) {
    if (path.starts_with("tests/")) continue;
    const std::string from = folder_of(path);
    for (const Include& include : file.includes) {
      if (!tree.files.contains(include.path)) continue;
      const std::string to = folder_of(include.path);
      if (to != from) edges[from].emplace(to, path + " includes " + include.path);
    }
  }
  return edges;
}

// The shortest way from `start` back to itself, or nothing.
std::vector<std::string> circle_from(const Edges& edges, const std::string& start) {
  std::map<std::string, std::string> came_from;
  std::vector<std::string> queue = {start};
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::string here = queue[at];
    const auto out = edges.find(here);
    if (out == edges.end()) continue;
    for (const auto& [to, example] : out->second) {
      if (!came_from.emplace(to, here).second) continue;
      if (to != start) {
        queue.push_back(to);
        continue;
      }
      std::vector<std::string> way = {start};
      for (std::string back = here; back != start; back = came_from.at(back)) way.push_back(back);
      std::reverse(way.begin() + 1, way.end());
      return way;
    }
  }
  return {};
}

}  // namespace

std::vector<Reach> reach_of(const Tree& tree, const SourceFile& file,
                            const std::function<bool(std::string_view)>& forbidden) {
  struct Step {
    const SourceFile* file;
    int line;
    std::string through;
  };
  std::vector<Reach> found;
  std::set<std::string> seen = {file.path};
  std::set<std::string> said;
  std::vector<Step> queue = {{&file, 0, ""}};
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const Step step = queue[at];
    for (const Include& include : step.file->includes) {
      const int line = step.line != 0 ? step.line : include.line;
      if (forbidden(include.path)) {
        if (said.insert(include.path).second) {
          found.push_back({.include = include.path, .line = line, .through = step.through});
        }
        continue;
      }
      const auto next = tree.files.find(include.path);
      if (next == tree.files.end() || !seen.insert(include.path).second) continue;
      queue.push_back({&next->second, line, step.through + ", through " + include.path});
    }
  }
  return found;
}

std::vector<std::string> cycles_of(const Tree& tree) {
  const Edges edges = edges_of(tree);
  std::vector<std::string> found;
  std::set<std::set<std::string>> said;
  for (const auto& [folder, out] : edges) {
    const std::vector<std::string> way = circle_from(edges, folder);
    if (way.empty() || !said.insert({way.begin(), way.end()}).second) continue;
    std::string text = folder;
    for (std::size_t i = 0; i < way.size(); ++i) {
      const std::string& to = way[(i + 1) % way.size()];
      text.append(" -> ").append(to).append(" (").append(edges.at(way[i]).at(to)).append(")");
    }
    found.push_back(text);
  }
  return found;
}

}  // namespace meetpoint::rooms
