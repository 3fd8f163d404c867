#include "sync/hub/importers/xlsx_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "sync/hub/importers/file_bytes.h"
#include "sync/hub/importers/xlsx_styles.h"
#include "sync/hub/importers/xml_stream.h"
#include "sync/hub/importers/zip_archive.h"

namespace meetpoint::importers {
namespace {

constexpr std::size_t max_small_part = std::size_t{16} << 20;

struct Workbook {
  std::string file;
  std::vector<std::string> strings;
  std::vector<NumberKind> styles;
  bool from_1904 = false;
};

struct Target {
  std::string type;  // the last word of the relation's type: "worksheet", "styles"
  std::string part;
};

// The text of a cell or shared string: its own, or its runs one after the other; without phonetic
// guides. Not recursive, so that no file can nest deeper than the stack.
void collect_text(pugi::xml_node node, std::string& text) {
  for (const pugi::xml_node child : node.children()) {
    const std::string_view name = local_name(child.name());
    if (name == "t") text += child.text().get();
    if (name == "r") text += child_of(child, "t").text().get();
  }
}

// XLSX writes control characters as "_x000D_", and an underscore before such text as "_x005F_".
std::string unescaped(std::string text) {
  for (std::size_t at = 0; (at = text.find("_x", at)) != std::string::npos; ++at) {
    unsigned code = 0;
    if (at + 7 > text.size() || text[at + 6] != '_') continue;
    const char* digits = text.data() + at + 2;
    const auto [end, error] = std::from_chars(digits, digits + 4, code, 16);
    if (error != std::errc{} || end != digits + 4 || code >= 0x80) continue;
    text.replace(at, 7, 1, static_cast<char>(code));
  }
  return text;
}

// The column of "AB12", from 0; npos where the text is no cell's name.
std::size_t column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t letters = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z') {
    column = column * 26 + static_cast<std::size_t>(reference[letters] - 'A') + 1;
    if (++letters > 3) return std::string_view::npos;
  }
  return letters == 0 ? std::string_view::npos : column - 1;
}

std::string cell_text(pugi::xml_node cell, const Workbook& book) {
  const std::string_view type = cell.attribute("t").as_string();
  const std::string_view value = child_of(cell, "v").text().get();
  if (type == "inlineStr") {
    std::string text;
    collect_text(child_of(cell, "is"), text);
    return unescaped(std::move(text));
  }
  if (type == "s") {
    std::size_t index = 0;
    std::from_chars(value.data(), value.data() + value.size(), index);
    return !value.empty() && index < book.strings.size() ? book.strings[index] : std::string();
  }
  if (type == "b") return value == "1" || value == "true" ? "true" : "false";
  if (type == "str") return unescaped(std::string(value));
  if (type == "e" || type == "d" || value.empty()) return std::string(value);

  const unsigned style = cell.attribute("s").as_uint();
  const NumberKind kind = style < book.styles.size() ? book.styles[style] : NumberKind::number;
  if (kind != NumberKind::number) {
    double serial = -1;
    std::from_chars(value.data(), value.data() + value.size(), serial);
    if (auto text = date_text_of(serial, kind, book.from_1904)) return *std::move(text);
  }
  return number_text_of(value);
}

Status read_row(pugi::xml_node node, std::size_t& row, const Workbook& book,
                SheetBuilder& builder) {
  row = static_cast<std::size_t>(node.attribute("r").as_ullong(row + 1));
  std::size_t column = 0;
  for (const pugi::xml_node cell : node.children()) {
    if (local_name(cell.name()) != "c") continue;
    const std::size_t named = column_of(cell.attribute("r").as_string());
    if (named != std::string_view::npos) column = named;
    if (Status added = builder.add(row, column, cell_text(cell, book)); !added) return added;
    ++column;
  }
  return {};
}

Status stream(ZipArchive& zip, const std::string& part, std::string element, XmlStream::Take take) {
  XmlStream xml(std::move(element), std::move(take));
  Status done = zip.unpack(part, [&](std::string_view piece) { return xml.feed(piece); });
  return done ? xml.finish() : done;
}

Result<pugi::xml_document> load(ZipArchive& zip, const std::string& part) {
  Result<std::string> text = zip.unpack(part, max_small_part);
  if (!text) return fail(text);
  pugi::xml_document document;
  if (!document.load_buffer(text->data(), text->size())) {
    return fail(ErrorCode::corrupt,
                fmt::format("The file is damaged: its part '{}' can't be read. Open it in a "
                            "spreadsheet program and save it again as XLSX.",
                            part));
  }
  return document;
}

