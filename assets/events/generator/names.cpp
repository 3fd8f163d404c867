#include "assets/events/generator/names.h"

#include <array>
#include <string_view>

namespace meetpoint::sample {
namespace {

using Words = std::vector<std::string>;

const Words dutch_given = {"Anaïs",   "Bram",  "Cato",     "Daan",     "Elke",  "Fien",    "Geert",
                           "Hanne",   "Ilse",  "Joris",    "Katrien",  "Lotte", "Maarten", "Noor",
                           "Pieter",  "Roos",  "Stijn",    "Tine",     "Wout",  "Zoë",     "Jelle",
                           "Marijke", "Koen",  "Liesbeth", "Renée",    "Loïs",  "Ward",    "Siska",
                           "Tibo",    "Greet", "Daniël",   "Mariëlle", "Joël",  "Margot"};
const Words french_given = {"Aurélie",  "Benoît", "Chloé",       "Damien",        "Élodie",
                            "François", "Gaëlle", "Hélène",      "Inès",          "Jérôme",
                            "Loïc",     "Maëlle", "Noémie",      "Océane",        "Raphaël",
                            "Solène",   "Théo",   "Valérie",     "Yves",          "Zélie",
                            "Mégane",   "Cédric", "Anne-Sophie", "Jean-Baptiste", "Marie-Ève"};
const Words other_given = {"Amira", "Bogdan", "Ciara",  "Dorota", "Emre",  "Fatima", "Ioana",
                           "Kenji", "Luca",   "Malik",  "Nadia",  "Oskar", "Priya",  "Samira",
                           "Tomás", "Yara",   "Zuzana", "Søren",  "Müge",  "Łukasz"};

const Words dutch_before = {"",         "",    "",     "",        "van der ",
                            "Van den ", "De ", "Van ", "van ’t ", "Ver"};
const Words dutch_first = {"Kwartel", "Zilver",  "Morgen", "Distel", "Wolken", "Klaver",  "Regen",
                           "Sterre",  "Wilgen",  "Hazel",  "Brem",   "Linde",  "Ransuil", "Kievit",
                           "Vlinder", "Heester", "Vossen", "Merel",  "Rozen",  "Zeemeeuw"};
const Words dutch_last = {"veld",    "bosch", "aerts",   "akker",  "hofstede", "donck",  "wyckx",
                          "broecke", "laer",  "meersch", "poorte", "steegh",   "gaerde", "houdt"};
const Words french_first = {"Mont",   "Fontau", "Castel", "Roche",  "Val",    "Grand",  "Petit",
                            "Tourne", "Merlau", "Saule",  "Aubren", "Estrée", "Claire", "Noir"};
const Words french_last = {"résil", "bel-Aubier", "rivière", "dombre",   "fresne", "bruyère",
                           "court", "lierre",     "mésange", "alouette", "sonnet", "brière"};
const Words french_before = {"", "", "", "", "de l’", "d’", "Le ", "du "};
const Words other_family = {"Brightwaterson", "Kowalczewicz",   "Ødegrimsen",  "Yıldırakan",
                            "O’Harriganley",  "Tanakawara",     "Morescuţă",   "Sandovalez",
                            "Haddarine",      "Petrovchenkova", "Nwachukweze", "Lindqvarnström",
                            "Ferraravanti",   "Çelikbaşoğlu",   "Novotnýček",  "Papadimoulis"};

const Words town_first = {"Zilver",  "Distel", "Wolken", "Kwartel", "Bever",  "Morgen", "Klaver",
                          "Vlinder", "Regen",  "Sterre", "Wilgen",  "Kievit", "Hazel",  "Reiger",
                          "Otter",   "Linde",  "Vos",    "Merel",   "Rozen",  "Brem"};
const Words town_last = {"beke",  "gem",   "waas", "rode", "dale",
                         "kerke", "hoven", "lo",   "zele", "wijk"};
const Words french_towns = {
    "Saint-Orval-les-Prés",    "Mont-d’Ambrelle",     "Fontaubelle-sur-Senelle",
    "Roche-aux-Alouettes",     "Valdombre-la-Grande", "Grandsaule-lez-Ormes",
    "Tournebruyère",           "Castelmésange",       "Petit-Fresnoy-l’Abbaye",
    "Claire-Fontaine-au-Bois", "Estréelle",           "Neuf-Aubier"};

const Words hospitals = {"AZ Sint-Ransuil",        "Ziekenhuis De Zilveren Brug",
                         "Clinique de l’Alouette", "AZ Maria Morgenrood",
                         "UZ Sterrewaas",          "Hôpital des Trois Saules",
                         "Zorggroep Klaverblad",   "AZ Onze-Lieve-Vrouw ter Distel",
                         "Clinique Sainte-Zélie",  "Psychiatrisch Centrum Wolkendale"};
const Words universities = {"Universiteit Zilverbeke",   "Université de Valdombre",
                            "Hogeschool Regenboog-Waas", "Haute École des Trois Rivières-Blanches",
                            "Kunstacademie De Kievit",   "Vrije Hogeschool Sterrerode"};
const Words flemish = {"Vlaams Agentschap voor Propere Beken",
                       "Agentschap Dorpspleinen en Hagen",
                       "Departement Fietspaden en Veren",
                       "Vlaams Bureau voor Dakgoten",
                       "Agentschap Schoolmaaltijden Vlaanderen-Oost",
                       "Vlaamse Dienst voor Hergebruikte Gebouwen",
                       "Agentschap Groene Daken en Natte Voeten"};
const Words federal = {"FOD Regenwater en Rivieren",   "SPF Patrimoine Roulant",
                       "Federaal Bureau voor Bankjes", "Régie fédérale des Toits Verts",
                       "FOD Kantoren en Keukens",      "Institut fédéral des Matériaux Retrouvés"};
const Words european = {
    "European Agency for Hedges and Verges", "European Office of Second-hand Furniture",
    "Committee of the Small Harbours of Europe", "European Institute for Slow Logistics",
    "Joint European Canteen Undertaking"};

struct Activity {
  Words before;  // the name begins with one of these
  Words after;   // or ends with one of these
};
const std::array<Activity, 5> activities = {{
    {{"Lab", "Studio", "Sensor"}, {"Digitaal", "Robotica", "Meetwerk", "Datahuis", "Technologies"}},
    {{"Kringloop", "Recup", "Ressourcerie"},
     {"Hergebruik", "Materialenbank", "Retour", "Tweede Leven", "Refurb"}},
    {{"Keuken", "Traiteur", "Cuisine"}, {"Broodjes", "Catering", "Soepbar", "Moestuin", "Festin"}},
    {{"Bouwbedrijf", "Toiture", "Houtbouw"},
     {"Kalkhennep", "Isolatie", "Dakwerken", "Construct", "Strobouw"}},
    {{"Maatwerk", "Atelier", "Werkplaats"},
     {"Groenzorg", "Wasserij", "Drukwerk", "Emploi", "Inclusief"}},
}};
const Words company_words = {
    "Zilverling",    "Klaverhand",      "De Kwartel",      "Wolkenier",    "Morgenstond",
    "Vlinderslag",   "Distelvink",      "Fontaubel",       "Grandsaule",   "Ransdonk",
    "Solenzo",       "Terravelo",       "Hazelaer",        "Estréelle",    "Ottersprong",
    "Roche-Mésange", "Kievitsnest",     "Sterrewerk",      "Bremstruik",   "L’Alouette",
    "Regenwulp",     "Noordlicht-Zuid", "Aubierre",        "Lindeloof",    "Zeemeermin",
    "Hop & Hagel",   "Tournesol-Nord",  "Veerkracht-Oost", "Petit Fresne", "Het Reigershuis"};
const Words legal_forms = {"bv", "cv", "vzw", "cvso", "asbl", "scrl-fs", "srl", "maatwerkbedrijf"};

// A letter with its accent taken off, or nothing.
std::string_view plain(std::string_view letter) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 44> letters = {{
      {"à", "a"}, {"á", "a"}, {"â", "a"}, {"ä", "a"}, {"ç", "c"}, {"è", "e"}, {"é", "e"},
      {"ê", "e"}, {"ë", "e"}, {"î", "i"}, {"ï", "i"}, {"ô", "o"}, {"ö", "o"}, {"ø", "o"},
      {"ù", "u"}, {"ú", "u"}, {"û", "u"}, {"ü", "u"}, {"ý", "y"}, {"É", "e"}, {"È", "e"},
      {"Ë", "e"}, {"Ø", "o"}, {"Ł", "l"}, {"ł", "l"}, {"ı", "i"}, {"ğ", "g"}, {"ş", "s"},
      {"Ç", "c"}, {"ţ", "t"}, {"ă", "a"}, {"č", "c"}, {"á", "a"}, {"’", "-"}, {"ó", "o"},
      {"í", "i"}, {"ñ", "n"}, {"ã", "a"}, {"å", "a"}, {"ě", "e"}, {"ř", "r"}, {"š", "s"},
      {"ž", "z"}, {"Å", "a"},
  }};
  for (const auto& [accented, bare] : letters) {
    if (accented == letter) return bare;
  }
  return {};
}

}  // namespace

