#include "tests/fuzz/fuzz_image.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/base/random.h"
#include "kiosk/scan/decode/qr_code.h"
#include "tests/kiosk/scan/decode/ticket_codes.h"

namespace meetpoint::scan::fuzz {
namespace {

int below(Random& random, int limit) {
  return static_cast<int>(random.below(static_cast<std::uint64_t>(std::max(limit, 1))));
}
bool one_in(Random& random, int count) { return below(random, count) == 0; }
double between(Random& random, double low, double high) {
  return low + (high - low) * random.unit();
}

std::string random_text(Random& random, Symbology symbology) {
  constexpr std::string_view letters =
      "ABCDEFGHJKMNPQRSTVWXYZ0123456789abcdefghijklmnopqrstuvwxyz -./:";
  // Codes of badges are short; some of other systems are whole addresses.
  int length = 4 + below(random, one_in(random, 12) ? 120 : 24);
  if (symbology == Symbology::code_128) length = 4 + below(random, 12);
  std::string text;
  const bool digits = one_in(random, 5);
  for (int i = 0; i < length; ++i)
    text +=
        digits ? static_cast<char>('0' + below(random, 10))
               : letters[static_cast<std::size_t>(below(random, static_cast<int>(letters.size())))];
  // What stands around a code is cut off before it is looked up; a picture's text must be exact.
  text.front() = 'M';
  text.back() = '1';
  if (symbology == Symbology::qr_code && one_in(random, 12)) text += "Zoë–€";
  return text;
}

// The size of a picture: mostly small, as the many passes over a big one take long.
void choose_size(Random& random, FuzzImage& image) {
  const int kind = below(random, 100);
  const auto side = [&](int low, int high) { return low + below(random, high - low + 1); };
  if (kind < 3) {
    image.width = side(1, 20);
    image.height = side(1, 20);
  } else if (kind < 6) {
    image.width = one_in(random, 2) ? side(1, 4) : side(100, 640);
    image.height = image.width > 4 ? side(1, 4) : side(100, 480);
  } else if (kind < 60) {
    image.width = side(24, 160);
    image.height = side(24, 160);
  } else if (kind < 95) {
    image.width = side(100, 320);
    image.height = side(80, 240);
  } else {
    image.width = side(320, 640);
    image.height = side(240, 480);
  }
  image.stride = image.width + (one_in(random, 2) ? 0 : below(random, 33));
}

void fill_ground(Random& random, GrayImage& canvas) {
  const int kind = below(random, 6);
  const int a = 1 + below(random, 12);
  const int b = 1 + below(random, 12);
  const int shade = below(random, 256);
  const double slope = between(random, -1, 1);
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      int value = shade;
      switch (kind) {
        case 0: value = below(random, 256); break;
        case 1: value = ((x / a) + (y / b)) % 2 != 0 ? 255 : 0; break;
        case 2: value = (x / a) % 2 != 0 ? 230 : 25; break;
        case 3: value = shade + static_cast<int>(slope * (x + y)); break;
        default: break;
      }
      canvas.row(y)[x] = static_cast<std::uint8_t>(std::clamp(value, 0, 255));
    }
  }
}

// Most fit into a picture whose shorter side is `room`.
GrayImage random_code(Random& random, Symbology symbology, const std::string& text, int room) {
  int pixels = 1 + below(random, symbology == Symbology::code_128 ? 2 : 5);
  const int quiet = below(random, 6);
  GrayImage code;
  if (symbology == Symbology::qr_code) {
    if (const auto made = make_qr_code(text, static_cast<Correction>(below(random, 4)))) {
      if (!one_in(random, 6)) pixels = std::clamp(room / (made->size() + 8), 1, pixels);
      code = draw_qr_code(*made, pixels, quiet);
    }
  } else {
    code = testing_codes::ticket_code(symbology, text, pixels, quiet, 10 + below(random, 50));
  }
  // Modules that are scratched off, or the wrong way round.
  if (!code.empty() && one_in(random, 3)) {
    for (int flips = below(random, 40); flips > 0; --flips) {
      const int left = below(random, code.width() / pixels) * pixels;
      const int top = below(random, code.height() / pixels) * pixels;
      for (int y = top; y < std::min(top + pixels, code.height()); ++y)
        for (int x = left; x < std::min(left + pixels, code.width()); ++x)
          code.row(y)[x] = static_cast<std::uint8_t>(255 - code.row(y)[x]);
    }
  }
  return code;
}

