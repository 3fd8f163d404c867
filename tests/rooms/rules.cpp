#include "tests/rooms/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <regex>
#include <set>

#include "tests/rooms/reach.h"

namespace meetpoint::rooms {

namespace {

constexpr int longest_file = 400;

bool begins(std::string_view text, std::string_view with) { return text.starts_with(with); }

bool in_drawing(std::string_view path) { return begins(path, "kiosk/ui/"); }

bool in_pure_room(std::string_view path) {
  return begins(path, "sync/model/") || begins(path, "sync/wire/") || begins(path, "kiosk/core/") ||
         begins(path, "sync/client/machine") || begins(path, "sync/client/addresses") ||
         begins(path, "sync/client/backoff") || begins(path, "sync/relay/machine") ||
         begins(path, "sync/peer/neighbours");
}

bool is_store(std::string_view include) {
  return begins(include, "sync/store/") || begins(include, "sync/client/") ||
         begins(include, "sync/hub/") || begins(include, "sqlite3");
}

bool is_impure(std::string_view include) {
  static const std::set<std::string_view> whole = {
      "thread",    "mutex",    "shared_mutex", "condition_variable", "future",     "semaphore",
      "latch",     "barrier",  "stop_token",   "filesystem",         "fstream",    "ctime",
      "time.h",    "unistd.h", "fcntl.h",      "pthread.h",          "sys/time.h", "sys/stat.h",
      "sqlite3.h", "imgui.h",  "syslog.h",     "sync/base/clock.h",
  };
  static constexpr std::string_view families[] = {
      "curl/",   "GLFW/",       "GL/",         "EGL/",         "GLES",
      "ZXing/",  "boost/",      "date/",       "imgui",        "misc/",
      "spdlog/", "sync/store/", "kiosk/scan/", "kiosk/shell/", "sync/hub/",
  };
  return whole.contains(include) ||
         std::any_of(std::begin(families), std::end(families),
                     [&](std::string_view family) { return begins(include, family); });
}

Findings reached(const Tree& tree, const std::function<bool(std::string_view)>& room,
                 const std::function<bool(std::string_view)>& forbidden, std::string_view advice) {
  Findings found;
  for (const auto& [path, file] : tree.files) {
    if (!room(path)) continue;
    for (const Reach& reach : reach_of(tree, file, forbidden)) {
      found.push_back(fmt::format("{}:{} reaches <{}>{}. {}", path, reach.line, reach.include,
                                  reach.through, advice));
    }
  }
  return found;
}

Findings included(const Tree& tree, const std::function<bool(std::string_view)>& room,
                  const std::function<bool(std::string_view)>& forbidden, std::string_view advice) {
  Findings found;
  for (const auto& [path, file] : tree.files) {
    if (!room(path)) continue;
    for (const Include& include : file.includes) {
      if (!forbidden(include.path)) continue;
      found.push_back(
          fmt::format("{}:{} includes <{}>. {}", path, include.line, include.path, advice));
    }
  }
  return found;
}

// Where clocks, threads and files are used by a name whose header came from elsewhere.
Findings impure_words(const SourceFile& file) {
  static const std::regex word(
      R"re(\b\w+_clock\s*::\s*now\b|\btime\s*\(\s*(nullptr|NULL|0|&)|\bstd::(jthread|thread|mutex|filesystem|[io]?fstream|async)\b|\b(gettimeofday|clock_gettime|localtime|gmtime|localtime_r|gmtime_r|fopen|nanosleep|usleep|sleep_for|sleep_until)\s*\()re");
  Findings found;
  int line = 1;
  std::size_t counted = 0;
  for (std::sregex_iterator at(file.code.begin(), file.code.end(), word), end; at != end; ++at) {
    const auto position = static_cast<std::size_t>(at->position());
    line += static_cast<int>(std::count(file.code.begin() + static_cast<std::ptrdiff_t>(counted),
                                        file.code.begin() + at->position(), '\n'));
    counted = position;
    found.push_back(fmt::format(
        "{}:{} says '{}'. This room is pure: take what it needs (the time: `Instant now`) as a "
        "parameter.",
        file.path, line, at->str()));
  }
  return found;
}

}  // namespace

Findings top_level_is_known(const Tree& tree) {
  static const std::set<std::string_view> known = {
      "CMakeLists.txt", "CMakePresets.json", "CMakeUserPresets.json",
      "README.md",      "LICENSE",           "assets",
      "kiosk",          "packaging",         "sync",
      "tests"};
  Findings found;
  for (const std::string& name : tree.top_level) {
    if (known.contains(name) || name.front() == '.') continue;
    found.push_back(fmt::format(
        "'{}' is at the top. Put it in the room that owns it; the top has only what the plan of "
        "the house names.",
        name));
  }
  return found;
}

Findings drawing_knows_no_store(const Tree& tree) {
  Findings found = reached(tree, in_drawing, is_store,
                           "Drawing gets a ScreenModel and returns an intent; it knows no store.");
  static const std::regex linked(R"(\b(sync_store|sync_client|sync_hub|SQLite::SQLite3)\b)");
  for (const auto& [path, text] : tree.cmake) {
    std::smatch word;
    if (in_drawing(path) && std::regex_search(text, word, linked)) {
      found.push_back(fmt::format("{} links {}. Drawing knows no store.", path, word.str()));
    }
  }
  return found;
}

Findings pure_rooms_are_pure(const Tree& tree) {
  Findings found = reached(tree, in_pure_room, is_impure,
                           "This room is pure: no database, network, window, decoder, thread, "
                           "file or clock. Move the work to the room that may.");
  for (const auto& [path, file] : tree.files) {
    if (!in_pure_room(path)) continue;
    for (std::string& finding : impure_words(file)) found.push_back(std::move(finding));
  }
  return found;
}

Findings sync_knows_no_kiosk(const Tree& tree) {
  return included(
      tree, [](std::string_view path) { return begins(path, "sync/"); },
      [](std::string_view include) { return begins(include, "kiosk/"); },
      "sync never knows of kiosk; move what both need into sync.");
}

Findings zxing_has_one_user(const Tree& tree) {
  // The last two are what tests measure against, and read from.
  static constexpr std::string_view users[] = {
      "kiosk/scan/decode/decoder", "kiosk/scan/decode/drawn_code",
      "kiosk/scan/decode/qr_code", "kiosk/scan/decode/zxing_reading",
      "tests/bench/scan_zxing",    "tests/kiosk/scan/decode/ticket_codes"};
  return included(
      tree,
      [](std::string_view path) {
        return std::none_of(std::begin(users), std::end(users),
                            [&](std::string_view user) { return begins(path, user); });
      },
      [](std::string_view include) {
        return begins(include, "ZXing/") || begins(include, "kiosk/scan/decode/zxing_reading");
      },
      "Only kiosk/scan/decode/decoder*, drawn_code* and qr_code* know ZXing, so that its versions "
      "meet "
      "few adapters.");
}

Findings avahi_has_one_user(const Tree& tree) {
  return included(
      tree,
      [](std::string_view path) {
        return !begins(path, "sync/lan/") && !begins(path, "tests/sync/lan/");
      },
      [](std::string_view include) {
        return begins(include, "avahi-") || begins(include, "sync/lan/round") ||
               begins(include, "sync/lan/records");
      },
      "Only sync/lan knows Avahi; others include sync/lan/lan.h.");
}

Findings files_are_short(const Tree& tree) {
  Findings found;
  for (const auto& [path, file] : tree.files) {
    if (file.lines <= longest_file) continue;
    found.push_back(fmt::format("{} has {} lines, over {}. Split it where there are two owners.",
                                path, file.lines, longest_file));
  }
  return found;
}

Findings folders_have_no_cycle(const Tree& tree) {
  Findings found;
  for (const std::string& cycle : cycles_of(tree)) {
    found.push_back("These folders include each other in a circle: " + cycle +
                    ". Turn one of the includes round, or move what both need below them.");
  }
  return found;
}

Findings includes_are_by_path(const Tree& tree) {
  Findings found;
  for (const auto& [path, file] : tree.files) {
    for (const Include& include : file.includes) {
      const bool beside = tree.files.contains(folder_of(path) + "/" + include.path);
      if (!beside && !begins(include.path, "../")) continue;
      found.push_back(fmt::format(
          "{}:{} includes \"{}\". Write its path from the top, as in \"sync/base/result.h\".", path,
          include.line, include.path));
    }
  }
  return found;
}

Findings all_rules(const Tree& tree) {
  Findings all;
  for (const auto& rule : {top_level_is_known, drawing_knows_no_store, pure_rooms_are_pure,
                           sync_knows_no_kiosk, zxing_has_one_user, avahi_has_one_user,
                           files_are_short, folders_have_no_cycle, includes_are_by_path}) {
    for (std::string& finding : rule(tree)) all.push_back(std::move(finding));
  }
  return all;
}

}  // namespace meetpoint::rooms
