#include "tests/bench/scan_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace meetpoint::bench {
namespace {

// Ours stands out; the others are told apart by lightness, so that it also works in grey.
constexpr std::array colours = {"#0b6e4f", "#9db4c0", "#5c7a8a", "#d9c8a9", "#7a6c5d"};
constexpr double labels = 110;  // for the names of kinds
constexpr double panel = 390, between = 50, margin = 26;
constexpr double bar = 8, gap = 9;
constexpr double left = margin + labels;
constexpr double width = left + 2 * panel + between + margin;

std::string text(double x, double y, std::string_view words, std::string_view more = "") {
  std::string clean;
  for (const char c : words)
    clean += c == '<' ? std::string("&lt;") : c == '&' ? std::string("&amp;") : std::string(1, c);
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, more, clean);
}

std::string box(double x, double y, double wide, double high, std::string_view colour) {
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\" "
      "rx=\"1.5\"/>\n",
      x, y, std::max(0.0, wide), high, colour);
}

std::string rule(double x, double top, double bottom) {
  return fmt::format(
      "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"#e3e6e8\"/>\n", x,
      top, bottom);
}

std::string legend(const Tally& tally, double y) {
  std::string out;
  double x = left;
  for (std::size_t i = 0; i < tally.readers().size(); ++i) {
    out += box(x, y - 9, 12, 10, colours[i % colours.size()]);
    out += text(x + 17, y, tally.readers()[i]);
    x += 38 + 6.6 * static_cast<double>(tally.readers()[i].size());
  }
  out += fmt::format(
      "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"#223\" "
      "stroke-width=\"1.4\"/>\n",
      x, y - 11, y + 2);
  return out + text(x + 7, y, "read by any of them");
}

// Grouped bars of what was read, in percent; the first group is of all kinds together.
std::string reads(const Tally& tally, Phase phase, const std::vector<std::string>& kinds,
                  std::string_view title, double x, double y) {
  const double span = panel - 34;
  const double high = bar * static_cast<double>(tally.readers().size());
  std::string out = text(x, y, title, "class=\"h\"");
  y += 24;
  const double bottom = y + static_cast<double>(kinds.size() + 1) * (high + gap) - gap;
  for (int percent = 0; percent <= 100; percent += 25) {
    out += rule(x + span * percent / 100, y - 6, bottom + 4);
    out += text(x + span * percent / 100, bottom + 17, fmt::format("{} %", percent),
                "text-anchor=\"middle\" class=\"s\"");
  }
  for (std::size_t k = 0; k <= kinds.size(); ++k, y += high + gap) {
    const auto which = [&](const Shot& shot) {
      return shot.phase == phase && (k == 0 || shot.kind == kinds[k - 1]);
    };
    const double codes = tally.codes(which);
    if (codes == 0) continue;
    for (std::size_t i = 0; i < tally.readers().size(); ++i) {
      out += box(x, y + bar * static_cast<double>(i), span * tally.reads(i, which) / codes,
                 bar - 1.2, colours[i % colours.size()]);
    }
    const double ceiling = x + span * tally.any(which) / codes;
    out += fmt::format(
        "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"#223\" "
        "stroke-width=\"1.2\"/>\n",
        ceiling, y - 1.5, y + high);
    out += text(ceiling + 5, y + bar, fmt::format("{:.0f}", 100 * tally.reads(0, which) / codes),
                "class=\"s\"");
  }
  return out;
}

