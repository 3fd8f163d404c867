// Screens as people will meet them: visits played through the core, with plain and with cruel data.
// In a header, since the tests of kiosk/ui and kiosk/pixels both show them.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "kiosk/core/update.h"
#include "kiosk/core/view.h"

namespace meetpoint::ui {

struct Sample {
  std::string name;
  core::ScreenModel model;
};

class Stage {
 public:
  Stage(std::string language, bool cruel) : language_(std::move(language)), cruel_(cruel) {
    send(core::EventChanged{event()});
    send(core::CameraChanged{core::CameraState::running, ""});
    core::SyncStatus status;
    status.online = status.ever_online = true;
    send(core::SyncChanged{status});
    now_ = at(13, 50);
  }

  static Instant at(int hour, int minute = 0) {
    constexpr Instant midnight{std::chrono::sys_days{std::chrono::year{2027} / 3 / 4} -
                               std::chrono::hours{1}};
    return midnight + std::chrono::hours{hour} + std::chrono::minutes{minute};
  }

  Event event() const {
    Event event;
    event.id = EventId{"myb"};
    event.name = cruel_ ? "Meet Your Buyer – Sociale en Duurzame Overheidsopdrachten 2027"
                        : "Meet Your Buyer";
    event.venue = "Brussel";
    event.time_zone = {"Europe/Brussels", {{from_ms(0), 60}}};
    event.starts_at = at(9);
    event.ends_at = at(18);
    event.languages = {"nl", "fr", "en"};
    return event;
  }

  Day first() const {
    Day day = person(
        "A",
        cruel_ ? "Marie-Antoinette Vandenbroucke-van der Meersschaert" : "Anaïs van der Meersch",
        cruel_ ? "Intercommunale Vereniging voor Duurzaamheidscoördinatie en "
                 "Afvalstoffenverwerking Zoutbeke-Lindergem"
               : "Stad Zoutbeke");
    MeetingItem next =
        meeting("M1", at(14), at(14, 20), "Tafel 14", "Grote zaal, links van het podium");
    next.partners = {cruel_ ? partner("B", "Jean-Christophe de Grootheeckhoudt d’Ursel",
                                      "Coöperatieve Vennootschap Maatwerkbedrijf "
                                      "Energiehuisrenovatiebegeleidingsdienst",
                                      false)
                            : partner("B", "Bram Desmedt", "Kringwerk cvso", false)};
    if (cruel_) {
      next.moved_from_place = "Tafel 3";
      next.moved_from_time = at(13, 40);
      MeetingItem other = meeting("M4", at(14, 10), at(14, 30), "Tafel 58", "");
      other.partners = {partner("D", "Ödön Van den Heuvel", "Groenhof vzw", true)};
      day.meetings.push_back(other);
      MeetingItem gone = meeting("M5", at(13, 55), at(14), "Tafel 22", "");
      gone.cancelled = true;
      gone.partners = {partner("E", "Liesbeth Wouters", "Hospitaal Sint-Ermelinde", true)};
      day.meetings.push_back(gone);
    }
    day.meetings.push_back(next);
    MeetingItem early = meeting("M0", at(10), at(10, 20), "Tafel 7", "");
    early.partners = {partner("F", "Joke Claes", "Papierwijzer bv", true)};
    day.meetings.push_back(early);
    MeetingItem round = meeting("M2", at(15), at(15, 45), "Zaal Horta", "Eerste verdieping");
    round.title = "Rondetafel catering";
    round.kind = "round_table";
    round.partners = {partner("G", "Noor Aerts", "", true), partner("H", "Wim Peeters", "", false),
                      partner("I", "Élodie Lambert", "", true),
                      partner("J", "Kris Maes", "", true)};
    day.meetings.push_back(round);
    MeetingItem late = meeting("M3", at(16, 20), at(16, 40), "Stand B7", "");
    late.partners = {partner("K", "Youssef El Amrani", "Tuinatelier De Kei", false)};
    day.meetings.push_back(late);
    SessionItem pitch;
    pitch.id = SessionId{"S1"};
    pitch.title = "Circulair bouwen: wat vraagt de koper?";
    pitch.theme = "Circulaire economie";
    pitch.place = "Auditorium";
    pitch.starts_at = at(11);
    pitch.ends_at = at(11, 45);
    pitch.booked = true;
    day.sessions.push_back(pitch);
    ZoneItem zone;
    zone.id = ZoneId{"Z1"};
    zone.topic = "Hoe word ik leverancier van de overheid?";
    zone.place = "Zone 2, eerste verdieping";
    zone.directions = "De trap op, dan rechts";
    zone.facilitator = "Greet Ooms";
    zone.starts_at = at(14, 30);
    zone.ends_at = at(15, 15);
    zone.capacity = 20;
    zone.taken = 17;
    zone.booked = !cruel_;
    day.zones.push_back(zone);
    if (cruel_) {
      ZoneItem full = zone;
      full.id = ZoneId{"Z2"};
      full.topic = "Zin en onzin van labels";
      full.starts_at = at(14);
      full.ends_at = at(15);
      full.taken = 8;
      day.zones.push_back(full);
      ZoneItem dear = zone;
      dear.id = ZoneId{"Z3"};
      dear.topic = "Is duurzaam duurder?";
      dear.capacity = 0;
      dear.starts_at = at(16);
      dear.ends_at = at(17);
      day.zones.push_back(dear);
    }
    return day;
  }

