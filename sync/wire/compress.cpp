#include "sync/wire/compress.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace meetpoint::wire {

std::string compress(std::string_view bytes, int level) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), level);
  packed.resize(ZSTD_isError(size) ? 0 : size);
  return packed;
}

std::string compress_apart(std::string_view bytes, std::span<const std::size_t> cuts) {
  // A block has a table of its own, of some ten bytes.
  constexpr std::size_t least_apart = 128;
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  std::string packed(ZSTD_compressBound(bytes.size()) + 16 * (cuts.size() + 1), '\0');
  ZSTD_CCtx_setPledgedSrcSize(context.get(), bytes.size());
  ZSTD_outBuffer out{packed.data(), packed.size(), 0};
  const auto put = [&](std::size_t from, std::size_t to, ZSTD_EndDirective then) {
    ZSTD_inBuffer in{bytes.data() + from, to - from, 0};
    return ZSTD_compressStream2(context.get(), &out, &in, then) == 0;
  };
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    if (cut - from < least_apart) continue;
    if (!put(from, cut, ZSTD_e_flush)) return {};
    from = cut;
  }
  if (!put(from, bytes.size(), ZSTD_e_end)) return {};
  packed.resize(out.pos);
  return packed;
}

namespace {

// A frame that says that it is small, unpacked without the buffers that a stream needs: they are
// many times what most messages are. Whatever is not so, wrong or only large, is left to the
// stream.
std::optional<std::string> decompress_small(std::string_view packed, std::size_t max_bytes) {
  constexpr std::size_t small_bytes = std::size_t{64} << 10;
  const auto says = ZSTD_getFrameContentSize(packed.data(), packed.size());
  // Larger than the bound are also the two values that stand for "not known" and "no frame".
  if (says > std::min(max_bytes, small_bytes)) return std::nullopt;
  std::string out(static_cast<std::size_t>(says), '\0');
  const std::size_t size = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
  if (size != out.size()) return std::nullopt;
  return out;
}

}  // namespace

Result<std::string> decompress(std::string_view packed, std::size_t max_bytes) {
  if (auto small = decompress_small(packed, max_bytes)) return std::move(*small);
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                          &ZSTD_freeDStream);
  if (!stream) return fail(ErrorCode::internal, "No memory for unpacking.");
  // A frame may ask for a window as large as it likes; ours never need more than 8 MiB.
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, 23);
  std::string out;
  std::string chunk(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t left = 1;
  while (in.pos < in.size) {
    ZSTD_outBuffer piece{chunk.data(), chunk.size(), 0};
    left = ZSTD_decompressStream(stream.get(), &piece, &in);
    if (ZSTD_isError(left)) return fail(ErrorCode::protocol, "The body is not valid zstd.");
    if (out.size() + piece.pos > max_bytes) {
      return fail(ErrorCode::too_large,
                  "The body unpacks to more than " + std::to_string(max_bytes) + " bytes.");
    }
    out.append(chunk, 0, piece.pos);
    // All input may be consumed while output is still held back.
    while (left != 0 && piece.pos == piece.size) {
      piece = {chunk.data(), chunk.size(), 0};
      left = ZSTD_decompressStream(stream.get(), &piece, &in);
      if (ZSTD_isError(left)) return fail(ErrorCode::protocol, "The body is not valid zstd.");
      if (out.size() + piece.pos > max_bytes) {
        return fail(ErrorCode::too_large,
                    "The body unpacks to more than " + std::to_string(max_bytes) + " bytes.");
      }
      out.append(chunk, 0, piece.pos);
    }
  }
  if (left != 0) return fail(ErrorCode::protocol, "The zstd body is cut off.");
  return out;
}

}  // namespace meetpoint::wire
