#include "sync/hub/importers/columns.h"

#include <algorithm>

#include "sync/hub/importers/text.h"

namespace meetpoint::importers {
namespace {

using F = Field;
constexpr bool required = true;
constexpr bool optional = false;
constexpr bool repeatable = true;

// Times are the same in every sheet that has them.
const ColumnRule date_column{F::date, optional, {"Date", "Datum", "Day", "Dag", "Jour"}};
const ColumnRule start_column{
    F::start,
    required,
    {"Start", "Begin", "From", "Van", "Starts at", "Start time", "Begins", "Beginuur", "Aanvang",
     "Starttijd", "Startuur", "Time", "Tijd", "Uur", "Début", "De", "Heure", "Heure de début"}};
const ColumnRule end_column{F::end,
                            required,
                            {"End", "Einde", "Until", "To", "Tot", "Ends at", "End time",
                             "Eindtijd", "Einduur", "Fin", "À", "Jusqu'à", "Heure de fin"}};
const ColumnRule place_column{F::place,
                              required,
                              {"Place", "Table", "Room", "Plaats", "Tafel", "Zaal", "Location",
                               "Locatie", "Lieu", "Salle", "Booth", "Where", "Waar"}};
const ColumnRule theme_column{F::theme, optional, {"Theme", "Thema", "Thème", "Track"}};
const ColumnRule title_column{F::title, optional, {"Title", "Titel", "Titre", "Subject"}};
const ColumnRule people_column{
    F::attendees,
    required,
    {"Attendees", "Attendee", "Deelnemers",  "Deelnemer", "Participants", "Participant",
     "People",    "Personen", "Personnes",   "Buyer",     "Supplier",     "Koper",
     "Inkoper",   "Aankoper", "Leverancier", "Acheteur",  "Fournisseur",  "With",
     "Met",       "Avec",     "Facilitator"},
    repeatable};
const ColumnRule cancelled_column{
    F::cancelled, optional, {"Cancelled", "Canceled", "Geannuleerd", "Annulé", "Status"}};

ColumnRule id_column(std::vector<std::string_view> more, bool needed = required) {
  std::vector<std::string_view> headings = {"Id",     "Code",   "Nr",     "No",
                                            "Number", "Nummer", "Numéro", "Identifier"};
  headings.insert(headings.end(), more.begin(), more.end());
  return {F::id, needed, std::move(headings)};
}

std::vector<SheetRule> make_sheets() {
  return {
      {SheetKind::event,
       required,
       {"Event", "Evenement", "Événement", "Evènement"},
       {id_column({"Event id"}),
        {F::name, required, {"Name", "Naam", "Nom", "Event", "Evenement", "Événement", "Title"}},
        {F::venue, optional, {"Venue", "Locatie", "Lieu", "Place", "Plaats"}},
        {F::time_zone, required, {"Time zone", "Tijdzone", "Fuseau horaire", "Timezone", "Zone"}},
        date_column,
        start_column,
        end_column,
        {F::languages, optional, {"Languages", "Language", "Talen", "Taal", "Langues", "Langue"}},
        {F::ticket_codes,
         optional,
         {"Ticket codes", "Code types", "Barcode types", "Soorten codes", "Types de codes",
          "Codes des billets"}}}},
      {SheetKind::organisations,
       optional,
       {"Organisations", "Organizations", "Organisaties", "Companies", "Bedrijven", "Entreprises"},
       {id_column({"Organisation id", "Organization id"}),
        {F::name,
         required,
         {"Name", "Naam", "Nom", "Organisation", "Organization", "Organisatie", "Company",
          "Bedrijf", "Entreprise"}},
        {F::sector, optional, {"Sector", "Secteur", "Industry", "Type", "Kind", "Soort"}},
        {F::town, optional, {"Town", "City", "Stad", "Gemeente", "Ville", "Commune"}}}},
      {SheetKind::attendees,
       required,
       {"Attendees", "Participants", "Deelnemers", "People", "Personen", "Personnes"},
       {id_column({"Attendee id", "Participant id", "Deelnemersnummer"}),
        {F::name,
         optional,
         {"Name", "Full name", "Naam", "Volledige naam", "Nom complet", "Attendee name"}},
        {F::given_name,
         optional,
         {"Given name", "First name", "Voornaam", "Prénom", "Firstname",
          "Attendee name given name"}},
        {F::family_name,
         optional,
         {"Family name", "Last name", "Surname", "Achternaam", "Familienaam", "Nom de famille",
          "Nom", "Lastname", "Attendee name family name"}},
        {F::organisation,
         optional,
         {"Organisation", "Organization", "Organisatie", "Company", "Bedrijf", "Entreprise",
          "Société", "Organisation id", "Organization id"}},
        {F::role, required, {"Role", "Rol", "Rôle", "Product", "Ticket", "Type", "Profile"}},
        {F::language, optional, {"Language", "Taal", "Langue"}},
        {F::interests,
         optional,
         {"Interests", "Themes", "Interesses", "Thema's", "Intérêts", "Thèmes"}},
        {F::zone, optional, {"Zone", "Break-out zone", "Booked zone", "Werkgroep", "Groupe"}},
        {F::sessions, optional, {"Sessions", "Pitches", "Sessies", "Session", "Séances"}},
        {F::email,
         optional,
         {"E-mail", "Mail", "E-mail address", "E-mailadres", "Courriel", "Adresse e-mail",
          "Attendee e-mail"}},
        {F::telephone,
         optional,
         {"Telephone", "Phone", "Mobile", "Telefoon", "Gsm", "Téléphone", "Phone number"}},
        {F::badge,
         optional,
         {"Badge", "Badge code", "Barcode", "QR code", "QR", "Secret", "Scan id"}}}},
      {SheetKind::badges,
       optional,
       {"Badges", "Badge"},
       {{F::badge,
         required,
         {"Code", "Badge", "Badge code", "Barcode", "QR code", "QR", "Secret", "Scan id"}},
        {F::attendee,
         required,
         {"Attendee", "Attendee id", "Deelnemer", "Participant", "Person", "Persoon", "Personne"}},
        {F::revoked, optional, {"Revoked", "Ingetrokken", "Révoqué", "Geblokkeerd", "Blocked"}}}},
      {SheetKind::places,
       optional,
       {"Places", "Plaatsen", "Lieux", "Tables", "Tafels", "Rooms", "Zalen", "Locations"},
       {id_column({"Place id", "Table id"}),
        {F::name,
         required,
         {"Name", "Naam", "Nom", "Place", "Plaats", "Lieu", "Table", "Tafel", "Room", "Zaal"}},
        {F::kind, required, {"Kind", "Type", "Soort", "Genre"}},
        {F::directions,
         optional,
         {"Directions", "How to get there", "Wegwijzer", "Route", "Itinéraire", "Chemin"}},
        {F::organisation,
         optional,
         {"Organisation", "Organization", "Organisatie", "Company", "Bedrijf", "Entreprise",
          "Exhibitor", "Exposant"}}}},
      {SheetKind::meetings,
       optional,
       {"Meetings", "Appointments", "Afspraken", "Rendez-vous", "Ontmoetingen", "Meeting plan"},
       {id_column({"Meeting id"}),
        {F::kind, optional, {"Kind", "Type", "Soort", "Genre"}},
        title_column,
        place_column,
        date_column,
        start_column,
        end_column,
        people_column,
        cancelled_column}},
      {SheetKind::speed_dates,
       optional,
       {"Speed dates", "Speed date", "Speeddates", "Speed dating", "Speeddaten"},
       {id_column({"Meeting id"}, optional),
        {F::round, required, {"Round", "Ronde", "Tour", "Rotation"}},
        title_column,
        place_column,
        date_column,
        start_column,
        end_column,
        people_column,
        cancelled_column}},
      {SheetKind::sessions,
       optional,
       {"Sessions", "Pitches", "Talks", "Sessies", "Séances", "Programme", "Programma"},
       {id_column({"Session id"}),
        {F::title, required, {"Title", "Titel", "Titre", "Name", "Naam", "Nom", "Session"}},
        theme_column,
        place_column,
        date_column,
        start_column,
        end_column,
        {F::speakers,
         optional,
         {"Speakers", "Speaker", "Sprekers", "Spreker", "Orateurs", "Orateur", "Pitchers"},
         repeatable}}},
      {SheetKind::zones,
       optional,
       {"Zones", "Break-out zones", "Working groups", "Werkgroepen", "Groupes de travail"},
       {id_column({"Zone id"}),
        {F::topic,
         required,
         {"Topic", "Title", "Titel", "Onderwerp", "Sujet", "Titre", "Name", "Naam", "Nom"}},
        place_column,
        date_column,
        start_column,
        end_column,
        {F::capacity,
         optional,
         {"Capacity", "Seats", "Capaciteit", "Plaatsen", "Zitplaatsen", "Capacité", "Places"}},
        {F::roles, optional, {"Roles", "For", "Rollen", "Voor", "Rôles", "Pour"}},
        {F::themes, optional, {"Themes", "Theme", "Thema's", "Thema", "Thèmes", "Thème"}},
        {F::facilitator,
         optional,
         {"Facilitator", "Moderator", "Begeleider", "Animateur", "Facilitateur"}}}},
  };
}

bool any_folds_to(const std::vector<std::string_view>& candidates, const std::string& key) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](std::string_view c) { return folded(c) == key; });
}

