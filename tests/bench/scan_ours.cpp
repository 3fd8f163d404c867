#include "kiosk/scan/base/scene_change.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/scanner.h"
#include "tests/bench/scan_readers.h"

namespace meetpoint::bench {
namespace {

std::vector<std::string> texts_of(const std::vector<scan::Decoded>& codes) {
  std::vector<std::string> texts;
  texts.reserve(codes.size());
  for (const scan::Decoded& code : codes) texts.push_back(code.text);
  return texts;
}

class Still : public Reader {
 public:
  std::string name() const override { return "Meetpoint"; }
  std::vector<std::string> read(const scan::GrayView& picture) override {
    return texts_of(decoder_.decode(picture));
  }

 private:
  scan::Decoder decoder_;
};

// The same steps as Scanner::decode(), on this thread, so that its processor time can be told.
class Live : public Reader {
 public:
  std::string name() const override { return "Meetpoint"; }
  std::vector<std::string> read(const scan::GrayView& picture) override {
    if (change_.look(picture) || frames_ % 60 == 0) decoder_.restart();
    ++frames_;
    return texts_of(decoder_.decode(picture, decoder_.exhausted() ? Duration{0} : options_.budget));
  }

 private:
  scan::Decoder decoder_;
  scan::SceneChange change_;
  scan::ScannerOptions options_;
  std::uint64_t frames_ = 0;
};

}  // namespace

std::unique_ptr<Reader> our_still_reader() { return std::make_unique<Still>(); }
std::unique_ptr<Reader> our_live_reader() { return std::make_unique<Live>(); }

}  // namespace meetpoint::bench
