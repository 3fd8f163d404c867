// The contact log as files, in memory. The same log gives the same bytes.
//
// Throws nothing; any thread may call these.
#pragma once

#include <string>

#include "sync/base/result.h"
#include "sync/hub/exports/contact_log.h"

namespace meetpoint::exports {

struct CsvOptions {
  bool byte_order_mark = true;  // Excel takes a CSV without one for Windows-1252
};

// RFC 4180: commas, CRLF, UTF-8. Text that a spreadsheet would run as a formula gets a leading
// apostrophe (see spreadsheet_safe).
Result<std::string> to_csv(const ContactLog&, const CsvOptions& = {});

// Sheets "Contacts" and "About". Cells are typed, so that no text is ever run as a formula.
Result<std::string> to_xlsx(const ContactLog&);

// One object: {"format":"meetpoint-contact-log","version":1,"event":…,"contacts":[…],…}.
// Instants are UTC, ISO 8601. What was not consented to is absent.
Result<std::string> to_json(const ContactLog&);

// A spreadsheet that opens a CSV runs a cell that begins with = + - @ as a formula, and so it does
// after a tab, a line end or their full-width forms. Such text gets an apostrophe in front.
std::string spreadsheet_safe(std::string text);

}  // namespace meetpoint::exports
