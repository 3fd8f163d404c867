#include "tests/bench/scan_tally.h"

#include <algorithm>
#include <fstream>

namespace meetpoint::bench {
namespace {

const char* name_of(Phase phase) {
  switch (phase) {
    case Phase::stills: return "stills";
    case Phase::films: return "films";
    case Phase::photographs: return "photographs";
  }
  return "";
}

}  // namespace

std::vector<std::string> Tally::kinds(Phase phase) const {
  std::vector<std::string> all;
  for (const Shot& shot : shots_) {
    if (shot.phase == phase && std::find(all.begin(), all.end(), shot.kind) == all.end())
      all.push_back(shot.kind);
  }
  return all;
}

int Tally::codes(const Which& which) const {
  int sum = 0;
  for (const Shot& shot : shots_) sum += which(shot) ? std::max(0, shot.codes) : 0;
  return sum;
}

int Tally::any(const Which& which) const {
  int sum = 0;
  for (const Shot& shot : shots_) sum += which(shot) ? shot.any : 0;
  return sum;
}

int Tally::reads(std::size_t reader, const Which& which) const {
  int sum = 0;
  for (const Shot& shot : shots_) sum += which(shot) ? shot.calls[reader].reads : 0;
  return sum;
}

int Tally::wrong(std::size_t reader, const Which& which) const {
  int sum = 0;
  for (const Shot& shot : shots_) sum += which(shot) ? shot.calls[reader].wrong : 0;
  return sum;
}

Samples Tally::cost(std::size_t reader, const Which& which) const {
  Samples samples;
  for (const Shot& shot : shots_) {
    if (which(shot)) samples.add(shot.calls[reader].ms);
  }
  return samples;
}

double Tally::first_read(std::size_t reader,
                         const std::function<bool(const FilmResult&)>& which) const {
  double sum = 0;
  int count = 0;
  for (const FilmResult& film : films_) {
    if (!which(film)) continue;
    sum += film.first[reader];
    ++count;
  }
  return count == 0 ? 0 : sum / count;
}

bool Tally::write_csv(const std::filesystem::path& file) const {
  std::ofstream out(file);
  out << "phase,kind,seed,frame,width,height,codes,reader,reads,wrong,ms\n";
  for (const Shot& shot : shots_) {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      out << name_of(shot.phase) << ',' << shot.kind << ',' << shot.seed << ',' << shot.frame << ','
          << shot.width << ',' << shot.height << ',' << shot.codes << ',' << readers_[i] << ','
          << shot.calls[i].reads << ',' << shot.calls[i].wrong << ',' << shot.calls[i].ms << '\n';
    }
  }
  return static_cast<bool>(out.flush());
}

}  // namespace meetpoint::bench