  Day second() const {
    Day day = person("B", cruel_ ? "Jean-Christophe de Grootheeckhoudt d’Ursel" : "Bram Desmedt",
                     cruel_ ? "Coöperatieve Vennootschap Maatwerkbedrijf "
                              "Energiehuisrenovatiebegeleidingsdienst"
                            : "Kringwerk cvso");
    MeetingItem next = meeting("M9", at(14, 40), at(15), "Tafel 31", "");
    next.partners = {partner("L", "Hilde Bogaert", "Provincie Heuvelland", true)};
    day.meetings.push_back(next);
    return day;
  }

  void send(const core::AppEvent& event) {
    core::Update next = core::update(std::move(state_), event, now_);
    state_ = std::move(next.state);
    sent_ = std::move(next.commands);
  }
  void touch(core::Intent intent) { send(core::Touched{std::move(intent)}); }
  void pass(int seconds) {
    now_ += std::chrono::seconds{seconds};
    send(core::Ticked{});
  }
  std::uint64_t ticket() const {
    std::uint64_t found = 0;
    for (const core::Command& command : sent_) {
      std::visit(
          [&](const auto& c) {
            if constexpr (requires { c.ticket; }) found = c.ticket;
          },
          command);
    }
    return found;
  }
  void badge(const std::string& code, const Day& day, core::Verdict verdict) {
    send(core::BadgesRead{{code}});
    answer(code, day, verdict);
  }
  void answer(const std::string& code, const Day& day, core::Verdict verdict) {
    core::BadgeAnswered answer{.ticket = ticket(), .code = code};
    answer.decision.verdict = verdict;
    answer.day = day;
    if (verdict == core::Verdict::checked_in) answer.recorded = {{StationId{1}, 1, 1}};
    if (verdict == core::Verdict::already_checked_in) answer.decision.since = at(9, 12);
    send(answer);
  }
  void welcome() { badge("a", first(), core::Verdict::checked_in); }
  void consent() {
    welcome();
    touch(core::StartContact{});
    badge("b", second(), core::Verdict::checked_in);
  }
  Sample show(const std::string& name) const {
    core::ScreenModel model = core::view(state_, now_);
    model.language = language_;
    return {name, std::move(model)};
  }

 private:
  Day person(const std::string& id, const std::string& name,
             const std::string& organisation) const {
    Day day;
    day.event = event();
    day.attendee.id = AttendeeId{id};
    day.attendee.family_name = name;
    day.attendee.language = language_;
    day.organisation = organisation;
    return day;
  }
  static MeetingItem meeting(const std::string& id, Instant from, Instant to,
                             const std::string& place, const std::string& directions) {
    MeetingItem meeting;
    meeting.id = MeetingId{id};
    meeting.kind = "appointment";
    meeting.place = place;
    meeting.directions = directions;
    meeting.starts_at = from;
    meeting.ends_at = to;
    return meeting;
  }
  static Partner partner(const std::string& id, const std::string& name,
                         const std::string& organisation, bool arrived) {
    return {AttendeeId{id}, name, organisation, arrived};
  }

