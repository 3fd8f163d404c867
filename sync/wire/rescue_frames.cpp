#include "sync/wire/rescue_frames.h"

#include <algorithm>
#include <array>

#include "sync/model/chain.h"

namespace meetpoint::wire {

namespace {

constexpr std::string_view mark = "MPR1/";
constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr std::size_t head_bytes = 12;
constexpr std::size_t check_bytes = 4;

void put_u32(std::string& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 0xFF);
}

std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The first 32 bits of the digest, which is in hexadecimal.
std::uint32_t short_digest(std::string_view bytes) {
  return static_cast<std::uint32_t>(std::stoul(digest(bytes).substr(0, 8), nullptr, 16));
}

}  // namespace

std::string write_base45(std::string_view bytes) {
  std::string text;
  const auto put = [&](unsigned value, int count) {
    for (; count > 0; --count, value /= 45) text += letters[value % 45];
  };
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const unsigned high = static_cast<unsigned char>(bytes[at]);
    if (at + 1 == bytes.size()) {
      put(high, 2);
    } else {
      put(256 * high + static_cast<unsigned char>(bytes[at + 1]), 3);
    }
  }
  return text;
}

std::optional<std::string> read_base45(std::string_view text) {
  if (text.size() % 3 == 1) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::string_view group = text.substr(at, 3);
    unsigned value = 0;
    for (std::size_t i = group.size(); i-- > 0;) {
      const std::size_t digit = letters.find(group[i]);
      if (digit == std::string_view::npos) return std::nullopt;
      value = 45 * value + static_cast<unsigned>(digit);
    }
    if (value > (group.size() == 3 ? 0xFFFFU : 0xFFU)) return std::nullopt;
    if (group.size() == 3) bytes += static_cast<char>(value >> 8);
    bytes += static_cast<char>(value & 0xFF);
  }
  return bytes;
}

RescueFilm::RescueFilm(std::string_view file, std::uint32_t id)
    : id_(id), size_(static_cast<std::uint32_t>(file.size())), fountain_(file, frame_block_bytes) {}

Result<RescueFilm> RescueFilm::make(std::string_view file) {
  if (file.empty())
    return fail(ErrorCode::invalid_input, "There is nothing to show: the file is empty.");
  if (file.size() > max_blocks * frame_block_bytes) {
    return fail(ErrorCode::too_large,
                "This is too much for a film of QR codes (over 3.9 MB). Carry the file on a USB "
                "stick in its place.");
  }
  return RescueFilm(file, short_digest(file));
}

std::string RescueFilm::frame(std::uint32_t number) const {
  std::string bytes;
  put_u32(bytes, id_);
  put_u32(bytes, size_);
  put_u32(bytes, number);
  bytes += fountain_.symbol(number);
  put_u32(bytes, short_digest(bytes));
  return std::string(mark) + write_base45(bytes);
}

RescueReel::Seen RescueReel::add(std::string_view text) {
  if (!text.starts_with(mark)) return Seen::nothing;
  const auto bytes = read_base45(text.substr(mark.size()));
  if (!bytes || bytes->size() != head_bytes + frame_block_bytes + check_bytes) return Seen::nothing;
  const std::size_t checked = bytes->size() - check_bytes;
  if (short_digest(std::string_view(*bytes).substr(0, checked)) != u32_at(*bytes, checked)) {
    return Seen::nothing;
  }
  const Id id{u32_at(*bytes, 0), u32_at(*bytes, 4)};
  if (id.second == 0 || id.second > max_blocks * frame_block_bytes || file_) {
    return file_ ? Seen::again : Seen::nothing;
  }
  if (!films_.contains(id) && films_.size() == max_films) {
    films_.erase(std::min_element(films_.begin(), films_.end(), [](const auto& a, const auto& b) {
      return a.second.known() < b.second.known();
    }));
  }
  Basin& film = films_.try_emplace(id, id.second, frame_block_bytes).first->second;
  const bool fresh =
      film.add(u32_at(*bytes, 8), std::string_view(*bytes).substr(head_bytes, frame_block_bytes));
  if (!fresh) return Seen::again;
  if (!film.complete()) return Seen::news;
  std::string whole = film.text();
  if (short_digest(whole) != id.first) {
    // Some frame passed its check by chance and was not what was shown: from the start, then.
    films_.erase(id);
    return Seen::nothing;
  }
  file_ = std::move(whole);
  return Seen::complete;
}

const Basin* RescueReel::furthest() const {
  const Basin* best = nullptr;
  for (const auto& [id, film] : films_) {
    if (!best || film.known() > best->known()) best = &film;
  }
  return best;
}

std::size_t RescueReel::known() const { return furthest() ? furthest()->known() : 0; }
std::size_t RescueReel::needed() const { return furthest() ? furthest()->blocks() : 0; }

}  // namespace meetpoint::wire
