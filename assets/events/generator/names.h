// Invented people, towns and organisations. Given names are common ones; family names, places and
// organisations are put together from parts so that none of them exists.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "assets/events/generator/random.h"

namespace meetpoint::sample {

struct PersonName {
  std::string given;
  std::string family;
  std::string language;  // nl, fr or en
};

struct OrganisationName {
  std::string name;
  std::string sector;
  std::string town;
};

// Makes names, none twice.
class NameMaker {
 public:
  explicit NameMaker(Random& random) : random_(random) {}

  PersonName person();
  // A town, hospital, university, Flemish, federal or European body.
  OrganisationName public_body(std::size_t index);
  // A company of the sustainable and social economy that works on `theme` (index into themes()).
  OrganisationName company(std::size_t theme);

 private:
  std::string family_name(const std::string& language);
  std::string town();
  Random& random_;
  std::set<std::string> taken_;
};

const std::vector<std::string>& themes();

// "anais.van-der-zilverbosch": letters, digits, points and hyphens only.
std::string address_part(const std::string& text);

}  // namespace meetpoint::sample
