#include "assets/events/generator/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "assets/events/generator/diary.h"
#include "assets/events/generator/names.h"
#include "assets/events/generator/random.h"
#include "sync/model/badge.h"

namespace meetpoint::sample {
namespace {

constexpr std::size_t buyers = 220;
constexpr std::size_t suppliers = 240;
constexpr std::size_t public_bodies = 128;
constexpr int tables = 60;
constexpr int rounds = 8;
constexpr std::size_t appointments = 600;
constexpr int clock(int hour, int minute) { return hour * 60 + minute; }

class Planner {
 public:
  explicit Planner(std::uint64_t seed) : random_(seed), names_(random_) {}

  Plan make() {
    add_organisations();
    add_people();
    add_places();
    add_speed_dates();
    add_sessions();
    add_zones();
    add_round_tables();
    book_zones();
    book_sessions();
    add_appointments();
    return std::move(plan_);
  }

 private:
  using Indices = std::vector<std::size_t>;

  void add_organisations();
  void add_people();
  void add_person(const std::string& id, const std::string& role, std::size_t organisation);
  void add_places();
  void add_speed_dates();
  void add_wave(const Indices& seated, const Indices& walking, int first_round);
  void add_sessions();
  void add_zones();
  void add_round_tables();
  void book_zones();
  void book_sessions();
  void add_appointments();

  Person& buyer(std::size_t i) { return plan_.people[i]; }
  Person& supplier(std::size_t i) { return plan_.people[buyers + i]; }
  Indices shuffled(std::size_t n) {
    Indices all(n);
    for (std::size_t i = 0; i < n; ++i) all[i] = i;
    random_.shuffle(all);
    return all;
  }
  std::string full(const Person& p) const { return p.given + " " + p.family; }

