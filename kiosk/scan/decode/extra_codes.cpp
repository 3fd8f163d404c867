#include "kiosk/scan/decode/extra_codes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/decode/decoder_zxing.h"

namespace meetpoint::scan {
namespace {

// Corners in a picture of half the size, as those of the whole.
void doubled(std::vector<Decoded>& codes) {
  const auto whole = [](int half) { return 2 * half + 1; };
  for (Decoded& code : codes) {
    for (Point& corner : code.corners) corner = {whole(corner.x), whole(corner.y)};
  }
}

}  // namespace

void ExtraCodes::look_for(const std::vector<Symbology>& kinds) {
  if (kinds == asked_) return;
  asked_ = kinds;
  std::vector<Symbology> wanted;
  for (const Symbology kind : kinds) {
    const bool there = std::find(wanted.begin(), wanted.end(), kind) != wanted.end();
    if (kind != Symbology::qr_code && !there) wanted.push_back(kind);
  }
  kinds_ = std::move(wanted);
  turns_.clear();
  std::size_t most_ways = 0;
  for (const Symbology kind : kinds_) most_ways = std::max(most_ways, ways_of(kind).size());
  for (std::size_t i = 0; i < most_ways; ++i) {
    for (const Symbology kind : kinds_) {
      const auto ways = ways_of(kind);
      if (i < ways.size()) turns_.push_back({kind, ways[i]});
    }
  }
  next_ = 0;
  in_vain_ = 0;
}

std::vector<ExtraCodes::Way> ExtraCodes::ways_of(Symbology kind) {
  if (finds_anywhere(kind)) return {Way::whole, Way::half, Way::half_inverted};
  return {Way::whole, Way::middle_row, Way::half_inverted, Way::upper_row, Way::lower_row};
}

std::vector<Decoded> ExtraCodes::read_next(const GrayView& picture) {
  if (none()) return {};
  const Turn turn = turns_[next_];
  auto codes = read(picture, turn);
  if (codes.empty()) {
    next_ = (next_ + 1) % turns_.size();
    in_vain_ += 1;
  } else {
    in_vain_ = 0;
    read_as_ = name_of(turn.kind);
  }
  return codes;
}

std::vector<Decoded> ExtraCodes::read_all(const GrayView& picture) {
  std::vector<Decoded> all;
  for (const Symbology kind : kinds_) {
    for (const Way way : ways_of(kind)) {
      auto codes = read(picture, {kind, way});
      if (codes.empty()) continue;
      read_as_ = name_of(kind);
      std::move(codes.begin(), codes.end(), std::back_inserter(all));
      break;
    }
  }
  return all;
}

std::vector<Decoded> ExtraCodes::read(const GrayView& picture, const Turn& turn) {
  switch (turn.way) {
    case Way::whole: return read_with_zxing(picture, Threshold::local, turn.kind);
    case Way::middle_row: return read_row(picture, turn.kind, picture.height / 4);
    case Way::upper_row: return read_row(picture, turn.kind, 0);
    case Way::lower_row: return read_row(picture, turn.kind, picture.height / 2);
    case Way::half:
    case Way::half_inverted: break;
  }
  shrink(picture, 2, a_);
  if (turn.way == Way::half_inverted) {
    invert(a_.view(), b_);
    std::swap(a_, b_);
  }
  auto codes = read_with_zxing(a_.view(), Threshold::local, turn.kind);
  doubled(codes);
  return codes;
}

// Three parts of half the picture's width and height, which overlap by half.
std::vector<Decoded> ExtraCodes::read_row(const GrayView& picture, Symbology kind, int top) {
  for (const int left : {picture.width / 4, 0, picture.width / 2}) {
    auto codes = read_with_zxing(picture.crop({left, top, picture.width / 2, picture.height / 2}),
                                 Threshold::local, kind);
    if (codes.empty()) continue;
    for (Decoded& code : codes) {
      for (Point& corner : code.corners) corner = {corner.x + left, corner.y + top};
    }
    return codes;
  }
  return {};
}

}  // namespace meetpoint::scan