  std::string language_;
  bool cruel_;
  Instant now_ = at(13, 50);
  core::AppState state_;
  std::vector<core::Command> sent_;
};

// All screens in one language. `cruel`: very long names, compounds, everything at once.
inline std::vector<Sample> samples(const std::string& language, bool cruel) {
  using namespace core;
  std::vector<Sample> out;
  const auto play = [&](const std::string& name, const auto& act) {
    Stage stage(language, cruel);
    act(stage);
    out.push_back(stage.show(name));
  };
  play("waiting", [](Stage&) {});
  play("waiting-offline", [](Stage& s) {
    SyncStatus status;
    status.ever_online = true;
    status.offline_since = Stage::at(13, 40);
    status.waiting = 12;
    s.send(SyncChanged{status});
    s.send(CameraChanged{CameraState::lost, "video0"});
  });
  // Behind a relay, and where it has lost the central hub; and among other kiosks only.
  const auto number = [cruel](std::uint64_t plain) { return cruel ? 12'345 + plain : plain; };
  const auto behind_relay = [number](std::uint64_t kept) {
    SyncStatus status;
    status.online = status.ever_online = true;
    status.via_relay = status.relay_online = true;
    status.kept_at_relay = number(kept);
    return status;
  };
  const auto at_venue = [behind_relay](std::uint64_t kept) {
    SyncStatus status = behind_relay(kept);
    status.relay_online = false;
    status.relay_offline_since = Stage::at(13, 40);
    return status;
  };
  const auto among_peers = [number, cruel](std::size_t peers) {
    SyncStatus status;
    status.ever_online = true;
    status.offline_since = Stage::at(13, 40);
    status.waiting = number(12);
    status.peers = cruel ? 100 + peers : peers;
    return status;
  };
  const auto last_seconds = [cruel](Stage& s, SyncStatus status) {
    status.clock_wrong = cruel;
    s.send(SyncChanged{status});
    s.badge("a", s.first(), Verdict::already_checked_in);
    s.pass(13);
  };
  play("waiting-relayed", [&](Stage& s) { s.send(SyncChanged{behind_relay(3)}); });
  play("waiting-venue", [&](Stage& s) { s.send(SyncChanged{at_venue(12)}); });
  play("waiting-peers", [&](Stage& s) { s.send(SyncChanged{among_peers(3)}); });
  play("welcome-venue", [&](Stage& s) { last_seconds(s, at_venue(12)); });
  play("welcome-peers", [&](Stage& s) { last_seconds(s, among_peers(3)); });
  play("waiting-reader", [](Stage& s) { s.send(CameraChanged{CameraState::none, ""}); });
  play("waiting-closer", [](Stage& s) {
    s.send(AimMeasured{AimHint::closer, true});
    s.pass(1);
  });
  play("waiting-tilt", [](Stage& s) {
    s.send(AimMeasured{AimHint::tilt, true});
    s.pass(1);
  });
  play("waiting-dark", [](Stage& s) {
    s.send(AimMeasured{AimHint::more_light, true});
    s.pass(1);
  });
  play("welcome", [](Stage& s) { s.welcome(); });
  play("welcome-already", [](Stage& s) {
    s.badge("a", s.first(), Verdict::already_checked_in);
    s.pass(13);
  });
  play("welcome-nothing", [](Stage& s) {
    Day day = s.second();
    day.meetings.clear();
    s.badge("b", day, Verdict::checked_in);
  });
  play("welcome-running", [](Stage& s) {
    Day day = s.first();
    std::erase_if(day.meetings, [](const MeetingItem& m) { return m.id.value != "M2"; });
    day.meetings[0].starts_at = Stage::at(13, 30);
    day.zones[0].inside = true;
    s.badge("a", day, Verdict::checked_in);
  });
  play("agenda", [](Stage& s) {
    s.welcome();
    s.touch(ShowAgenda{});
  });
  play("contact-second", [](Stage& s) {
    s.welcome();
    s.touch(StartContact{});
    s.send(BadgesRead{{"a"}});
  });
  play("contact-second-dark", [](Stage& s) {
    s.welcome();
    s.touch(StartContact{});
    s.send(AimMeasured{AimHint::more_light, true});
    s.pass(1);
  });
  play("contact-consent", [](Stage& s) {
    s.consent();
    s.touch(ChooseShare{Side::first, Share::name});
  });
  play("contact-kept", [](Stage& s) {
    s.consent();
    s.touch(ChooseShare{Side::first, Share::details});
    s.touch(ChooseShare{Side::second, Share::nothing});
    s.touch(ConfirmContact{});
    s.send(Recorded{s.ticket(), {{StationId{1}, 1, 3}}, s.first()});
  });
  play("typing", [](Stage& s) {
    s.touch(OpenTyping{});
    s.touch(TypeText{"MP14K7ZQ"});
  });
  play("typing-empty", [](Stage& s) { s.touch(OpenTyping{}); });
  play("refused", [](Stage& s) { s.badge("x", {}, Verdict::unknown_badge); });
  play("revoked", [](Stage& s) { s.badge("x", {}, Verdict::revoked_badge); });
  play("removed", [](Stage& s) { s.badge("x", {}, Verdict::removed_attendee); });
  play("undone", [](Stage& s) {
    s.welcome();
    s.touch(UndoVisit{});
    s.send(Recorded{s.ticket(), {}, s.first()});
  });
  play("trouble", [](Stage& s) {
    s.send(BadgesRead{{"a"}});
    s.send(StoreFailed{
        s.ticket(),
        {ErrorCode::disk_full, "The disk is full; free at least 50 MB, then try again."}});
  });
  play("trouble-store", [](Stage& s) {
    s.send(StoreFailed{0,
                       {ErrorCode::newer_version,
                        "The database was made by a newer Meetpoint; install that version."}});
  });
  return out;
}

}  // namespace meetpoint::ui
