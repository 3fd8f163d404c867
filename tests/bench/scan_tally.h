// What the readers read, and what it cost them: every call is kept, and asked about afterwards.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/figures.h"

namespace meetpoint::bench {

enum class Phase { stills, films, photographs };

// One picture or frame, by all readers.
struct Call {
  int reads = 0;  // texts that are in the picture
  int wrong = 0;  // texts that are not
  double ms = 0;  // processor time of the thread
};

struct Shot {
  Phase phase = Phase::stills;
  std::string kind;
  std::uint64_t seed = 0;
  int frame = 0;
  int width = 0, height = 0;
  int codes = 0;            // in it; -1: nobody knows
  int any = 0;              // read by any reader at all
  std::vector<Call> calls;  // one a reader
};

// A film, by all readers: frames from the first with a code in it until something was read, and
// from the first with all of them until all of it was; the rest of the film and one where it never
// was.
struct FilmResult {
  std::string kind;
  std::uint64_t seed = 0;
  int texts = 0;
  int together = 0;  // frames since all of them were in sight together
  std::vector<int> first, all;
};

class Tally {
 public:
  explicit Tally(std::vector<std::string> readers) : readers_(std::move(readers)) {}

  void add(Shot shot) { shots_.push_back(std::move(shot)); }
  void add(FilmResult film) { films_.push_back(std::move(film)); }

  const std::vector<std::string>& readers() const { return readers_; }
  const std::vector<Shot>& shots() const { return shots_; }
  const std::vector<FilmResult>& films() const { return films_; }
  std::vector<std::string> kinds(Phase phase) const;  // in the order in which they came

  using Which = std::function<bool(const Shot&)>;
  int codes(const Which& which) const;
  int any(const Which& which) const;
  int reads(std::size_t reader, const Which& which) const;
  int wrong(std::size_t reader, const Which& which) const;
  Samples cost(std::size_t reader, const Which& which) const;
  // Mean frames to the first read.
  double first_read(std::size_t reader, const std::function<bool(const FilmResult&)>& which) const;

  bool write_csv(const std::filesystem::path& file) const;

 private:
  std::vector<std::string> readers_;
  std::vector<Shot> shots_;
  std::vector<FilmResult> films_;
};

}  // namespace meetpoint::bench