// Draws `code` on the canvas: turned, sheared, in perspective, bent, dark on light or light on
// dark, whole or in part.
void lay_on(Random& random, const GrayImage& code, GrayImage& canvas) {
  const double angle = one_in(random, 3) ? between(random, 0, 6.283) : 0;
  const double size = one_in(random, 4) ? between(random, 0.5, 2.5) : 1;
  const double shear = one_in(random, 4) ? between(random, -0.6, 0.6) : 0;
  const double tilt_x = one_in(random, 4) ? between(random, -0.8, 0.8) / code.width() : 0;
  const double tilt_y = one_in(random, 4) ? between(random, -0.8, 0.8) / code.height() : 0;
  const double bend = one_in(random, 4) ? between(random, -12, 12) : 0;
  const bool mirrored = one_in(random, 20);
  const int dark = one_in(random, 3) ? below(random, 200) : 0;
  const int light = dark + (one_in(random, 3) ? 10 + below(random, 246 - dark) : 255 - dark);
  const bool inverted = one_in(random, 5);
  const bool soft = one_in(random, 2);
  const double centre_x = canvas.width() * (one_in(random, 3) ? between(random, 0.2, 0.8) : 0.5);
  const double centre_y = canvas.height() * (one_in(random, 3) ? between(random, 0.2, 0.8) : 0.5);
  const double cut = one_in(random, 4) ? between(random, 0.3, 1) : 1;
  const double cosine = std::cos(angle) / size;
  const double sine = std::sin(angle) / size;
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      const double dx = x - centre_x;
      const double dy = y - centre_y;
      const double w = 1 + dx * tilt_x + dy * tilt_y;
      if (w <= 0.05) continue;
      double u = (dx * cosine + dy * sine) / w;
      double v = (dy * cosine - dx * sine) / w;
      u += shear * v + bend * std::sin(v / 30);
      u += code.width() / 2.0;
      v += code.height() / 2.0;
      if (mirrored) u = code.width() - u;
      if (!(u >= 0 && v >= 0 && u < code.width() * cut && v < code.height())) continue;
      const int i = static_cast<int>(u);
      const int j = static_cast<int>(v);
      double value = code.row(j)[i];
      if (soft && i + 1 < code.width() && j + 1 < code.height()) {
        const double s = u - i;
        const double t = v - j;
        value = (code.row(j)[i] * (1 - s) + code.row(j)[i + 1] * s) * (1 - t) +
                (code.row(j + 1)[i] * (1 - s) + code.row(j + 1)[i + 1] * s) * t;
      }
      if (inverted) value = 255 - value;
      canvas.row(y)[x] = static_cast<std::uint8_t>(dark + value * (light - dark) / 255);
    }
  }
}

void add_noise(Random& random, GrayImage& canvas, double strength) {
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      const double value = canvas.row(y)[x] + strength * random.bell();
      canvas.row(y)[x] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
    }
  }
}

