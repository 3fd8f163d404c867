#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "tests/bench/load/compare.h"

namespace meetpoint::load {

namespace {

constexpr double width = 980;
constexpr double left = 430;
constexpr double right = 940;
constexpr double row_height = 34;
constexpr double top = 64;

std::string text(double x, double y, std::string_view words, const char* more) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, more, words);
}

std::string line(double x, double y1, double y2, const char* colour, double thickness) {
  return fmt::format(
      "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\" "
      "stroke-width=\"{4}\"/>\n",
      x, y1, y2, colour, thickness);
}

}  // namespace

bool plot_ratios(const std::vector<Side>& sides, const std::vector<Ratio>& ratios,
                 const std::filesystem::path& file) {
  double least = 0.1;
  double most = 10;
  for (const Ratio& ratio : ratios) {
    for (const double value : ratios_of(sides, ratio)) {
      least = std::min(least, value / 1.3);
      most = std::max(most, value * 1.3);
    }
    most = std::max(most, ratio.goal * 1.3);
  }
  const auto at = [&](double value) {
    return left + (right - left) * std::log(value / least) / std::log(most / least);
  };
  const double bottom = top + row_height * static_cast<double>(ratios.size());
  std::string body =
      text(20, 28, "Ours to theirs: every repeat, and the goal as a line", "class=\"h\"");
  for (double tick = 0.01; tick <= most; tick *= 10) {
    for (const double step : {1.0, 2.0, 5.0}) {
      const double value = tick * step;
      if (value < least || value > most) continue;
      body += line(at(value), top - 14, bottom - 8, value == 1 ? "#99a" : "#e4e6ee", 1);
      body += text(at(value), bottom + 10, fmt::format("{:g}", value),
                   "text-anchor=\"middle\" class=\"s\"");
    }
  }
  double y = top;
  for (const Ratio& ratio : ratios) {
    body += text(left - 14, y + 4, ratio.what, "text-anchor=\"end\"");
    if (ratio.goal > 0) body += line(at(ratio.goal), y - 11, y + 11, "#c0392b", 2);
    const std::vector<double> found = ratios_of(sides, ratio);
    for (const double value : found) {
      body += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\" fill=\"#2f6fb7\" "
          "fill-opacity=\"0.55\"/>\n",
          at(value), y);
    }
    if (found.empty()) body += text(left + 6, y + 4, "not measured", "class=\"s\"");
    y += row_height;
  }
  std::ofstream out(file);
  out << fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1:.0f}\" width=\"{0}\" "
             "font-family=\"Inter, 'Noto Sans', sans-serif\" font-size=\"12\" fill=\"#223\">\n"
             "<style>.h{{font-size:15px;font-weight:600}}.s{{font-size:9.5px;fill:#556}}</style>\n"
             "<rect width=\"{0}\" height=\"{1:.0f}\" fill=\"#fff\"/>\n",
             width, bottom + 26)
      << body << "</svg>\n";
  return static_cast<bool>(out.flush());
}

}  // namespace meetpoint::load
