// A rescue file as a film of QR codes: the texts of its frames, and the file from those that were
// seen. Pure.
//
// A frame's text is "MPR1/" and, in Base45 (RFC 9285: the letters that a QR code packs best):
//
//   u32 which file (the first bytes of its digest), u32 its size, u32 the number of the symbol, the
//   symbol (frame_block_bytes, see fountain.h), 4 bytes of BLAKE2b over all before
//
// The frames go on for ever: whoever begins to film late, or misses some, films a little longer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.h"
#include "sync/wire/fountain.h"

namespace meetpoint::wire {

// With this a frame is a QR code of version 15 at the lowest correction: 77 modules a side.
inline constexpr std::size_t frame_block_bytes = 480;

class RescueFilm {
 public:
  // Fails with too_large beyond max_blocks (3.9 MB), invalid_input where it is empty.
  static Result<RescueFilm> make(std::string_view file);

  std::size_t frames_a_pass() const { return fountain_.blocks(); }
  std::string frame(std::uint32_t number) const;

 private:
  RescueFilm(std::string_view file, std::uint32_t id);
  std::uint32_t id_;
  std::uint32_t size_;
  Fountain fountain_;
};

class RescueReel {
 public:
  enum class Seen {
    nothing,   // no frame of a film, or a damaged one
    again,     // nothing new in it
    news,      //
    complete,  // this was the last that was needed: file() has it
  };
  Seen add(std::string_view text);

  // Of the film that is furthest: symbols held and needed. 0 and 0 before the first frame.
  std::size_t known() const;
  std::size_t needed() const;
  const std::optional<std::string>& file() const { return file_; }

 private:
  // Which file and how large. More than a few at once are films of different kiosks before one
  // lens.
  using Id = std::pair<std::uint32_t, std::uint32_t>;
  static constexpr std::size_t max_films = 4;
  const Basin* furthest() const;

  std::map<Id, Basin> films_;
  std::optional<std::string> file_;
};

std::string write_base45(std::string_view bytes);
// Nothing where it is not Base45.
std::optional<std::string> read_base45(std::string_view text);

}  // namespace meetpoint::wire