  Random random_;
  NameMaker names_;
  Plan plan_;
  Diary diary_;
  std::set<std::pair<std::string, std::string>> pairs_;  // buyer and supplier who meet
};

void Planner::add_organisations() {
  const auto add = [&](const OrganisationName& name) {
    plan_.organisations.push_back({fmt::format("O-{:03}", plan_.organisations.size() + 1),
                                   name.name, name.sector, name.town});
  };
  for (std::size_t i = 0; i < public_bodies; ++i) add(names_.public_body(i));
  for (std::size_t i = 0; i < suppliers; ++i) add(names_.company(i % themes().size()));
  add({"Vereniging Meet Your Buyer", "organiser", "Brussel"});
}

void Planner::add_person(const std::string& id, const std::string& role, std::size_t organisation) {
  const PersonName name = names_.person();
  const Body& body = plan_.organisations[organisation];
  Person person{.id = id,
                .given = name.given,
                .family = name.family,
                .organisation = body.id,
                .role = role,
                .language = name.language,
                .email = {},
                .telephone = {},
                .badge = {},
                .zone = {},
                .interests = {},
                .sessions = {}};
  // .example can't be anybody's, and no Belgian number begins with 0 after the zone.
  person.email = fmt::format("{}.{}@{}.example", address_part(name.given),
                             address_part(name.family), address_part(body.name));
  if (random_.chance(80)) {
    const std::size_t last = random_.below(100);
    person.telephone = fmt::format("+32 2 000 {:02} {:02}", random_.below(100), last);
  }
  unsigned char bits[16];
  for (std::size_t i = 0; i < 16; i += 8) {
    const std::uint64_t word = random_.next();
    for (std::size_t j = 0; j < 8; ++j) {
      bits[i + j] = static_cast<unsigned char>(word >> (8 * j));
    }
  }
  person.badge = badge_code(bits);
  plan_.people.push_back(std::move(person));
}

void Planner::add_people() {
  const std::size_t theme_count = themes().size();
  for (std::size_t i = 0; i < buyers; ++i) {
    const std::size_t body = i < public_bodies ? i : random_.below(public_bodies);
    add_person(fmt::format("B-{:03}", i + 1), "buyer", body);
    const std::size_t first = random_.below(theme_count);
    buyer(i).interests = {themes()[first]};
    if (random_.chance(60)) {
      buyer(i).interests.push_back(
          themes()[(first + 1 + random_.below(theme_count - 1)) % theme_count]);
    }
  }
  for (std::size_t i = 0; i < suppliers; ++i) {
    add_person(fmt::format("S-{:03}", i + 1), "supplier", public_bodies + i);
    supplier(i).interests = {themes()[i % theme_count]};
  }
  const std::size_t organiser = plan_.organisations.size() - 1;
  for (int i = 1; i <= 12; ++i) add_person(fmt::format("F-{:02}", i), "facilitator", organiser);
  for (int i = 1; i <= 8; ++i) {
    add_person(fmt::format("P-{:02}", i), "speaker", random_.below(public_bodies));
  }
  for (int i = 1; i <= 14; ++i) add_person(fmt::format("T-{:02}", i), "staff", organiser);
}

void Planner::add_places() {
  for (int i = 1; i <= tables; ++i) {
    const char row = static_cast<char>('A' + (i - 1) / 10);
    plan_.places.push_back({fmt::format("TBL-{:02}", i), fmt::format("Tafel {}", i), "table",
                            fmt::format("Grote hal, rij {}, {}", row,
                                        (i - 1) % 10 < 5 ? "kant van de ramen" : "kant van de bar"),
                            ""});
  }
  for (int i = 1; i <= 6; ++i) {
    plan_.places.push_back({fmt::format("RT-{}", i), fmt::format("Ronde tafel {}", i), "table",
                            "Wintertuin, voorbij de vestiaire", ""});
  }
  plan_.places.push_back({"ROOM-1", "Zaal Iris", "room", "Rechtdoor na het onthaal", ""});
  plan_.places.push_back({"ROOM-2", "Zaal Gele Lis", "room", "Eerste verdieping, links", ""});
  plan_.places.push_back({"ROOM-3", "Zaal Klaproos", "room", "Eerste verdieping, rechts", ""});
  for (int i = 1; i <= 3; ++i) {
    plan_.places.push_back({fmt::format("ZONE-{}", i), fmt::format("Break-outzone {}", i), "zone",
                            "Mezzanine, volg de groene lijn op de vloer", ""});
  }
  Indices with_stand = shuffled(suppliers);
  for (std::size_t i = 0; i < 36; ++i) {
    const std::string number = fmt::format("{}{}", static_cast<char>('A' + i / 12), i % 12 + 1);
    plan_.places.push_back({"STAND-" + number, "Stand " + number, "stand",
                            fmt::format("Galerij, gang {}", static_cast<char>('A' + i / 12)),
                            supplier(with_stand[i]).organisation});
  }
}

void Planner::add_speed_dates() {
  const Indices some_buyers = shuffled(buyers);
  const Indices some_suppliers = shuffled(suppliers);
  const auto part = [](const Indices& all, int wave) {
    const auto from = all.begin() + wave * tables;
    return Indices(from, from + tables);
  };
  for (int wave = 0; wave < 2; ++wave) {
    add_wave(part(some_buyers, wave), part(some_suppliers, wave), wave * rounds / 2);
  }
}

// Buyers keep their table; suppliers go seven tables on after each round, so that no pair repeats.
void Planner::add_wave(const Indices& seated, const Indices& walking, int first_round) {
  for (int round = first_round; round < first_round + rounds / 2; ++round) {
    const int start = clock(13, 20) + 10 * round;
    for (int table = 0; table < tables; ++table) {
      const auto seat = static_cast<std::size_t>(table);
      const auto guest = static_cast<std::size_t>((table + 7 * round) % tables);
      const Person& host = buyer(seated[seat]);
      const Person& visitor = supplier(walking[guest]);
      Appointment date{.id = fmt::format("SD-{}-{:02}", round + 1, table + 1),
                       .kind = "speed date",
                       .title = {},
                       .place = plan_.places[seat].id,
                       .at = {start, start + 8},
                       .people = {host.id, visitor.id},
                       .round = round + 1};
      for (const std::string& who : date.people) diary_.take(who, {start, start + 10});
      pairs_.emplace(host.id, visitor.id);
      plan_.speed_dates.push_back(std::move(date));
    }
  }
}

void Planner::add_sessions() {
  const auto speaker = [&](std::size_t i) {
    return full(plan_.people[buyers + suppliers + 12 + i]);
  };
  plan_.sessions.push_back({"SES-00",
                            "Welkom: wat kopen wij morgen?",
                            "",
                            "ROOM-1",
                            {clock(9, 0), clock(9, 30)},
                            {speaker(0), speaker(1), speaker(2)}});
  struct Series {
    std::size_t theme;
    const char* room;
    int start;
    const char* title;
  };
  const std::vector<Series> series = {
      {0, "ROOM-2", clock(9, 45), "Pitches: innovatie die werkt"},
      {1, "ROOM-2", clock(10, 30), "Pitches: circulair aankopen"},
      {2, "ROOM-2", clock(11, 15), "Pitches: catering met smaak"},
      {3, "ROOM-3", clock(9, 45), "Pitches: bouwen zonder afval"},
      {4, "ROOM-3", clock(10, 30), "Pitches: sociaal ondernemen"},
      {0, "ROOM-3", clock(11, 15), "Pitches: innovatie in de zorg"},
      {1, "ROOM-2", clock(15, 15), "Pitches: alles krijgt een tweede leven"},
      {2, "ROOM-3", clock(15, 15), "Pitches: de kantine van overmorgen"},
      {3, "ROOM-2", clock(16, 0), "Pitches: renoveren met biobased materiaal"},
      {4, "ROOM-3", clock(16, 0), "Pitches: maatwerk voor iedereen"},
  };
  const Indices order = shuffled(suppliers);
  for (const Series& s : series) {
    Talk talk{.id = fmt::format("SES-{:02}", plan_.sessions.size()),
              .title = s.title,
              .theme = themes()[s.theme],
              .place = s.room,
              .at = {s.start, s.start + 35},
              .speakers = {}};
    for (const std::size_t i : order) {
      if (talk.speakers.size() == 4) break;
      Person& candidate = supplier(i);
      if (candidate.interests.front() != talk.theme || !candidate.sessions.empty()) continue;
      if (!diary_.take(candidate.id, talk.at)) continue;
      candidate.sessions.push_back(talk.id);
      talk.speakers.push_back(full(candidate));
    }
    plan_.sessions.push_back(std::move(talk));
  }
  plan_.sessions.push_back({"SES-11",
                            "Slotwoord en netwerkdrink",
                            "",
                            "ROOM-1",
                            {clock(17, 15), clock(18, 0)},
                            {speaker(3)}});
}

void Planner::add_zones() {
  struct Topic {
    const char* topic;
    int capacity;
    const char* role;
    std::vector<std::string> about;
  };
  const std::vector<Topic> topics = {
      {"Zin en onzin van labels", 30, "", {themes()[1], themes()[2]}},
      {"Is duurzaam duurder?", 24, "buyer", {themes()[1], themes()[3]}},
      {"Hoe word ik leverancier van de overheid?", 36, "supplier", {themes()[0], themes()[4]}},
  };
  const std::vector<int> starts = {clock(9, 45), clock(11, 0), clock(15, 15)};
  for (std::size_t t = 0; t < topics.size(); ++t) {
    for (std::size_t s = 0; s < starts.size(); ++s) {
      const Person& guide = plan_.people[buyers + suppliers + t * starts.size() + s];
      const Slot at{starts[s], starts[s] + 45};
      diary_.take(guide.id, at);
      plan_.zones.push_back({fmt::format("Z-{}{}", t + 1, static_cast<char>('a' + s)),
                             topics[t].topic, fmt::format("ZONE-{}", t + 1), at, topics[t].capacity,
                             topics[t].role, topics[t].about, full(guide)});
    }
  }
}

void Planner::add_round_tables() {
  static const std::vector<std::string> titles = {
      "Ronde tafel: sociale clausules", "Ronde tafel: kleine kavels",
      "Ronde tafel: reststromen delen", "Ronde tafel: kantines van morgen",
      "Ronde tafel: levenscycluskost",  "Ronde tafel: samen aankopen"};
  for (int half = 0; half < 2; ++half) {
    const int start = half == 0 ? clock(10, 15) : clock(15, 30);
    const Slot at{start, start + 45};
    const Indices some_buyers = shuffled(buyers);
    const Indices some_suppliers = shuffled(suppliers);
    std::size_t next_buyer = 0;
    std::size_t next_supplier = 0;
    for (std::size_t i = 0; i < titles.size(); ++i) {
      Appointment table{.id = fmt::format("RT-{}-{}", half + 1, i + 1),
                        .kind = "round table",
                        .title = titles[i],
                        .place = fmt::format("RT-{}", i + 1),
                        .at = at,
                        .people = {},
                        .round = 0};
      while (table.people.size() < 4) {
        const std::string& id = buyer(some_buyers[next_buyer++]).id;
        if (diary_.take(id, at)) table.people.push_back(id);
      }
      while (table.people.size() < 8) {
        const std::string& id = supplier(some_suppliers[next_supplier++]).id;
        if (diary_.take(id, at)) table.people.push_back(id);
      }
      plan_.meetings.push_back(std::move(table));
    }
  }
}

void Planner::book_zones() {
  std::map<std::string, int> taken;
  const std::size_t guests = buyers + suppliers;
  // One zone is full, so that "no seats left" can be seen; the others keep some.
  const auto limit = [](const BreakOut& zone) {
    return zone.id == "Z-2b" ? zone.capacity : zone.capacity - 6;
  };
  std::size_t booked = 0;
  for (const std::size_t i : shuffled(guests)) {
    if (booked == (guests + 34) / 3) break;
    Person& person = plan_.people[i];
    Indices order = shuffled(plan_.zones.size());
    const auto full = std::find_if(order.begin(), order.end(),
                                   [&](std::size_t z) { return plan_.zones[z].id == "Z-2b"; });
    if (full != order.end()) std::rotate(order.begin(), full, full + 1);
    for (const std::size_t z : order) {
      const BreakOut& zone = plan_.zones[z];
      if (!zone.role.empty() && zone.role != person.role) continue;
      if (taken[zone.id] >= limit(zone) || !diary_.take(person.id, zone.at)) continue;
      person.zone = zone.id;
      ++taken[zone.id];
      ++booked;
      break;
    }
  }
}

void Planner::book_sessions() {
  for (const std::size_t i : shuffled(buyers)) {
    if (!random_.chance(55)) continue;
    Person& person = buyer(i);
    for (const Talk& talk : plan_.sessions) {
      const bool fits = std::find(person.interests.begin(), person.interests.end(), talk.theme) !=
                        person.interests.end();
      if (fits && random_.chance(60) && diary_.take(person.id, talk.at)) {
        person.sessions.push_back(talk.id);
      }
    }
  }
}

void Planner::add_appointments() {
  std::vector<Slot> slots;
  slots.reserve(14);
  for (int i = 0; i < 7; ++i) slots.push_back({clock(9, 40) + 20 * i, clock(10, 0) + 20 * i});
  for (int i = 0; i < 7; ++i) slots.push_back({clock(14, 50) + 20 * i, clock(15, 10) + 20 * i});
  std::map<int, int> used;  // tables by the start of the slot
  std::vector<Appointment> booked;
  while (booked.size() < appointments) {
    const Person& host = buyer(random_.below(buyers));
    const Person& guest = supplier(random_.below(suppliers));
    const Slot at = random_.pick(slots);
    if (used[at.start] == tables || pairs_.contains({host.id, guest.id})) continue;
    if (!diary_.is_free(host.id, at) || !diary_.is_free(guest.id, at)) continue;
    diary_.take(host.id, at);
    diary_.take(guest.id, at);
    pairs_.emplace(host.id, guest.id);
    const auto table = static_cast<std::size_t>(used[at.start]++);
    booked.push_back({.id = {},
                      .kind = "appointment",
                      .title = {},
                      .place = plan_.places[table].id,
                      .at = at,
                      .people = {host.id, guest.id},
                      .round = 0});
  }
  std::sort(booked.begin(), booked.end(), [](const Appointment& a, const Appointment& b) {
    return std::tie(a.at.start, a.place) < std::tie(b.at.start, b.place);
  });
  for (std::size_t i = 0; i < booked.size(); ++i) booked[i].id = fmt::format("M-{:03}", i + 1);
  plan_.meetings.insert(plan_.meetings.begin(), std::make_move_iterator(booked.begin()),
                        std::make_move_iterator(booked.end()));
}

}  // namespace

Plan make_plan(std::uint64_t seed) { return Planner(seed).make(); }

}  // namespace meetpoint::sample