struct Word {
  std::string_view word;
  std::vector<std::string_view> written;
};

std::string word_for(std::span<const Word> words, std::string_view text) {
  const std::string key = folded(text);
  for (const Word& word : words) {
    if (any_folds_to(word.written, key)) return std::string(word.word);
  }
  return {};
}

}  // namespace

std::span<const SheetRule> event_sheets() {
  static const std::vector<SheetRule> sheets = make_sheets();
  return sheets;
}

const SheetRule* rule_for_sheet(std::string_view name) {
  const auto find = [](std::string_view text) -> const SheetRule* {
    const std::string key = folded(text);
    for (const SheetRule& rule : event_sheets()) {
      if (any_folds_to(rule.names, key)) return &rule;
    }
    return nullptr;
  };
  if (const SheetRule* rule = find(name)) return rule;
  // "03_attendees", "Buyers 2027 - Attendees": the words after each separator.
  for (std::size_t at = 0; (at = name.find_first_of("-_. ", at)) != std::string_view::npos; ++at) {
    if (const SheetRule* rule = find(name.substr(at + 1))) return rule;
  }
  return nullptr;
}

const ColumnRule* rule_for_heading(const SheetRule& sheet, std::string_view heading) {
  std::string key = folded(heading);
  for (const ColumnRule& rule : sheet.columns) {
    if (any_folds_to(rule.headings, key)) return &rule;
  }
  while (!key.empty() && key.back() >= '0' && key.back() <= '9') key.pop_back();
  for (const ColumnRule& rule : sheet.columns) {
    if (rule.repeatable && any_folds_to(rule.headings, key)) return &rule;
  }
  return nullptr;
}

