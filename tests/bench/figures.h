// What a benchmark measured: percentiles of many measurements, and tables of figures that go to
// stdout and, where asked for, to a Markdown file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::bench {

// Milliseconds on a clock that never goes back.
double wall_ms();
// Milliseconds that all threads of this process have computed: what is left when a busy machine's
// other programs, and waiting for the disk, are taken out.
double cpu_ms();

// "2.31 4.20 9.87 12.0": median, p95, p99 and the worst.
class Samples {
 public:
  void add(double ms) { values_.push_back(ms); }
  // The smallest value that at least `share` (0 to 1) of all do not exceed; 0 of none.
  double percentile(double share) const;
  double median() const { return percentile(0.5); }
  double p99() const { return percentile(0.99); }
  std::size_t size() const { return values_.size(); }
  // As cells of a table: median, p95, p99, worst.
  std::vector<std::string> cells() const;

 private:
  std::vector<double> values_;
};

// "12.3", with as many digits as the figure is good for.
std::string number(double value);
// "reached" or "missed".
std::string reached(bool yes);

// Figures as they come. Written at the end of the program's run, so that they stand together.
class Report {
 public:
  void title(std::string_view);
  void say(std::string_view sentence);
  // Every row has as many cells as the head.
  void table(const std::vector<std::string>& head,
             const std::vector<std::vector<std::string>>& rows);
  // Appends all of it; false where the file can't be written.
  bool append_to(const std::filesystem::path&) const;

 private:
  std::string markdown_;
};

// "2 cores, load 3.1; a virtual machine …": the machine in general words, without its name.
std::string machine();

// The value after `name` among the arguments, or `otherwise`.
std::string argument(int argc, char** argv, std::string_view name, std::string otherwise);

}  // namespace meetpoint::bench
