// meetpoint-make-event FOLDER [SEED]: writes the sample event into FOLDER, as an XLSX and as CSV.
#include <charconv>
#include <cstdio>
#include <string_view>

#include "assets/events/generator/event_files.h"

int main(int argc, char** argv) {
  using namespace meetpoint;
  std::uint64_t seed = sample::default_seed;
  const std::string_view seed_text = argc == 3 ? argv[2] : "";
  const auto [end, error] =
      std::from_chars(seed_text.data(), seed_text.data() + seed_text.size(), seed);
  const bool good_seed = argc < 3 || (error == std::errc{} && end == seed_text.end());
  if (argc < 2 || argc > 3 || argv[1][0] == '-' || !good_seed) {
    std::fputs("usage: meetpoint-make-event FOLDER [SEED]\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const auto sheets = sample::make_sheets(sample::make_plan(seed));
  Status written = sample::write_csv_files(sheets, folder / "csv");
  if (written) written = sample::write_workbook(sheets, folder / "meet-your-buyer.xlsx");
  if (!written) {
    std::fprintf(stderr, "%s\n", written.error().message.c_str());
    return 1;
  }
  return 0;
}
