// meetpoint-make-samples SEED OUT: pictures of badges into OUT/<kind>/, with what is in them
// beside.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "tests/samples/picture_file.h"
#include "tests/samples/samples.h"

namespace {

using namespace meetpoint;

struct Wish {
  std::uint64_t seed = 1;
  std::filesystem::path out;
  std::vector<std::string> kinds;
  int per_kind = 10;
  std::string size;
  std::string format = "png";
  bool films = false;
  std::string cut;
  int most_kb = 0;
};

// "NAME<tab>x,y x,y x,y x,y<tab>text" a code; a picture with none has the name alone.
void write_truth(std::ostream& truth, const std::string& name,
                 const std::vector<scan::Decoded>& codes) {
  if (codes.empty()) truth << name << '\n';
  for (const scan::Decoded& code : codes) {
    truth << name << '\t';
    for (std::size_t i = 0; i < 4; ++i)
      truth << (i == 0 ? "" : " ") << code.corners[i].x << ',' << code.corners[i].y;
    std::string text;
    for (const char c : code.text) text += c == '\n' ? std::string("\\n") : std::string(1, c);
    truth << '\t' << text << '\n';
  }
}

struct Size {
  int width = 0;
  int height = 0;
};

// Nothing where it is not written as in 1280x720, or is too small or too large.
std::optional<Size> size_of(const std::string& text) {
  Size size;
  if (text.empty()) return size;
  char by = 0;
  const bool read = std::sscanf(text.c_str(), "%d%c%d", &size.width, &by, &size.height) == 3;
  if (!read || by != 'x' || size.width < 160 || size.height < 120 || size.width > 3840 ||
      size.height > 2160) {
    return {};
  }
  return size;
}

// The part of the picture around its codes, of at least that size where the picture has it.
scan::Rect part_around(const scan::GrayImage& picture, const std::vector<scan::Decoded>& codes,
                       Size least) {
  int left = picture.width(), top = picture.height(), right = 0, bottom = 0;
  for (const scan::Decoded& code : codes) {
    for (const scan::Point& corner : code.corners) {
      left = std::min(left, corner.x), right = std::max(right, corner.x);
      top = std::min(top, corner.y), bottom = std::max(bottom, corner.y);
    }
  }
  if (codes.empty()) left = right = picture.width() / 2, top = bottom = picture.height() / 2;
  constexpr int margin = 40;
  const int width = std::min(picture.width(), std::max(least.width, right - left + 2 * margin));
  const int height = std::min(picture.height(), std::max(least.height, bottom - top + 2 * margin));
  return {std::clamp((left + right - width) / 2, 0, picture.width() - width),
          std::clamp((top + bottom - height) / 2, 0, picture.height() - height), width, height};
}

void cut_out(scan::GrayImage& picture, std::vector<scan::Decoded>& codes, Size least) {
  const scan::Rect part = part_around(picture, codes, least);
  scan::GrayImage out;
  out.resize(part.width, part.height);
  for (int y = 0; y < part.height; ++y)
    std::copy_n(picture.row(part.y + y) + part.x, part.width, out.row(y));
  for (scan::Decoded& code : codes) {
    for (scan::Point& corner : code.corners) corner = {corner.x - part.x, corner.y - part.y};
  }
  picture = std::move(out);
}

Status save(const Wish& wish, const scan::GrayImage& picture, const std::filesystem::path& stem) {
  if (wish.format == "png") return samples::save_png(picture.view(), stem.string() + ".png");
  int quality = 90;
  const auto limit = static_cast<std::size_t>(wish.most_kb) * 1024;
  while (limit > 0 && quality > 30 && samples::to_jpeg(picture.view(), quality).size() > limit)
    quality -= 5;
  return samples::save_jpeg(picture.view(), quality, stem.string() + ".jpg");
}

Status make_kind(const Wish& wish, samples::Kind kind, Size size, Size cut) {
  const std::filesystem::path folder = wish.out / samples::name_of(kind);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(ErrorCode::io, folder.string() + " can't be made: " + error.message() + ".");
  std::ofstream truth(folder / "truth.txt");
  const std::string end = "." + wish.format;
  for (int i = 0; i < wish.per_kind; ++i) {
    const std::uint64_t seed = wish.seed * 1000 + static_cast<std::uint64_t>(i);
    if (!wish.films) {
      auto sample = samples::make_sample(kind, seed, size.width, size.height);
      const std::string name = fmt::format("{:02}", i);
      if (cut.width > 0) cut_out(sample.picture, sample.codes, cut);
      if (auto saved = save(wish, sample.picture, folder / name); !saved) return saved;
      write_truth(truth, name + end, sample.codes);
      continue;
    }
    samples::Sequence film(kind, seed, size.width, size.height);
    scan::GrayImage picture;
    std::vector<scan::Decoded> codes;
    for (int frame = 0; frame < film.frames(); ++frame) {
      film.render(frame, picture, &codes);
      const std::string name = fmt::format("{:02}-{:03}", i, frame);
      if (auto saved = save(wish, picture, folder / name); !saved) return saved;
      write_truth(truth, name + end, codes);
    }
  }
  if (!truth.flush()) return fail(ErrorCode::io, "truth.txt can't be written; is there room?");
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Wish wish;
  CLI::App app{"Pictures of badges as a camera makes them, into OUT/KIND/, with truth.txt beside."};
  app.add_option("SEED", wish.seed, "the same seed gives the same pictures")->required();
  app.add_option("OUT", wish.out, "the folder; made where there is none")->required();
  app.add_option("--kinds", wish.kinds, "only these, as in easy,far (else all)")->delimiter(',');
  app.add_option("--per-kind", wish.per_kind, "pictures, or films, of each kind")
      ->check(CLI::Range(1, 100000));
  app.add_option("--size", wish.size, "WIDTHxHEIGHT (else mostly 1280x720)");
  app.add_option("--format", wish.format, "png or jpg")->check(CLI::IsMember({"png", "jpg"}));
  app.add_option("--cut", wish.cut, "WIDTHxHEIGHT or more of each still picture, around its codes");
  app.add_option("--most-kb", wish.most_kb, "of a jpg: its quality is lowered to as little as 30");
  app.add_flag("--films", wish.films, "films, frame by frame");
  CLI11_PARSE(app, argc, argv);

  const auto size = size_of(wish.size);
  const auto cut = size_of(wish.cut);
  if (!size || !cut) {
    std::cerr << "A size is written as in 1280x720, from 160x120 to 3840x2160.\n";
    return 2;
  }
  std::vector<samples::Kind> kinds;
  for (const std::string& name : wish.kinds) {
    const auto kind = samples::kind_named(name);
    if (!kind) {
      std::cerr << "There is no kind '" << name << "'. There are:";
      for (const samples::Kind known : samples::all_kinds()) std::cerr << ' ' << name_of(known);
      std::cerr << '\n';
      return 2;
    }
    kinds.push_back(*kind);
  }
  if (kinds.empty()) kinds.assign(samples::all_kinds().begin(), samples::all_kinds().end());
  for (const samples::Kind kind : kinds) {
    if (const auto made = make_kind(wish, kind, *size, *cut); !made) {
      std::cerr << made.error().message << '\n';
      return 1;
    }
  }
  return 0;
}
