// What the commands of meetpoint-hub do and print. Exit codes: 0 done, 1 failed, 2 wrong usage.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/clock.h"
#include "sync/hub/admin_link.h"
#include "sync/hub/http_server.h"

namespace meetpoint::hub {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

// What all commands share. `event` empty: the only one there is. `database`: PostgreSQL, by a
// connection string of libpq, instead of a data folder; empty: the folder.
struct CommandContext {
  std::filesystem::path data;
  std::string event;
  const Clock& clock;
  std::ostream& out;
  std::ostream& err;
  std::string database = {};
};

// By which way a command reaches the data, and what that needs. Fails as AdminLink does.
struct Reached {
  std::optional<DataFolder> folder;
  std::unique_ptr<AdminLink> link;
};
// `create`: makes a folder that is not there.
Result<std::unique_ptr<Reached>> reach(const CommandContext&, bool create);

// Until SIGTERM or SIGINT, which the caller has blocked in all threads. Prints
// "listening on http://127.0.0.1:PORT" when connections are accepted. A folder that joined a
// central hub is served as its relay; `upstream`: that hub's address, where it has moved.
struct RelayOptions {
  std::string upstream;
  std::string hub_ca;  // PEM file to trust instead of the system's
};
int serve(const CommandContext&, ServerOptions, const RelayOptions& = {});

// Makes an empty folder the relay of a central hub, with a code of 'station add --role relay'.
int join(const CommandContext&, const std::string& url, const std::string& code,
         const std::string& hub_ca);

int import_files(const CommandContext&, const std::vector<std::filesystem::path>& files);
// To a file, or to `out` where `output` is empty.
// `anyway`: although stations have not brought back what a restored hub lost.
int export_contacts(const CommandContext&, const std::string& format,
                    const std::filesystem::path& output, bool anyway = false);
int add_station(const CommandContext&, const std::string& name, const std::string& role,
                bool again);
int list_stations(const CommandContext&);
int revoke_station(const CommandContext&, const std::string& station);
// What stations sent that is kept but can't count, and why. No personal data.
int list_rejected(const CommandContext&);
// How the seats of the zones stand. `go_on`: grant although some stations have not reported.
int list_seats(const CommandContext&, bool go_on);
// Takes a person out of all that is kept; only with `yes`.
int erase_attendee(const CommandContext&, const std::string& attendee, bool yes);
// Takes in a file of 'meetpoint-kiosk rescue'.
int rescue(const CommandContext&, const std::filesystem::path& file, bool approved);
int restored(const CommandContext&);
// Each a data folder, or a connection string of libpq.
int move_event(const CommandContext&, const std::string& from, const std::string& to);
int state_hash(const CommandContext&);

}  // namespace meetpoint::hub
