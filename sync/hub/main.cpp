// The command line of meetpoint-hub.
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX, beyond <csignal>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "sync/base/shifted_clock.h"
#include "sync/hub/auth.h"
#include "sync/hub/commands.h"

namespace {

namespace hub = meetpoint::hub;

// Signals go to serve() alone, a write beyond a file's limit is an error like any other, and each
// connection is a file.
void prepare_process() {
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

int run(int argc, char** argv) {
  CLI::App app{"The hub of an event: kiosks hand in here who checked in and who met whom.",
               "meetpoint-hub"};
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(MEETPOINT_VERSION));
  app.failure_message(CLI::FailureMessage::simple);

  std::string data;
  std::string database;
  std::string event;
  bool verbose = false;
  const auto common = [&](CLI::App* command) {
    command->add_option("--data", data,
                        "the hub's folder (default: " + hub::default_data_folder().string() + ")");
    command
        ->add_option("--database", database,
                     "instead of a folder: PostgreSQL, as postgresql://USER@HOST/DATABASE, which "
                     "several hubs may share; a password goes into PGPASSWORD or a file that "
                     "PGPASSFILE names")
        ->envname("MEETPOINT_DATABASE");
    command->add_flag("--verbose", verbose, "log more");
    return command;
  };
  const auto of_event = [&](CLI::App* command) {
    common(command)->add_option("--event", event, "the event's id, where there are several");
    return command;
  };

  hub::ServerOptions options{.listen = "127.0.0.1:8080"};
  auto* serve = common(app.add_subcommand("serve", "Answer kiosks until it is stopped"));
  serve->add_option("--listen", options.listen, "ADDRESS:PORT; 0.0.0.0:8080 for the whole network")
      ->capture_default_str();
  serve->add_option("--tls-cert", options.tls_certificate, "PEM file, for https");
  serve->add_option("--tls-key", options.tls_key, "PEM file of its key");
  hub::RelayOptions of_relay;
  serve->add_option("--upstream", of_relay.upstream,
                    "of a relay: where the central hub is now (default: where it joined)");
  const auto trust = [&](CLI::App* command) {
    command->add_option("--upstream-ca", of_relay.hub_ca,
                        "PEM file: the authority of the central hub's certificate");
  };
  trust(serve);
  std::string rehearse;
  serve->add_option(
      "--rehearse-at", rehearse,
      "Pretend that it is this time (UTC, 2027-03-18T09:05:00Z), to try an event out; "
      "for kiosks that do the same");

  std::string url;
  std::string code;
  auto* join = common(app.add_subcommand(
      "join", "Make an empty folder the relay of a central hub, for the venue's own network"));
  join->add_option("URL", url, "the central hub's address, such as https://hub.example")
      ->required();
  join->add_option("CODE", code, "of 'meetpoint-hub station add NAME --role relay' there")
      ->required();
  trust(join);

  std::vector<std::filesystem::path> files;
  auto* import = common(app.add_subcommand("import", "Read an event from XLSX or CSV files"));
  import->add_option("FILE", files, "one XLSX, or CSV files named after its sheets")->required();

  auto* exports = app.add_subcommand("export", "Write what was recorded to a file");
  exports->require_subcommand(1);
  auto* contacts = of_event(exports->add_subcommand("contacts", "Who met whom, as they allow"));
  std::string format = "csv";
  std::filesystem::path output;
  contacts->add_option("--format", format, "csv, xlsx or json")
      ->check(CLI::IsMember({"csv", "xlsx", "json"}))
      ->capture_default_str();
  contacts->add_option("--output", output, "the file (default: what is printed)");
  bool anyway = false;
  contacts->add_flag("--anyway", anyway,
                     "although kiosks have not brought back what a restored hub lost");

  auto* station = app.add_subcommand("station", "Add, list and revoke kiosks");
  station->require_subcommand(1);
  std::string name;
  std::string role = "kiosk";
  bool again = false;
  auto* add = of_event(station->add_subcommand("add", "Make a one-time code for a new kiosk"));
  add->add_option("NAME", name, "what you call it, such as 'Entrance left'")->required();
  add->add_option("--role", role,
                  "kiosk, organiser (may download the contacts), or relay (a hub at the venue that "
                  "passes on what kiosks signed)")
      ->check(CLI::IsMember({"kiosk", "organiser", "relay"}))
      ->capture_default_str();
  add->add_flag("--again", again, "a new code for a kiosk that was enrolled before");
  auto* list = of_event(station->add_subcommand("list", "Show the kiosks"));
  auto* revoke = of_event(station->add_subcommand("revoke", "Shut a kiosk out"));
  revoke->add_option("STATION", name, "its number or its name")->required();

  auto* rejected =
      of_event(app.add_subcommand("rejected", "Show what kiosks sent that can't count, and why"));

  bool go_on = false;
  auto* seats = of_event(app.add_subcommand("seats", "Show how the seats of the zones stand"));
  seats->add_flag("--go-on", go_on,
                  "set seats aside again although some kiosks have not reported since the hub was "
                  "started; only where its folder was not put back from a copy");

  std::string attendee;
  bool yes = false;
  auto* erase = of_event(app.add_subcommand("erase", "Erase a person, here and at every kiosk"));
  erase->add_option("ATTENDEE", attendee, "the person's id, as in the list that was imported")
      ->required();
  erase->add_flag("--yes", yes, "this can't be undone");

  std::filesystem::path rescue_file;
  bool approve = false;
  auto* rescue = common(app.add_subcommand(
      "rescue", "Take in what a kiosk recorded, from a file of 'meetpoint-kiosk rescue'"));
  rescue->add_option("FILE", rescue_file, "the file")->required();
  rescue->add_flag("--approve", approve,
                   "also of a kiosk that was revoked, or that has never had a key");
  auto* restored =
      of_event(app.add_subcommand("restored", "Say that this folder is a copy that was put back"));
  std::string from;
  std::string to;
  auto* move = app.add_subcommand(
      "move", "Move an event to another folder or to PostgreSQL, or back from there");
  move->add_option("--from", from, "a hub's folder, or postgresql://USER@HOST/DATABASE")
      ->required();
  move->add_option("--to", to, "the same, of where it is to go on")->required();
  move->add_option("--event", event, "the event's id, where there are several");
  move->add_flag("--verbose", verbose, "log more");
  auto* hash = of_event(app.add_subcommand("state-hash", "One hash of all that is recorded"));

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? hub::exit_done : hub::exit_usage;
  }