const std::vector<std::string>& themes() {
  static const std::vector<std::string> all = {"Innovatie", "Circulaire economie", "Catering",
                                               "Bouw", "Sociaal ondernemen"};
  return all;
}

std::string NameMaker::family_name(const std::string& language) {
  if (language == "en") return random_.pick(other_family);
  if (language == "fr") {
    const std::string before = random_.pick(french_before);
    std::string first = random_.pick(french_first);
    const bool elided = before.ends_with("’");
    if (elided) first = random_.chance(50) ? "Aubren" : "Estrée";  // only before a vowel
    return before + first + random_.pick(french_last);
  }
  const std::string before = random_.pick(dutch_before);
  const std::string last = random_.pick(dutch_last);
  std::string stem = random_.pick(dutch_first) + last;
  if (before == "Ver") stem[0] = static_cast<char>(stem[0] + 32);
  return before + stem;
}

PersonName NameMaker::person() {
  while (true) {
    const std::size_t dice = random_.below(100);
    PersonName name;
    name.language = dice < 56 ? "nl" : dice < 86 ? "fr" : "en";
    name.given = random_.pick(dice < 56 ? dutch_given : dice < 86 ? french_given : other_given);
    name.family = family_name(name.language);
    if (random_.chance(7)) name.family += "-" + family_name(random_.chance(50) ? "fr" : "nl");
    if (random_.chance(2)) {  // what badges and screens must have room for
      const std::string second = random_.pick(dutch_given);
      name.given += "-" + random_.pick(french_given) + " " + second;
      name.family += " de Roche-" + family_name("fr");
    }
    if (taken_.insert(name.given + " " + name.family).second) return name;
  }
}

