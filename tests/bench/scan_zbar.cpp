#include <zbar.h>

#include <algorithm>

#include "tests/bench/scan_readers.h"

namespace meetpoint::bench {
namespace {

class Zbar : public Reader {
 public:
  Zbar() {
    scanner_.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
    scanner_.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  }

  std::string name() const override { return "zbar"; }

  std::vector<std::string> read(const scan::GrayView& picture) override {
    packed_.resize(picture.width, picture.height);  // it takes no stride
    for (int y = 0; y < picture.height; ++y)
      std::copy_n(picture.row(y), picture.width, packed_.row(y));
    std::vector<std::string> texts;
    try {
      zbar::Image image(static_cast<unsigned>(picture.width), static_cast<unsigned>(picture.height),
                        "Y800", packed_.data(), static_cast<unsigned long>(picture.pixels()));
      scanner_.scan(image);
      for (auto symbol = image.symbol_begin(); symbol != image.symbol_end(); ++symbol)
        texts.push_back(symbol->get_data());
    } catch (...) {
      return {};  // what it can't take is not read
    }
    return texts;
  }

 private:
  zbar::ImageScanner scanner_;
  scan::GrayImage packed_;
};

}  // namespace

std::unique_ptr<Reader> zbar_reader() { return std::make_unique<Zbar>(); }

}  // namespace meetpoint::bench
