#include "tests/bench/scan_runs.h"

#include <ctime>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "kiosk/scan/base/image_file.h"

namespace meetpoint::bench {
namespace {

using Texts = std::vector<std::string>;

double thread_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

bool has(const Texts& all, const std::string& text) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

// `read` gets what each reader read.
void show(const scan::GrayView& picture, Readers& readers, std::size_t turn,
          std::vector<std::set<std::string>>& read, Shot& shot) {
  read.assign(readers.size(), {});
  shot.calls.assign(readers.size(), {});
  shot.width = picture.width;
  shot.height = picture.height;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    const std::size_t at = (i + turn) % readers.size();
    const double began = thread_ms();
    const Texts texts = readers[at]->read(picture);
    shot.calls[at].ms = thread_ms() - began;
    read[at].insert(texts.begin(), texts.end());
  }
}

// `there`: what is in the picture, or partly; `counted`: of that, what counts as readable.
void judge(const std::vector<std::set<std::string>>& read, const Texts& there, const Texts& counted,
           Shot& shot) {
  std::set<std::string> any;
  for (std::size_t i = 0; i < read.size(); ++i) {
    for (const std::string& text : read[i]) {
      if (has(counted, text)) {
        shot.calls[i].reads += 1;
        any.insert(text);
      } else if (!has(there, text)) {
        shot.calls[i].wrong += 1;
        std::cerr << "WRONG: reader " << i << " on " << shot.kind << " seed " << shot.seed
                  << " frame " << shot.frame << ": " << text << '\n';
      }
    }
  }
  shot.codes = static_cast<int>(counted.size());
  shot.any = static_cast<int>(any.size());
}

Texts texts_of(const std::vector<scan::Decoded>& codes) {
  Texts texts;
  for (const scan::Decoded& code : codes) texts.push_back(code.text);
  return texts;
}

void run_film(samples::Kind kind, std::uint64_t seed, Readers readers, Tally& tally) {
  samples::Sequence film(kind, seed);
  FilmResult result{
      std::string(name_of(kind)), seed, static_cast<int>(film.texts().size()), 0, {}, {}};
  std::vector<std::set<std::string>> read, known(readers.size());
  std::vector<int> first(readers.size(), -1), all(readers.size(), -1);
  scan::GrayImage picture;
  std::vector<scan::Decoded> codes;
  int since = 0;      // frames since the first with a code
  int since_all = 0;  // frames since the first with all codes
  for (int frame = 0; frame < film.frames(); ++frame) {
    film.render(frame, picture, &codes);
    Shot shot{Phase::films, result.kind, seed, frame};
    show(picture.view(), readers, static_cast<std::size_t>(frame), read, shot);
    judge(read, film.texts(), texts_of(codes), shot);
    if (since > 0 || !codes.empty()) ++since;
    if (since_all > 0 || codes.size() == film.texts().size()) ++since_all;
    for (std::size_t i = 0; i < readers.size(); ++i) {
      for (const std::string& text : read[i]) {
        if (has(film.texts(), text)) known[i].insert(text);
      }
      if (first[i] < 0 && !known[i].empty()) first[i] = std::max(since, 1);
      if (all[i] < 0 && known[i].size() == film.texts().size()) all[i] = std::max(since_all, 1);
    }
    tally.add(std::move(shot));
  }
  for (std::size_t i = 0; i < readers.size(); ++i) {
    result.first.push_back(first[i] < 0 ? since + 1 : first[i]);
    result.all.push_back(all[i] < 0 ? since_all + 1 : all[i]);
  }
  result.together = since_all;
  if (since > 0) tally.add(std::move(result));
}

}  // namespace

void run_stills(const std::vector<samples::Kind>& kinds, std::uint64_t seed, int per_kind,
                Readers& readers, Tally& tally) {
  std::size_t turn = 0;
  std::vector<std::set<std::string>> read;
  for (const samples::Kind kind : kinds) {
    std::cerr << "stills: " << name_of(kind) << '\n';
    for (int i = 0; i < per_kind; ++i) {
      Shot shot{Phase::stills, std::string(name_of(kind)),
                seed * 100000 + static_cast<unsigned>(i)};
      const samples::Sample sample = samples::make_sample(kind, shot.seed);
      show(sample.picture.view(), readers, turn++, read, shot);
      judge(read, sample.texts, texts_of(sample.codes), shot);
      tally.add(std::move(shot));
    }
  }
}

void run_films(const std::vector<samples::Kind>& kinds, std::uint64_t seed, int per_kind,
               const std::function<Readers()>& fresh, Tally& tally) {
  for (const samples::Kind kind : kinds) {
    // Where the figures of the goals come from, there are more.
    const bool wanted = kind == samples::Kind::empty || kind == samples::Kind::two_badges;
    const int count = per_kind * (wanted ? 4 : 1);
    std::cerr << "films: " << count << ' ' << name_of(kind) << '\n';
    for (int i = 0; i < count; ++i)
      run_film(kind, seed * 100000 + 50000 + static_cast<unsigned>(i), fresh(), tally);
  }
}

Status run_folder(const std::filesystem::path& folder, Readers& readers, Tally& tally) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    if (at->is_regular_file() && scan::is_image_name(at->path())) files.push_back(at->path());
  }
  if (files.empty())
    return fail(ErrorCode::not_found, "There is no picture in " + folder.string() + ".");
  std::sort(files.begin(), files.end());
  std::vector<std::set<std::string>> read;
  std::size_t turn = 0;
  for (const auto& file : files) {
    const auto picture = scan::load_gray(file);
    if (!picture) {
      std::cerr << picture.error().message << '\n';
      continue;
    }
    Shot shot{Phase::photographs, file.parent_path().filename().string()};
    show(picture->view(), readers, turn++, read, shot);
    Texts truth;
    std::ifstream lines(std::filesystem::path(file).replace_extension(".txt"));
    const bool known = lines.is_open();
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!line.empty()) truth.push_back(line);
    }
    if (!known) {
      std::set<std::string> any;
      for (const auto& texts : read) any.insert(texts.begin(), texts.end());
      truth.assign(any.begin(), any.end());
    }
    judge(read, truth, truth, shot);
    if (!known) shot.codes = -1;
    tally.add(std::move(shot));
  }
  return {};
}

}  // namespace meetpoint::bench
