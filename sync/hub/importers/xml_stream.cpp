#include "sync/hub/importers/xml_stream.h"

namespace meetpoint::importers {
namespace {

constexpr std::size_t max_element_bytes = std::size_t{32} << 20;
constexpr const char* damaged =
    "The file is damaged: a sheet in it can't be read. Open it in a spreadsheet program and save "
    "it "
    "again as XLSX.";

bool ends_name(char c) { return c == ' ' || c == '>' || c == '/' || c == '\t' || c == '\n'; }

}  // namespace

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_of(pugi::xml_node parent, std::string_view name) {
  return parent.find_child([&](pugi::xml_node n) { return local_name(n.name()) == name; });
}

XmlStream::XmlStream(std::string element, Take take)
    : element_(std::move(element)), take_(std::move(take)) {}

Status XmlStream::feed(std::string_view piece) {
  buffer_ += piece;
  while (true) {
    const Result<bool> moved = step();
    if (!moved) return fail(moved);
    if (!*moved) break;
  }
  buffer_.erase(0, at_);
  at_ = 0;
  if (buffer_.size() > max_element_bytes) return fail(ErrorCode::too_large, damaged);
  return {};
}

Result<bool> XmlStream::step() {
  const std::size_t open = buffer_.find('<', at_);
  if (open == std::string::npos) {
    at_ = buffer_.size();
    return false;
  }
  at_ = open;
  const std::size_t tag_end = buffer_.find('>', open);
  if (tag_end == std::string::npos) return false;
  std::size_t name_end = open + 1;
  while (!ends_name(buffer_[name_end])) ++name_end;  // stops at the '>' at the latest
  const std::string_view name = std::string_view(buffer_).substr(open + 1, name_end - open - 1);
  if (local_name(name) != element_) {
    at_ = tag_end + 1;
    return true;
  }
  std::size_t end = tag_end + 1;
  if (buffer_[tag_end - 1] != '/') {
    const std::string closing = "</" + std::string(name) + ">";
    const std::size_t closed = buffer_.find(closing, tag_end);
    if (closed == std::string::npos) return false;
    end = closed + closing.size();
  }
  pugi::xml_document document;
  const auto flags = pugi::parse_default | pugi::parse_ws_pcdata;
  if (!document.load_buffer(buffer_.data() + open, end - open, flags, pugi::encoding_utf8)) {
    return fail(ErrorCode::corrupt, damaged);
  }
  at_ = end;
  if (Status taken = take_(document.first_child()); !taken) return fail(taken);
  return true;
}

Status XmlStream::finish() {
  if (at_ < buffer_.size()) return fail(ErrorCode::corrupt, damaged);
  return {};
}

}  // namespace meetpoint::importers