std::string role_word(std::string_view text) {
  static const std::vector<Word> words = {
      {"buyer", {"buyer", "koper", "inkoper", "aankoper", "acheteur", "acheteuse"}},
      {"supplier", {"supplier", "leverancier", "fournisseur", "vendor", "fournisseuse"}},
      {"facilitator", {"facilitator", "begeleider", "moderator", "animateur", "facilitateur"}},
      {"speaker", {"speaker", "spreker", "orateur", "oratrice"}},
      {"sponsor", {"sponsor"}},
      {"staff", {"staff", "medewerker", "personeel", "organisatie", "crew", "organisateur"}},
  };
  return word_for(words, text);
}

std::string place_kind_word(std::string_view text) {
  static const std::vector<Word> words = {
      {"table", {"table", "tafel", "round table", "rondetafel", "table ronde"}},
      {"room", {"room", "zaal", "salle", "hall", "lokaal"}},
      {"zone", {"zone", "break-out zone", "breakout"}},
      {"stand", {"stand", "booth", "beursstand"}},
  };
  return word_for(words, text);
}

std::string meeting_kind_word(std::string_view text) {
  static const std::vector<Word> words = {
      {"appointment", {"appointment", "afspraak", "rendez-vous", "meeting", "1:1"}},
      {"speed_date", {"speed date", "speeddate", "speed dating"}},
      {"round_table", {"round table", "rondetafel", "ronde tafel", "table ronde"}},
  };
  return word_for(words, text);
}

std::string language_word(std::string_view text) {
  static const std::vector<Word> words = {
      {"nl", {"nl", "nl-be", "nl-nl", "nederlands", "dutch", "néerlandais"}},
      {"fr", {"fr", "fr-be", "fr-fr", "français", "frans", "french"}},
      {"en", {"en", "en-gb", "en-us", "english", "engels", "anglais"}},
  };
  return word_for(words, text);
}

std::string ticket_code_word(std::string_view text) {
  static const std::vector<Word> words = {
      {"qr_code", {"qr", "qr code"}},
      {"micro_qr_code", {"micro qr", "micro qr code", "mqr"}},
      {"data_matrix", {"data matrix", "datamatrix code", "ecc200"}},
      {"aztec", {"aztec", "aztec code"}},
      {"pdf417", {"pdf417", "pdf417 code"}},
      {"code_128", {"code 128"}},
  };
  return word_for(words, text);
}

std::optional<bool> yes_or_no(std::string_view text) {
  static const std::vector<Word> words = {
      {"yes",
       {"yes", "y", "true", "1", "x", "ja", "oui", "waar", "vrai", "cancelled", "canceled",
        "geannuleerd", "annulé", "revoked"}},
      {"no",
       {"no", "n", "false", "0", "nee", "non", "onwaar", "faux", "accepted", "confirmed",
        "aanvaard", "bevestigd", "confirmé", "accepté"}},
  };
  const std::string word = word_for(words, text);
  if (word.empty()) return std::nullopt;
  return word == "yes";
}

}  // namespace meetpoint::importers
