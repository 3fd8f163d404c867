// fuzz_seeds FOLDER: some small pictures of each kind that is read, for the fuzzers to begin with.
#include <turbojpeg.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "kiosk/scan/base/image_file.h"
#include "kiosk/scan/decode/qr_code.h"
#include "tests/kiosk/scan/encode_jpeg.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

int main(int argc, char** argv) {
  using namespace meetpoint::scan;
  if (argc != 2) {
    std::fputs("fuzz_seeds FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const GrayImage code = draw_qr_code(make_qr_code("MP1").value(), 1, 1);
  for (const int quality : {20, 90}) {
    const auto bytes = encode_jpeg(code, quality);
    std::ofstream out(folder / ("seed-" + std::to_string(quality) + ".jpg"), std::ios::binary);
    for (int copies = quality == 20 ? 2 : 1; copies > 0; --copies)  // two are a film
      out.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
  }
  const auto written = [&](const char* name) { return (folder / name).string(); };
  const bool all =
      save_pgm(code.view(), folder / "seed.pgm").has_value() &&
      stbi_write_png(written("seed.png").c_str(), code.width(), code.height(), 1, code.data(),
                     code.width()) != 0 &&
      stbi_write_bmp(written("seed.bmp").c_str(), code.width(), code.height(), 1, code.data()) != 0;
  return all ? 0 : 1;
}
