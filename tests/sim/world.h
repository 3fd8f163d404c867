// One simulated event: its people, stations, hub, network and faults, from a plan; and whether what
// must hold held. One thread; the same plan gives the same day, byte for byte.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "sync/wire/messages.h"
#include "tests/sim/hub_node.h"
#include "tests/sim/ledger.h"
#include "tests/sim/old_station.h"
#include "tests/sim/plan.h"
#include "tests/sim/station_node.h"

namespace meetpoint::sim {

struct Outcome {
  std::string failure;       // empty: all invariants held
  std::uint64_t trace = 0;   // a hash over everything that happened
  std::size_t facts = 0;     // at the hub, in the end
  std::size_t promises = 0;  // transactions shown as recorded
  std::size_t excused = 0;   // … whose every disk was lost
  std::uint64_t messages = 0;
  std::vector<std::string> history;  // where it was asked for
};

class World {
 public:
  // `folder` is the simulation's own, for the locks that are on the real disk.
  World(const Plan&, std::filesystem::path folder, bool keep_history);
  ~World();
  Outcome run();

 private:
  struct Visit {
    AttendeeId attendee;
    std::vector<FactId> facts;
    Stamp stamp;
    bool entry = false;  // into a zone
  };
  // A station, and what the judge knows of it.
  struct Site {
    std::unique_ptr<StationNode> node;
    StationId id;
    bool revoked = false;
    bool rebooting = false;
    std::size_t facts_when_revoked = 0;       // of this station at the hub
    std::optional<HubSeq> head_when_revoked;  // the hub's
    std::uint64_t epoch = 0;
    std::uint32_t incarnation = 0;
    HubSeq cursor = 0;
    std::optional<Image> aside;
    std::deque<Visit> visits;
  };
  struct Person {
    AttendeeId id;
    std::string badge;
    std::string mark;  // is in all that is personal about them, and nowhere else
    bool erased = false;
    ZoneId inside;
    StationId let_in_by;
    bool unbacked = false;  // by a kiosk that was revoked before the hub knew of it
    bool overridden = false;
  };
  struct Backup {
    Image image;
    HubSeq rows = 0;
  };

  // world.cpp
  void set_up();
  void add_site(std::string name, StationId);
  std::string make_code(const std::string& name, std::string_view role);
  void enrol(Site&);
  bool by_office(const std::function<Status()>& what);
  bool import();
  void perform(const Step&);
  void watch(Site&);
  void reboot_later(Site&);
  void reboot_hub_later();
  void heal();
  void drain();
  bool drained();
  bool has_asked(const store::JournalPosition&);
  void rescue_revoked();
  void note(std::string line);
  [[noreturn]] void failed(std::string why) const;

  // deeds.cpp
  void at_station(const Step&);
  void at_old_station(OldStation&, const Step&);
  void by_organiser(const Step&);
  // Tells the ledger what a screen said.
  void shown(Site&, std::string what, const AttendeeId&, const std::vector<FactId>&);
  using Body = std::function<std::vector<FactId>(store::StationWrite&)>;
  // In one transaction; whether it was kept.
  bool write(Site&, std::string what, const AttendeeId&, const Body&);
  bool write(Site&, std::string what, const AttendeeId&, const std::vector<FactBody>&);
  void give_up(Site&, const FactBody&);
  bool knows_badge(Site&, const Person&);
  void enter_zone(Site&, Person&, const ZoneId&, bool insists);
  void check_zones();
  std::size_t facts_from(StationId);
  void revoked(StationId);
  void note_revoked();

  // exports.cpp
  void open_office();
  void export_log();
  void remember_withdrawals();

  // faults.cpp
  void break_station(const Step&);
  void break_hub(const Step&);
  // `told`: stations of the release before hear of it; they can't find it out by themselves.
  void media_lost(std::string_view what, bool told = true);
  void forget_lost_erasures();
  void restore_hub(bool said);
  void put_back(const Backup&, bool said);
  void fail_over(const Backup& standby, HubSeq head, std::int64_t until);

  // neighbours.cpp
  void start_neighbours();
  void next_round();
  bool can_speak(const Site&) const;
  void learn_neighbours(Site&);
  void speak_around(Site&);
  void speak(Site& from, Site& to);
  struct Heard {
    std::map<FactId, Hlc> facts;
    std::set<FactId> of_erased;  // of whom it knows that they were
    Hlc clock;                   // the station's own
  };
  std::optional<Heard> heard_by(Site&);
  void hears(Site&, const Site& from, const std::optional<Heard>& before);
  void judge_heard(Site&, const std::vector<wire::Peer>& listed);
  bool waits_for_word(Site&);
  void shut_out_again();

  // checks.cpp: at the end, when all is drained.
  void judge();
  void judge_hub(store::Database&);
  void judge_chains(store::Database&);
  void judge_station(Site&, const std::string& shared_hash);
  void judge_privacy(Site&);
  void judge_flawed(store::Database&);
  void judge_set_aside(store::Database&);
  void judge_taken_back(store::Database&);
  void judge_presence(store::Database&, std::span<const Fact>, const std::string& whose);
  void judge_firsts(std::span<const Fact> facts);
  void judge_bytes();

  Plan plan_;
  std::filesystem::path folder_;
  bool keep_history_;
  Rng rng_;
  Timeline time_;
  EventId event_{"day"};
  Roster roster_;
  std::unique_ptr<HubNode> hub_;
  std::unique_ptr<Network> network_;
  std::vector<std::unique_ptr<Site>> sites_;
  std::vector<std::unique_ptr<OldStation>> old_;
  // What stations of the release before recorded that can't count.
  std::vector<std::pair<const OldStation*, FactId>> flawed_;
  std::vector<Person> people_;
  Ledger ledger_;
  std::optional<Backup> backup_;
  HubSeq rows_ = 0;           // positions that roster rows took, in the hub's present history
  bool rows_unsure_ = false;  // an import broke off: nobody knows whether it was kept
  std::string office_token_;  // of the organiser
  // Every withdrawal that was ever at a hub, whatever became of that hub.
  std::map<FactId, Withdrawal> withdrawals_;
  bool hub_rebooting_ = false;
  bool healed_ = false;  // all faults have stopped
  bool hub_was_restored_ = false;
  bool seats_unsure_ = false;  // a disk was copied or rolled back: its seats are there twice
  std::map<std::string, std::size_t> revoked_badges_;
  unsigned serial_ = 0;
  Outcome outcome_;
};

}  // namespace meetpoint::sim
