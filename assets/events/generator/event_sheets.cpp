#include <fmt/format.h>

#include "assets/events/generator/event_files.h"

namespace meetpoint::sample {
namespace {

constexpr const char* day = "2027-03-18";  // a Thursday, ten days before the clocks change

using Kind = ColumnKind;

std::string moment(int minutes) {
  return fmt::format("{} {:02}:{:02}", day, minutes / 60, minutes % 60);
}

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, "; "));
}

OutSheet event_sheet() {
  return {"Event",
          {{"Id", Kind::text, 12},
           {"Name", Kind::text, 28},
           {"Venue", Kind::text, 36},
           {"Time zone", Kind::text, 18},
           {"Start", Kind::moment, 17},
           {"End", Kind::moment, 17},
           {"Languages", Kind::text, 12}},
          {{"myb-2027", "Meet Your Buyer 2027", "Paleis De Zilveren Kwartel, Brussel",
            "Europe/Brussels", moment(8 * 60 + 30), moment(18 * 60), "nl; fr; en"}}};
}

OutSheet organisation_sheet(const Plan& plan) {
  OutSheet sheet{
      "Organisations",
      {{"Id"}, {"Name", Kind::text, 48}, {"Sector", Kind::text, 24}, {"Town", Kind::text, 28}},
      {}};
  for (const Body& o : plan.organisations) {
    sheet.rows.push_back({o.id, o.name, o.sector, o.town});
  }
  return sheet;
}

OutSheet attendee_sheet(const Plan& plan) {
  OutSheet sheet{"Attendees",
                 {{"Id"},
                  {"Given name", Kind::text, 18},
                  {"Family name", Kind::text, 32},
                  {"Organisation"},
                  {"Role"},
                  {"Language", Kind::text, 9},
                  {"Interests", Kind::text, 34},
                  {"Zone", Kind::text, 8},
                  {"Sessions", Kind::text, 18},
                  {"E-mail", Kind::text, 56},
                  {"Telephone", Kind::text, 18},
                  {"Badge", Kind::text, 34}},
                 {}};
  for (const Person& p : plan.people) {
    sheet.rows.push_back({p.id, p.given, p.family, p.organisation, p.role, p.language,
                          joined(p.interests), p.zone, joined(p.sessions), p.email, p.telephone,
                          p.badge});
  }
  return sheet;
}

OutSheet place_sheet(const Plan& plan) {
  OutSheet sheet{"Places",
                 {{"Id"},
                  {"Name", Kind::text, 18},
                  {"Kind", Kind::text, 8},
                  {"Directions", Kind::text, 44},
                  {"Organisation"}},
                 {}};
  for (const Spot& s : plan.places) {
    sheet.rows.push_back({s.id, s.name, s.kind, s.directions, s.organisation});
  }
  return sheet;
}

OutSheet meeting_sheet(const Plan& plan) {
  OutSheet sheet{"Meetings",
                 {{"Id"},
                  {"Kind", Kind::text, 13},
                  {"Title", Kind::text, 34},
                  {"Table"},
                  {"Start", Kind::moment, 17},
                  {"End", Kind::moment, 17},
                  {"Attendees", Kind::text, 60}},
                 {}};
  for (const Appointment& m : plan.meetings) {
    sheet.rows.push_back(
        {m.id, m.kind, m.title, m.place, moment(m.at.start), moment(m.at.end), joined(m.people)});
  }
  return sheet;
}

OutSheet speed_date_sheet(const Plan& plan) {
  OutSheet sheet{"Speed dates",
                 {{"Id"},
                  {"Round", Kind::number, 7},
                  {"Table"},
                  {"Start", Kind::moment, 17},
                  {"End", Kind::moment, 17},
                  {"Buyer"},
                  {"Supplier"}},
                 {}};
  for (const Appointment& m : plan.speed_dates) {
    sheet.rows.push_back({m.id, fmt::format("{}", m.round), m.place, moment(m.at.start),
                          moment(m.at.end), m.people[0], m.people[1]});
  }
  return sheet;
}

OutSheet session_sheet(const Plan& plan) {
  OutSheet sheet{"Sessions",
                 {{"Id"},
                  {"Title", Kind::text, 44},
                  {"Theme", Kind::text, 22},
                  {"Room"},
                  {"Start", Kind::moment, 17},
                  {"End", Kind::moment, 17},
                  {"Speakers", Kind::text, 90}},
                 {}};
  for (const Talk& t : plan.sessions) {
    sheet.rows.push_back({t.id, t.title, t.theme, t.place, moment(t.at.start), moment(t.at.end),
                          joined(t.speakers)});
  }
  return sheet;
}

OutSheet zone_sheet(const Plan& plan) {
  OutSheet sheet{"Zones",
                 {{"Id"},
                  {"Topic", Kind::text, 44},
                  {"Place"},
                  {"Start", Kind::moment, 17},
                  {"End", Kind::moment, 17},
                  {"Capacity", Kind::number, 9},
                  {"Roles"},
                  {"Themes", Kind::text, 34},
                  {"Facilitator", Kind::text, 32}},
                 {}};
  for (const BreakOut& z : plan.zones) {
    sheet.rows.push_back({z.id, z.topic, z.place, moment(z.at.start), moment(z.at.end),
                          fmt::format("{}", z.capacity), z.role, joined(z.themes), z.facilitator});
  }
  return sheet;
}

}  // namespace

std::vector<OutSheet> make_sheets(const Plan& plan) {
  return {event_sheet(),       organisation_sheet(plan), attendee_sheet(plan), place_sheet(plan),
          meeting_sheet(plan), speed_date_sheet(plan),   session_sheet(plan),  zone_sheet(plan)};
}

}  // namespace meetpoint::sample
