#include "sync/hub/importers/csv_reader.h"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "sync/hub/importers/file_bytes.h"
#include "sync/hub/importers/text.h"

namespace meetpoint::importers {
namespace {

// libcsv takes CR LF for two line ends; with one kind of line end the rows count as a person
// counts.
std::string with_plain_line_ends(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      plain += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      plain += '\n';
    }
  }
  return plain;
}

// The separator that the headings and the first row below them both have most of.
char separator_of(std::string_view text) {
  static constexpr std::array candidates = {',', ';', '\t'};
  using Counts = std::array<std::size_t, candidates.size()>;
  std::vector<Counts> lines(1);
  bool quoted = false;
  bool any = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' && any) {
      if (lines.size() == 2) break;
      lines.emplace_back();
      any = false;
      continue;
    }
    any = any || (c != '\n' && c != ' ');
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      lines.back()[i] += c == candidates[i] ? 1U : 0U;
    }
  }
  if (lines.size() == 2 && !any) lines.pop_back();
  Counts least = lines.front();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    least[i] = std::min(least[i], lines.back()[i]);
  }
  const auto most = std::max_element(least.begin(), least.end());
  return candidates[static_cast<std::size_t>(most - least.begin())];
}

struct Parse {
  explicit Parse(Sheet& sheet) : builder(sheet) {}
  SheetBuilder builder;
  std::size_t row = 1;
  std::size_t column = 0;
  Status status;
};

void on_field(void* bytes, std::size_t length, void* context) {
  Parse& parse = *static_cast<Parse*>(context);
  if (!parse.status) return;
  parse.status = parse.builder.add(parse.row, parse.column,
                                   std::string(static_cast<const char*>(bytes), length));
  ++parse.column;
}

void on_row(int, void* context) {
  Parse& parse = *static_cast<Parse*>(context);
  ++parse.row;
  parse.column = 0;
}

int no_space(unsigned char) { return 0; }
int line_feed(unsigned char c) { return c == '\n' ? 1 : 0; }

class Parser {
 public:
  explicit Parser(char separator) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
    csv_set_space_func(&parser_, no_space);
    csv_set_term_func(&parser_, line_feed);
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // False where a quote is wrong; `parse` then says in which row and column.
  bool run(std::string_view text, Parse& parse) {
    if (csv_parse(&parser_, text.data(), text.size(), on_field, on_row, &parse) != text.size()) {
      return false;
    }
    return csv_fini(&parser_, on_field, on_row, &parse) == 0;
  }

 private:
  csv_parser parser_{};
};

}  // namespace

tl::expected<Sheet, Problem> parse_csv(std::string_view bytes, std::string file_name) {
  Sheet sheet;
  sheet.file = std::move(file_name);
  sheet.name = std::filesystem::path(sheet.file).stem().string();
  sheet.is_csv = true;
  const auto refuse = [&](std::size_t row, std::string column, std::string message) {
    return tl::unexpected(Problem{{sheet.file, "", row, std::move(column)}, std::move(message)});
  };

  if (const std::string kind = foreign_kind(bytes); !kind.empty()) {
    return refuse(0, "", fmt::format("This is {}, not a CSV file. Export the sheet as CSV.", kind));
  }
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    return refuse(0, "", "This is UTF-16 text. Save it as 'CSV UTF-8'.");
  }
  if (bytes.find('\0') != std::string_view::npos) {
    return refuse(0, "", "This is not a text file. Export the sheet as CSV.");
  }
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);

  std::string text =
      with_plain_line_ends(is_utf8(bytes) ? std::string(bytes) : from_windows_1252(bytes));
  Parse parse(sheet);
  char separator = separator_of(text);
  if (text.starts_with("sep=") && text.size() > 5 && text[5] == '\n') {
    separator = text[4];
    text.erase(0, 6);
    parse.row = 2;
  }
  if (!Parser(separator).run(text, parse)) {
    const std::size_t column = parse.column;
    return refuse(parse.row, column_letters(column),
                  "A quote (\") here is not closed, or stands alone inside the cell. Write a quote "
                  "inside a cell twice, and close the cell with one.");
  }
  if (!parse.status) return refuse(0, "", parse.status.error().message);
  return sheet;
}

tl::expected<Sheet, Problem> read_csv(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  Result<std::string> bytes = read_file(path);
  if (!bytes) return tl::unexpected(Problem{{name, "", 0, ""}, bytes.error().message});
  return parse_csv(*bytes, name);
}

}  // namespace meetpoint::importers