// Both panels beside each other, under the names of the kinds they share.
std::string both_reads(const Tally& tally, double& y) {
  std::vector<std::string> kinds;
  for (const Phase phase : {Phase::stills, Phase::films}) {
    for (const std::string& kind : tally.kinds(phase)) {
      if (kind != "empty" && std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
        kinds.push_back(kind);
    }
  }
  const double high = bar * static_cast<double>(tally.readers().size());
  std::string out = reads(tally, Phase::stills, kinds, "Codes read in still pictures", left, y) +
                    reads(tally, Phase::films, kinds, "Codes read in films, frame by frame",
                          left + panel + between, y);
  double at = y + 24 + high / 2 + 4;
  for (std::size_t k = 0; k <= kinds.size(); ++k, at += high + gap) {
    out += text(left - 10, at, k == 0 ? "all kinds" : kinds[k - 1],
                k == 0 ? "text-anchor=\"end\" font-weight=\"600\"" : "text-anchor=\"end\"");
  }
  y += 24 + static_cast<double>(kinds.size() + 1) * (high + gap) + 52;
  return out;
}

// Median as a bar, p99 as its whisker; a scale of square roots, as the spread is wide.
std::string cost(const Tally& tally, double& y) {
  struct Row {
    std::string_view name;
    Tally::Which which;
  };
  const std::array rows = {
      Row{"film, badge", [](const Shot& s) { return s.phase == Phase::films && s.codes > 0; }},
      Row{"film, nothing",
          [](const Shot& s) { return s.phase == Phase::films && s.kind == "empty"; }},
      Row{"still, badge", [](const Shot& s) { return s.phase == Phase::stills && s.codes > 0; }},
      Row{"still, nothing",
          [](const Shot& s) { return s.phase == Phase::stills && s.kind == "empty"; }},
  };
  double most = 1;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < tally.readers().size(); ++i)
      most = std::max(most, tally.cost(i, row.which).p99());
  }
  const double span = width - left - margin - 20;
  const auto at_ms = [&](double ms) { return left + span * std::sqrt(ms / most); };
  std::string out =
      text(left, y, "Processor time of one picture: median, and p99 as a line (ms)", "class=\"h\"");
  y += 22;
  const double top = y;
  std::string bars;
  for (const Row& row : rows) {
    if (tally.cost(0, row.which).size() == 0) continue;
    const double high = bar * static_cast<double>(tally.readers().size());
    bars += text(left - 10, y + high / 2 + 4, row.name, "text-anchor=\"end\"");
    for (std::size_t i = 0; i < tally.readers().size(); ++i) {
      const Samples cost = tally.cost(i, row.which);
      const double at = y + bar * static_cast<double>(i);
      bars += box(left, at, at_ms(cost.median()) - left, bar - 1.2, colours[i % colours.size()]);
      bars += fmt::format(
          "<line x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{3:.1f}\" y2=\"{3:.1f}\" stroke=\"{2}\" "
          "stroke-width=\"1.4\"/>\n",
          at_ms(cost.median()), at_ms(cost.p99()), colours[i % colours.size()],
          at + bar / 2.0 - 0.6);
    }
    y += high + gap;
  }
  for (const int ms : {0, 1, 5, 10, 25, 50, 100, 200, 400, 800}) {
    if (ms > most) break;
    out += rule(at_ms(ms), top - 6, y - gap + 4);
    out += text(at_ms(ms), y + 6, std::to_string(ms), "text-anchor=\"middle\" class=\"s\"");
  }
  y += 30;
  return out + bars;
}

}  // namespace

bool write_plot(const Tally& tally, const std::filesystem::path& file) {
  double y = 34;
  std::string body = legend(tally, y);
  y += 40;
  body += both_reads(tally, y);
  body += cost(tally, y);
  std::ofstream out(file);
  out << fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1:.0f}\" width=\"{0}\" "
             "font-family=\"Inter, 'Noto Sans', sans-serif\" font-size=\"12\" fill=\"#223\">\n"
             "<style>.h{{font-size:15px;font-weight:600}}.s{{font-size:9.5px;fill:#556}}</style>\n"
             "<rect width=\"{0}\" height=\"{1:.0f}\" fill=\"#fff\"/>\n",
             width, y)
      << body << "</svg>\n";
  return static_cast<bool>(out.flush());
}

}  // namespace meetpoint::bench
