// The columns of the contact log in CSV and XLSX: one list for both. Internal to this folder.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sync/hub/exports/contact_log.h"

namespace meetpoint::exports {

enum class CellKind { text, date, time, number };

struct ContactLogColumn {
  std::string_view heading;
  CellKind kind;
  double width;  // in letters, of an XLSX column
  std::string (*text)(const ContactLogRow&);
};

inline std::string count_text(std::size_t n) { return n == 0 ? std::string() : std::to_string(n); }

using R = const ContactLogRow&;
inline constexpr std::array<ContactLogColumn, 23> contact_log_columns = {{
    {"Date", CellKind::date, 11, [](R r) { return date_text(r.local); }},
    {"Time", CellKind::time, 7, [](R r) { return time_text(r.local); }},
    {"Place", CellKind::text, 18, [](R r) { return r.place; }},
    {"Meeting", CellKind::text, 12, [](R r) { return r.meeting.value; }},
    {"Meeting title", CellKind::text, 24, [](R r) { return r.meeting_title; }},
    {"A id", CellKind::text, 9, [](R r) { return r.a.id.value; }},
    {"A name", CellKind::text, 28, [](R r) { return r.a.name; }},
    {"A organisation", CellKind::text, 34, [](R r) { return r.a.organisation; }},
    {"A role", CellKind::text, 11, [](R r) { return r.a.role; }},
    {"A e-mail", CellKind::text, 34, [](R r) { return r.a.email; }},
    {"A telephone", CellKind::text, 17, [](R r) { return r.a.telephone; }},
    {"B id", CellKind::text, 9, [](R r) { return r.b.id.value; }},
    {"B name", CellKind::text, 28, [](R r) { return r.b.name; }},
    {"B organisation", CellKind::text, 34, [](R r) { return r.b.organisation; }},
    {"B role", CellKind::text, 11, [](R r) { return r.b.role; }},
    {"B e-mail", CellKind::text, 34, [](R r) { return r.b.email; }},
    {"B telephone", CellKind::text, 17, [](R r) { return r.b.telephone; }},
    {"Note by A", CellKind::text, 40, [](R r) { return r.a.note; }},
    {"Rating by A", CellKind::number, 11,
     [](R r) { return count_text(static_cast<std::size_t>(r.a.rating > 0 ? r.a.rating : 0)); }},
    {"Note by B", CellKind::text, 40, [](R r) { return r.b.note; }},
    {"Rating by B", CellKind::number, 11,
     [](R r) { return count_text(static_cast<std::size_t>(r.b.rating > 0 ? r.b.rating : 0)); }},
    {"Station", CellKind::text, 16, [](R r) { return r.station; }},
    {"Also recorded", CellKind::number, 13, [](R r) { return count_text(r.doubles); }},
}};

}  // namespace meetpoint::exports
