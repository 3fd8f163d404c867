#include "sync/wire/rescue.h"

#include "sync/model/chain.h"
#include "sync/wire/compress.h"

namespace meetpoint::wire {

namespace {

constexpr std::string_view family = "Meetpoint rescue ";
constexpr std::string_view head = "Meetpoint rescue 1\n";
constexpr std::size_t digest_letters = 64;
constexpr std::size_t max_unpacked = std::size_t{512} << 20;

auto damaged() {
  return fail(
      ErrorCode::corrupt,
      "This rescue file is cut off or damaged. Nothing of it was taken; copy it again, or have the "
      "kiosk write it again.");
}

}  // namespace

std::string write_rescue(const RescueFile& file) {
  std::string bytes = std::string(head) + compress(to_cbor(file), 9);
  bytes += digest(bytes);
  return bytes;
}

Result<RescueFile> read_rescue(std::string_view bytes) {
  if (!bytes.starts_with(head)) {
    if (bytes.starts_with(family)) {
      return fail(
          ErrorCode::newer_version,
          "This rescue file was written by a newer Meetpoint. Use the hub of that release.");
    }
    return fail(
        ErrorCode::foreign,
        "This is no rescue file of Meetpoint. One is made by 'meetpoint-kiosk rescue FILE'.");
  }
  if (bytes.size() < head.size() + digest_letters) return damaged();
  const std::size_t end = bytes.size() - digest_letters;
  if (digest(bytes.substr(0, end)) != bytes.substr(end)) return damaged();
  const auto plain = decompress(bytes.substr(head.size(), end - head.size()), max_unpacked);
  if (!plain) return damaged();
  auto file = read_cbor<RescueFile>(*plain);
  if (!file) {
    return fail(ErrorCode::corrupt,
                "This rescue file can't be read: " + file.error().message + ".");
  }
  std::uint64_t facts = 0;
  for (const PushRequest& push : file->pushes) facts += push.facts.size();
  if (facts != file->facts) return damaged();
  return std::move(*file);
}

}  // namespace meetpoint::wire
