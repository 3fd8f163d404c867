// The sample day as the organiser would plan it: who meets whom when, with nobody and no table at
// two things at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace meetpoint::sample {

struct Person {
  std::string id;
  std::string given;
  std::string family;
  std::string organisation;  // its id
  std::string role;
  std::string language;
  std::string email;
  std::string telephone;
  std::string badge;
  std::string zone;
  std::vector<std::string> interests;
  std::vector<std::string> sessions;
};

struct Body {
  std::string id;
  std::string name;
  std::string sector;
  std::string town;
};

struct Spot {
  std::string id;
  std::string name;
  std::string kind;
  std::string directions;
  std::string organisation;
};

// Minutes count from the midnight the day begins with.
struct Slot {
  int start = 0;
  int end = 0;
};

struct Appointment {
  std::string id;
  std::string kind;
  std::string title;
  std::string place;
  Slot at;
  std::vector<std::string> people;
  int round = 0;  // of the speed date, from 1
};

struct Talk {
  std::string id;
  std::string title;
  std::string theme;
  std::string place;
  Slot at;
  std::vector<std::string> speakers;
};

struct BreakOut {
  std::string id;
  std::string topic;
  std::string place;
  Slot at;
  int capacity = 0;
  std::string role;  // whom it is for; empty: everybody
  std::vector<std::string> themes;
  std::string facilitator;
};

struct Plan {
  std::vector<Body> organisations;
  std::vector<Person> people;
  std::vector<Spot> places;
  std::vector<Appointment> meetings;
  std::vector<Appointment> speed_dates;
  std::vector<Talk> sessions;
  std::vector<BreakOut> zones;
};

// The one of the files in assets/events/meet-your-buyer.
inline constexpr std::uint64_t default_seed = 2027;

// The same seed gives the same plan, on every computer.
Plan make_plan(std::uint64_t seed);

}  // namespace meetpoint::sample