std::string NameMaker::town() {
  const std::string last = random_.pick(town_last);
  return random_.pick(town_first) + last;
}

OrganisationName NameMaker::public_body(std::size_t index) {
  const auto from = [&](const Words& list, std::size_t at, const char* sector) {
    return OrganisationName{list[at], sector, sector == std::string("town") ? "" : town()};
  };
  std::size_t at = index;
  if (at < hospitals.size()) return from(hospitals, at, "hospital");
  at -= hospitals.size();
  if (at < universities.size()) return from(universities, at, "university");
  at -= universities.size();
  if (at < flemish.size()) return from(flemish, at, "Flemish body");
  at -= flemish.size();
  if (at < federal.size()) return from(federal, at, "federal body");
  at -= federal.size();
  if (at < european.size()) return from(european, at, "European body");
  while (true) {
    const bool french = random_.chance(25);
    const std::string place = french ? random_.pick(french_towns) : town();
    static const Words dutch_kinds = {"Stad ", "Gemeente ", "Gemeente ", "OCMW "};
    static const Words french_kinds = {"Ville de ", "Commune de ", "CPAS de "};
    std::string name = random_.pick(french ? french_kinds : dutch_kinds) + place;
    if (taken_.insert(name).second) return {std::move(name), "town", place};
  }
}

OrganisationName NameMaker::company(std::size_t theme) {
  static const Words sectors = {"innovation", "circular economy", "catering", "construction",
                                "social entrepreneurship"};
  const Activity& activity = activities[theme];
  while (true) {
    const std::string& word = random_.pick(company_words);
    std::string name = random_.chance(35) ? random_.pick(activity.before) + " " + word
                                          : word + " " + random_.pick(activity.after);
    name += " " + random_.pick(legal_forms);
    const std::string place = random_.chance(25) ? random_.pick(french_towns) : town();
    if (taken_.insert(name).second) return {std::move(name), sectors[theme], place};
  }
}

std::string address_part(const std::string& text) {
  std::string part;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xe0 ? 3 : 2;
    const std::string_view letter = std::string_view(text).substr(i, length);
    i += length;
    if (length > 1) {
      part += plain(letter);
    } else if (lead >= 'A' && lead <= 'Z') {
      part += static_cast<char>(lead + 32);
    } else if ((lead >= 'a' && lead <= 'z') || (lead >= '0' && lead <= '9')) {
      part += letter;
    } else if (!part.empty() && part.back() != '-') {
      part += '-';
    }
  }
  while (!part.empty() && part.back() == '-') part.pop_back();
  return part;
}

}  // namespace meetpoint::sample
