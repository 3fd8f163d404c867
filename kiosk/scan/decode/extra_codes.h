// Looks for the codes of other systems' tickets, where the event has such: one kind in one way a
// frame, in turn, since each costs as much as all QR codes. What was read keeps its turn.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/decode/symbology.h"

namespace meetpoint::scan {

// Keeps its scratch pictures. Not thread-safe.
class ExtraCodes {
 public:
  // From now on; none to begin with. QR codes are no extra and are passed over.
  void look_for(const std::vector<Symbology>& kinds);
  bool none() const { return kinds_.empty(); }

  // A frame of a film: the turn that is next.
  std::vector<Decoded> read_next(const GrayView& picture);
  // A still picture: each kind in every way until it is read in one.
  std::vector<Decoded> read_all(const GrayView& picture);

  // The kind of what was read last; as a step of the decoder.
  std::string_view read_as() const { return read_as_; }

  // Each turn came since something was read, or since restart(), in vain.
  bool exhausted() const { return in_vain_ >= turns_.size(); }
  void restart() { in_vain_ = 0; }

 private:
  // The rows are of parts of the picture, for what is found in the middle only.
  enum class Way { whole, half, half_inverted, middle_row, upper_row, lower_row };

  struct Turn {
    Symbology kind;
    Way way;
  };
  static std::vector<Way> ways_of(Symbology kind);
  std::vector<Decoded> read(const GrayView& picture, const Turn& turn);
  static std::vector<Decoded> read_row(const GrayView& picture, Symbology kind, int top);

  std::vector<Symbology> asked_;
  std::vector<Symbology> kinds_;
  std::vector<Turn> turns_;  // all kinds in their first way, then in their second
  std::size_t next_ = 0;
  std::size_t in_vain_ = 0;
  std::string_view read_as_;
  GrayImage a_, b_;
};

}  // namespace meetpoint::scan
