// Several sides of a comparison, run in turn, and the ratios of ours to theirs.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/figures.h"

namespace meetpoint::load {

struct Side {
  std::string name;
  std::string durability;        // what is on the disk when it says "done"
  std::function<double()> rate;  // runs once: things a second; empty: left out,
  std::string left_out;          // because of this
  std::vector<double> rates;     // of each repeat
};

// Ours to theirs, of the same repeat: what else the machine did then was beside both.
struct Ratio {
  std::string what;
  std::size_t ours = 0;  // places in the list of sides
  std::size_t theirs = 0;
  double goal = 0;  // at least; 0: none
};

// Each repeat runs every side once, and begins with another one.
void run_in_turn(std::vector<Side>& sides, int repeats);

std::vector<double> ratios_of(const std::vector<Side>& sides, const Ratio& ratio);

void report_rates(const std::vector<Side>& sides, const std::string& unit, bench::Report& report);
void report_ratios(const std::vector<Side>& sides, const std::vector<Ratio>& ratios,
                   bench::Report& report);

// Every repeat of every ratio as a dot on a logarithmic scale, with its goal. False where the file
// can't be written.
bool plot_ratios(const std::vector<Side>& sides, const std::vector<Ratio>& ratios,
                 const std::filesystem::path& file);

}  // namespace meetpoint::load