// By relation id. Targets count from the folder xl/ unless they begin with a slash.
std::map<std::string, Target> read_targets(const pugi::xml_document& relations) {
  std::map<std::string, Target> targets;
  for (const pugi::xml_node relation : relations.document_element().children()) {
    const std::string_view type = relation.attribute("Type").as_string();
    std::string part = relation.attribute("Target").as_string();
    part = part.starts_with('/') ? part.substr(1) : "xl/" + part;
    targets[relation.attribute("Id").as_string()] = {
        std::string(type.substr(type.find_last_of('/') + 1)), std::move(part)};
  }
  return targets;
}

std::string relation_id(pugi::xml_node sheet) {
  for (const pugi::xml_attribute attribute : sheet.attributes()) {
    const std::string_view name = attribute.name();
    if (name != "id" && local_name(name) == "id") return attribute.as_string();
  }
  return {};
}

Status read_strings(ZipArchive& zip, const std::string& part, Workbook& book) {
  std::size_t bytes = 0;
  return stream(zip, part, "si", [&](pugi::xml_node node) -> Status {
    std::string text;
    collect_text(node, text);
    bytes += text.size() + sizeof(std::string);
    if (bytes > max_unpacked_bytes) {
      return fail(ErrorCode::too_large, "The file holds more text than can be read. Split it.");
    }
    book.strings.push_back(unescaped(std::move(text)));
    return {};
  });
}

Result<std::vector<Sheet>> read_sheets(ZipArchive& zip, Workbook& book) {
  Result<pugi::xml_document> workbook = load(zip, "xl/workbook.xml");
  if (!workbook) return fail(workbook);
  Result<pugi::xml_document> relations = load(zip, "xl/_rels/workbook.xml.rels");
  if (!relations) return fail(relations);
  const auto targets = read_targets(*relations);

  const pugi::xml_node root = workbook->document_element();
  book.from_1904 = child_of(root, "workbookPr").attribute("date1904").as_bool();
  for (const auto& [id, target] : targets) {
    if (target.type == "styles") {
      Result<pugi::xml_document> styles = load(zip, target.part);
      if (!styles) return fail(styles);
      book.styles = read_styles(*styles);
    } else if (target.type == "sharedStrings") {
      if (Status read = read_strings(zip, target.part, book); !read) return fail(read);
    }
  }

  std::vector<Sheet> sheets;
  for (const pugi::xml_node node : child_of(root, "sheets").children()) {
    const auto target = targets.find(relation_id(node));
    if (target == targets.end() || target->second.type != "worksheet") continue;
    Sheet sheet{.file = book.file, .name = node.attribute("name").as_string(), .rows = {}};
    SheetBuilder builder(sheet);
    std::size_t row = 0;
    Status read = stream(zip, target->second.part, "row", [&](pugi::xml_node row_node) {
      return read_row(row_node, row, book, builder);
    });
    if (!read) return fail(read);
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

// Says what a file is that is not an XLSX; empty where it may be one.
std::string other_kind(const std::string& head, const ZipArchive* zip) {
  if (const std::string kind = foreign_kind(head); !kind.empty()) return kind;
  if (!looks_like_zip(head)) return "something else";
  if (zip == nullptr || zip->has("xl/workbook.xml")) return {};
  if (zip->has("word/document.xml")) return "a Word document";
  if (zip->has("ppt/presentation.xml")) return "a presentation";
  if (zip->has("xl/workbook.bin")) return "a binary Excel file (.xlsb)";
  if (zip->has("content.xml")) return "an OpenDocument file";
  return "a zip file without a workbook in it";
}

}  // namespace

tl::expected<std::vector<Sheet>, Problem> read_xlsx(const std::filesystem::path& path) {
  Workbook book;
  book.file = path.filename().string();
  const auto refuse = [&](std::string message) {
    return tl::unexpected(Problem{{book.file, "", 0, ""}, std::move(message)});
  };
  const auto foreign = [&](const std::string& kind) {
    return refuse(
        fmt::format("This is {}, not an XLSX workbook. Open it in a spreadsheet program "
                    "and save it as XLSX.",
                    kind));
  };
  std::string head;
  {
    Result<std::string> bytes = read_file(path);
    if (!bytes) return refuse(bytes.error().message);
    if (bytes->empty()) return refuse("The file is empty. Get it anew.");
    head = bytes->substr(0, 64);
  }
  if (const std::string kind = other_kind(head, nullptr); !kind.empty()) return foreign(kind);
  Result<ZipArchive> zip = ZipArchive::open(path);
  if (!zip) return refuse(zip.error().message);
  if (const std::string kind = other_kind(head, &*zip); !kind.empty()) return foreign(kind);
  Result<std::vector<Sheet>> sheets = read_sheets(*zip, book);
  if (!sheets) return refuse(sheets.error().message);
  return *std::move(sheets);
}

}  // namespace meetpoint::importers