  auto log = spdlog::stderr_logger_mt("meetpoint-hub");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_default_logger(log);
  const auto quiet = serve->parsed() ? spdlog::level::info : spdlog::level::warn;
  spdlog::set_level(verbose ? spdlog::level::debug : quiet);
  if (const auto crypto = hub::init_crypto(); !crypto) {
    std::cerr << "meetpoint-hub: " << crypto.error().message << '\n';
    return hub::exit_failed;
  }

  std::unique_ptr<meetpoint::Clock> clock = std::make_unique<meetpoint::SystemClock>();
  if (!rehearse.empty()) {
    const auto at = meetpoint::parse_utc(rehearse);
    if (!at) {
      std::cerr << "meetpoint-hub: --rehearse-at: " << at.error().message << '\n';
      return hub::exit_usage;
    }
    clock = std::make_unique<meetpoint::ShiftedClock>(*at);
  }
  const hub::CommandContext context{
      data.empty() ? hub::default_data_folder() : std::filesystem::path(data),
      event,
      *clock,
      std::cout,
      std::cerr,
      database};
  if (serve->parsed()) return hub::serve(context, options, of_relay);
  if (join->parsed()) return hub::join(context, url, code, of_relay.hub_ca);
  if (import->parsed()) return hub::import_files(context, files);
  if (contacts->parsed()) return hub::export_contacts(context, format, output, anyway);
  if (add->parsed()) return hub::add_station(context, name, role, again);
  if (list->parsed()) return hub::list_stations(context);
  if (revoke->parsed()) return hub::revoke_station(context, name);
  if (rejected->parsed()) return hub::list_rejected(context);
  if (seats->parsed()) return hub::list_seats(context, go_on);
  if (erase->parsed()) return hub::erase_attendee(context, attendee, yes);
  if (rescue->parsed()) return hub::rescue(context, rescue_file, approve);
  if (restored->parsed()) return hub::restored(context);
  if (move->parsed()) return hub::move_event(context, from, to);
  if (hash->parsed()) return hub::state_hash(context);
  return hub::exit_usage;
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process();
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    std::cerr << "meetpoint-hub: " << problem.what() << '\n';
    return hub::exit_failed;
  }
}
