#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <charconv>
#include <ctime>

#include "sync/hub/exports/contact_log_columns.h"
#include "sync/hub/exports/contact_log_files.h"
#include "sync/hub/exports/utf8.h"

namespace meetpoint::exports {
namespace {

// libxlsxwriter writes to a path. A file that only memory holds keeps people's details off the
// disk.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("contact-log.xlsx", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  bool good() const { return descriptor_ >= 0; }
  std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

  Result<std::string> bytes() const {
    struct stat info{};
    if (fstat(descriptor_, &info) != 0) return fail(ErrorCode::io, trouble);
    std::string all(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t read = 0;
    while (read < all.size()) {
      const ssize_t got =
          pread(descriptor_, all.data() + read, all.size() - read, static_cast<off_t>(read));
      if (got <= 0) return fail(ErrorCode::io, trouble);
      read += static_cast<std::size_t>(got);
    }
    return all;
  }

  static constexpr const char* trouble =
      "The workbook could not be written in memory. Free memory, or export the log as CSV.";

 private:
  int descriptor_;
};

// Excel takes at most 32,767 characters in a cell; bytes are counted here, which are never fewer.
constexpr std::size_t max_cell_bytes = 32'767;

std::string cell_text(const std::string& raw) {
  std::string text = repaired_utf8(raw);
  if (text.size() <= max_cell_bytes) return text;
  std::size_t end = max_cell_bytes - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

struct Formats {
  lxw_format* heading;
  lxw_format* date;
  lxw_format* time;
  lxw_format* date_time;
  lxw_format* text;
  lxw_format* wrapped;
  lxw_format* count;
  lxw_format* title;
};

lxw_format* new_format(lxw_workbook* book, const char* number_format) {
  lxw_format* format = workbook_add_format(book);
  format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  if (number_format != nullptr) format_set_num_format(format, number_format);
  return format;
}

Formats make_formats(lxw_workbook* book) {
  Formats formats{.heading = new_format(book, nullptr),
                  .date = new_format(book, "yyyy-mm-dd"),
                  .time = new_format(book, "hh:mm"),
                  .date_time = new_format(book, "yyyy-mm-dd hh:mm"),
                  .text = new_format(book, nullptr),
                  .wrapped = new_format(book, nullptr),
                  .count = new_format(book, "0"),
                  .title = new_format(book, nullptr)};
  format_set_bold(formats.heading);
  format_set_bg_color(formats.heading, 0x1F3A5F);
  format_set_font_color(formats.heading, LXW_COLOR_WHITE);
  format_set_text_wrap(formats.wrapped);
  format_set_bold(formats.title);
  format_set_font_size(formats.title, 16);
  format_set_align(formats.date_time, LXW_ALIGN_LEFT);
  format_set_align(formats.count, LXW_ALIGN_LEFT);
  return formats;
}

lxw_datetime to_datetime(const LocalTime& t) {
  return {t.year, static_cast<int>(t.month), static_cast<int>(t.day), t.hour, t.minute, 0};
}

void write_cell(lxw_worksheet* sheet, lxw_row_t at, lxw_col_t column, const ContactLogRow& row,
                const Formats& formats) {
  const ContactLogColumn& rule = contact_log_columns[column];
  if (rule.kind == CellKind::date) {
    lxw_datetime day = to_datetime(row.local);
    day.hour = day.min = 0;
    worksheet_write_datetime(sheet, at, column, &day, formats.date);
    return;
  }
  if (rule.kind == CellKind::time) {
    lxw_datetime time{0, 0, 0, row.local.hour, row.local.minute, 0};
    worksheet_write_datetime(sheet, at, column, &time, formats.time);
    return;
  }
  const std::string text = cell_text(rule.text(row));
  if (text.empty()) return;
  if (rule.kind == CellKind::number) {
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    worksheet_write_number(sheet, at, column, number, formats.text);
    return;
  }
  // A string cell is never run, whatever it begins with.
  worksheet_write_string(sheet, at, column, text.c_str(),
                         rule.width >= 40 ? formats.wrapped : formats.text);
}

void write_contacts(lxw_worksheet* sheet, const ContactLog& log, const Formats& formats) {
  const auto last_column = static_cast<lxw_col_t>(contact_log_columns.size() - 1);
  for (lxw_col_t column = 0; column <= last_column; ++column) {
    const ContactLogColumn& rule = contact_log_columns[column];
    worksheet_set_column(sheet, column, column, rule.width, nullptr);
    worksheet_write_string(sheet, 0, column, std::string(rule.heading).c_str(), formats.heading);
  }
  lxw_row_t at = 0;
  for (const ContactLogRow& row : log.rows) {
    ++at;
    for (lxw_col_t column = 0; column <= last_column; ++column) {
      write_cell(sheet, at, column, row, formats);
    }
  }
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_autofilter(sheet, 0, 0, at, last_column);
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_repeat_rows(sheet, 0, 0);
}

void write_about(lxw_worksheet* sheet, const ContactLog& log, const Formats& formats) {
  worksheet_set_column(sheet, 0, 0, 30, nullptr);
  worksheet_set_column(sheet, 1, 1, 70, nullptr);
  worksheet_write_string(sheet, 0, 0, "Contact log", formats.title);
  lxw_row_t at = 1;
  const auto text_line = [&](const char* label, const std::string& text) {
    worksheet_write_string(sheet, ++at, 0, label, formats.text);
    worksheet_write_string(sheet, at, 1, cell_text(text).c_str(), formats.wrapped);
  };
  const auto count_line = [&](const char* label, std::size_t count) {
    worksheet_write_string(sheet, ++at, 0, label, formats.text);
    worksheet_write_number(sheet, at, 1, static_cast<double>(count), formats.count);
  };
  text_line("Event", log.event.name);
  if (!log.event.venue.empty()) text_line("Venue", log.event.venue);
  text_line("Times are those of",
            log.event.time_zone.name.empty() ? "UTC" : log.event.time_zone.name);
  worksheet_write_string(sheet, ++at, 0, "Exported", formats.text);
  lxw_datetime exported = to_datetime(log.event.time_zone.local(log.exported_at));
  worksheet_write_datetime(sheet, at, 1, &exported, formats.date_time);
  count_line("Contacts in this log", log.rows.size());
  count_line("… of which one-sided", log.one_sided);
  count_line("Withheld", log.withheld);
  ++at;
  text_line("What is left out",
            "A person's details are here only where that person agreed that the other may have "
            "them. In a one-sided contact one of the two did not: their cells are empty. Contacts "
            "of which neither agreed are withheld: they are counted, not listed.");
  text_line("Duty of care",
            "This file holds personal data. Pass on to each participant only the rows that are "
            "theirs. A person who withdraws is gone from the next export: destroy older ones.");
}

}  // namespace

Result<std::string> to_xlsx(const ContactLog& log) {
  if (log.rows.size() >= LXW_ROW_MAX) {
    return fail(ErrorCode::too_large, "There are more contacts than a sheet has rows. Use CSV.");
  }
  const MemoryFile file;
  lxw_workbook* book = file.good() ? workbook_new(file.path().c_str()) : nullptr;
  if (book == nullptr) return fail(ErrorCode::io, MemoryFile::trouble);
  // Else the library writes the time of this computer, and the same log would not give the same
  // bytes.
  lxw_doc_properties properties{};
  std::string title = "Contact log";
  properties.title = title.data();
  properties.created = std::chrono::system_clock::to_time_t(log.exported_at);
  workbook_set_properties(book, &properties);
  const Formats formats = make_formats(book);
  lxw_worksheet* contacts = workbook_add_worksheet(book, "Contacts");
  lxw_worksheet* about = workbook_add_worksheet(book, "About");
  if (contacts != nullptr && about != nullptr) {
    write_contacts(contacts, log, formats);
    write_about(about, log, formats);
  }
  if (workbook_close(book) != LXW_NO_ERROR) return fail(ErrorCode::io, MemoryFile::trouble);
  return file.bytes();
}

}  // namespace meetpoint::exports