// What happens to a picture on its way.
void damage(Random& random, GrayImage& canvas) {
  if (one_in(random, 4)) {  // rows that came from another frame, or late
    const int from = below(random, canvas.height());
    const int shift = below(random, canvas.width());
    const int every = 1 + below(random, 3);
    for (int y = from; y < canvas.height(); y += every)
      std::rotate(canvas.row(y), canvas.row(y) + shift, canvas.row(y) + canvas.width());
  }
  if (one_in(random, 5)) {  // bits
    for (int flips = below(random, 300); flips > 0; --flips) {
      std::uint8_t& pixel =
          canvas.row(below(random, canvas.height()))[below(random, canvas.width())];
      pixel = static_cast<std::uint8_t>(pixel ^ (1 << below(random, 8)));
    }
  }
  if (one_in(random, 3)) {  // fingers, glare
    for (int blots = below(random, 14); blots > 0; --blots) {
      const int x = below(random, canvas.width());
      const int y = below(random, canvas.height());
      const int w = 1 + below(random, 30);
      const int h = 1 + below(random, 30);
      const Point quad[4] = {
          {x, y}, {x + w, y + below(random, 9)}, {x + w, y + h}, {x - below(random, 9), y + h}};
      fill_quad(canvas, quad, 0, static_cast<std::uint8_t>(below(random, 256)));
    }
  }
  if (one_in(random, 4)) {
    GrayImage soft;
    for (int times = 1 + below(random, 4); times > 0; --times) {
      blur(canvas.view(), soft);
      std::swap(canvas, soft);
    }
  }
  if (one_in(random, 3)) add_noise(random, canvas, between(random, 1, 60));
  if (one_in(random, 15)) {  // only black and white
    const int level = 40 + below(random, 170);
    for (int y = 0; y < canvas.height(); ++y)
      for (int x = 0; x < canvas.width(); ++x)
        canvas.row(y)[x] = canvas.row(y)[x] > level ? 255 : 0;
  }
}

// Into the image's own rows; what is between them is no part of the picture.
void put_pixels(Random& random, const GrayImage& canvas, FuzzImage& image) {
  const auto size =
      static_cast<std::size_t>(image.stride) * static_cast<std::size_t>(image.height - 1) +
      static_cast<std::size_t>(image.width);
  const auto junk = static_cast<std::uint8_t>(below(random, 256));
  image.pixels.assign(size, junk);
  for (int y = 0; y < image.height; ++y)
    std::copy_n(canvas.row(y), image.width, image.pixels.data() + y * image.stride);
}

}  // namespace

FuzzImage make_fuzz_image(std::uint64_t seed) {
  Random random(seed);
  FuzzImage image;
  const int show = below(random, 10);
  image.show = show < 6 ? Show::still : show < 8 ? Show::film : Show::kind_of;
  if (image.show == Show::kind_of) image.symbology = static_cast<Symbology>(1 + below(random, 5));
  choose_size(random, image);
  GrayImage canvas(image.width, image.height);
  fill_ground(random, canvas);
  const int codes = one_in(random, 8) ? 0 : one_in(random, 4) ? 2 + below(random, 4) : 1;
  for (int i = 0; i < codes; ++i) {
    std::string text = image.symbology == Symbology::micro_qr_code
                           ? std::string(testing_codes::micro_text)
                           : random_text(random, image.symbology);
    const GrayImage code =
        random_code(random, image.symbology, text, std::min(image.width, image.height));
    if (code.empty()) continue;
    for (int copies = one_in(random, 6) ? 2 : 1; copies > 0; --copies) lay_on(random, code, canvas);
    image.texts.push_back(std::move(text));
  }
  damage(random, canvas);
  put_pixels(random, canvas, image);
  return image;
}

void next_frame(FuzzImage& image, std::uint64_t seed, int frame) {
  Random random(seed * 31 + static_cast<std::uint64_t>(frame));
  GrayImage canvas(image.width, image.height);
  const int right = below(random, 7) - 3;
  const int down = below(random, 7) - 3;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x)
      canvas.row(y)[x] = image.view().row(
          std::clamp(y - down, 0, image.height - 1))[std::clamp(x - right, 0, image.width - 1)];
  }
  if (one_in(random, 2)) add_noise(random, canvas, between(random, 1, 12));
  put_pixels(random, canvas, image);
}

}  // namespace meetpoint::scan::fuzz
