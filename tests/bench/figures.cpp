#include "tests/bench/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <thread>

namespace meetpoint::bench {

namespace {

double ms_of(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

// Letters, not bytes: a column with "é" in it stays straight.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += ' ' + cells[i] + std::string(widths[i] - width_of(cells[i]), ' ') + " |";
  }
  return line + '\n';
}

}  // namespace

double wall_ms() { return ms_of(CLOCK_MONOTONIC); }
double cpu_ms() { return ms_of(CLOCK_PROCESS_CPUTIME_ID); }

double Samples::percentile(double share) const {
  if (values_.empty()) return 0;
  std::vector<double> sorted = values_;
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  const auto at = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(sorted.begin(), sorted.begin() + at, sorted.end());
  return sorted[static_cast<std::size_t>(at)];
}

std::vector<std::string> Samples::cells() const {
  return {number(median()), number(percentile(0.95)), number(p99()), number(percentile(1))};
}

std::string number(double value) {
  if (value >= 100) return fmt::format("{:.0f}", value);
  return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

std::string reached(bool yes) { return yes ? "reached" : "**missed**"; }

void Report::title(std::string_view text) {
  std::cout << '\n' << text << '\n' << std::string(text.size(), '-') << std::endl;
  markdown_ += fmt::format("\n## {}\n", text);
}

void Report::say(std::string_view sentence) {
  std::cout << sentence << std::endl;
  markdown_ += fmt::format("\n{}\n", sentence);
}

void Report::table(const std::vector<std::string>& head,
                   const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < head.size(); ++i) {
    widths.push_back(std::max<std::size_t>(width_of(head[i]), 3));
    for (const auto& row : rows) widths.back() = std::max(widths.back(), width_of(row[i]));
  }
  std::string text = line_of(head, widths) + "|";
  for (const std::size_t width : widths) text += ' ' + std::string(width, '-') + " |";
  text += '\n';
  for (const auto& row : rows) text += line_of(row, widths);
  std::cout << text << std::flush;
  markdown_ += '\n' + text;
}

bool Report::append_to(const std::filesystem::path& path) const {
  std::ofstream file(path, std::ios::app);
  file << markdown_;
  return static_cast<bool>(file.flush());
}

std::string machine() {
  double load[3] = {0, 0, 0};
  if (getloadavg(load, 3) < 1) load[0] = 0;
  return fmt::format("{} cores; {:.1f} programs wanted them on average in the last minute",
                     std::thread::hardware_concurrency(), load[0]);
}

std::string argument(int argc, char** argv, std::string_view name, std::string otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] == name) return argv[i + 1];
  }
  return otherwise;
}

}  // namespace meetpoint::bench
