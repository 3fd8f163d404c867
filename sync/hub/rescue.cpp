// `meetpoint-hub rescue FILE`: what a kiosk recorded, brought by hand. The file is checked as a
// whole before anything of it is taken; its facts then come in by the same way as those of the
// network, so that each is here once.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <sstream>

#include "sync/hub/admin_messages.h"
#include "sync/hub/commands.h"
#include "sync/hub/handlers.h"
#include "sync/model/signature.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/rescue.h"

namespace meetpoint::hub {

namespace {

constexpr std::size_t max_rescue_request = 1024 * 1024;  // one push and its envelope

Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  if (problem) {
    return fail(ErrorCode::not_found,
                fmt::format("{} can't be read: {}.", path.string(), problem.message()));
  }
  if (size > wire::max_rescue_bytes) {
    return fail(ErrorCode::too_large, fmt::format("{} is larger than any rescue file ({} MB).",
                                                  path.string(), wire::max_rescue_bytes >> 20));
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return fail(ErrorCode::io, fmt::format("{} can't be read.", path.string()));
  return std::move(bytes).str();
}

// Where a file is signed, every push of it is, by the key that it names: else nothing of it is
// taken.
Status check_signatures(const wire::RescueFile& file) {
  if (file.public_key.empty()) return {};
  for (const wire::PushRequest& push : file.pushes) {
    const auto bytes = wire::signed_bytes(file.event, file.station, push);
    if (!bytes || !verify(*bytes, push.signature, file.public_key)) {
      return fail(
          ErrorCode::unauthorised,
          "This rescue file was changed after the kiosk signed it. Nothing of it was taken.");
    }
  }
  return {};
}

// The station as this hub knows it.
Result<Station> find_station(AdminLink& link, const wire::RescueFile& file) {
  const auto events = link.get<EventList>("/v1/admin/events");
  if (!events) return fail(events);
  const bool here = std::any_of(events->events.begin(), events->events.end(),
                                [&](const EventSummary& event) { return event.id == file.event; });
  if (!here) {
    return fail(
        ErrorCode::not_found,
        fmt::format(
            "This rescue file is of event '{}', which is not at this hub. Nothing of it was taken.",
            file.event.value));
  }
  const auto list = link.get<StationList>(
      fmt::format("/v1/admin/events/{}/stations", percent_encode(file.event.value)));
  if (!list) return fail(list);
  for (const Station& station : list->stations) {
    if (station.id == file.station) return station;
  }
  return fail(ErrorCode::not_found, fmt::format("This hub has no station {} ('{}'): the file is of "
                                                "another hub, or of a time that this hub has "
                                                "lost. Nothing of it was taken.",
                                                file.station.value, file.station_name));
}

std::string explained(const Error& error, const Station& station) {
  switch (error.code) {
    case ErrorCode::revoked:
      return fmt::format(
          "Station {} '{}' was revoked: look at who had it. To take its records all the same, add "
          "--approve.",
          station.id.value, station.name);
    default: return error.message;
  }
}

}  // namespace

Response Hub::take_rescued(const Request& request, const EventId& event, Instant now) {
  const auto message = read_message<RescueRequest>(request, max_rescue_request);
  if (!message) return reply_error(request, message.error());
  if (message->push.facts.size() > wire::max_facts_per_push) {
    return reply_error(request, {ErrorCode::too_large, "A push has at most 500 facts."});
  }
  auto outcome = store_.rescue(event, message->station, message->push, message->approved, now);
  if (!outcome) return reply_error(request, outcome.error());
  if (std::holds_alternative<NotSigned>(*outcome)) {
    return reply_error(
        request,
        {ErrorCode::unauthorised,
         "These records are not signed, or signed by another key than this station's. Nothing of "
         "them was taken."});
  }
  if (std::holds_alternative<Fork>(*outcome)) {
    return reply_error(
        request,
        {ErrorCode::conflict,
         fmt::format(
             "The hub has other records under the numbers of journal {}: the kiosk's disk was "
             "copied or put back. Let the kiosk itself send them, which numbers them anew.",
             message->push.incarnation)});
  }
  if (std::holds_alternative<Gap>(*outcome)) {
    return reply_error(request, {ErrorCode::protocol,
                                 "The records before these are neither here nor in the file."});
  }
  Accepted& accepted = std::get<Accepted>(*outcome);
  spdlog::info("{} facts of station {} came by a rescue file", accepted.fresh,
               message->station.value);
  Response response = reply(
      request, 200, wire::encode(RescueReply{accepted.fresh, std::move(accepted.reply.results)}));
  if (accepted.feed_grew) response.grew = event;
  return response;
}

int rescue(const CommandContext& context, const std::filesystem::path& path, bool approved) {
  const auto failed = [&](const std::string& words) {
    context.err << "meetpoint-hub: " << words << '\n';
    return exit_failed;
  };
  const auto bytes = read_file(path);
  if (!bytes) return failed(bytes.error().message);
  const auto file = wire::read_rescue(*bytes);
  if (!file) return failed(file.error().message);
  if (const Status whole = check_signatures(*file); !whole) return failed(whole.error().message);
  const auto reached = reach(context, false);
  if (!reached) return failed(reached.error().message);
  AdminLink& link = *(*reached)->link;
  const auto station = find_station(link, *file);
  if (!station) return failed(station.error().message);

  context.out << fmt::format(
      "Station {} '{}' at '{}': {} records, written {:%Y-%m-%d %H:%M} UTC by {}.\n",
      station->id.value, station->name, file->event.value, file->facts,
      std::chrono::floor<std::chrono::seconds>(file->made_at), file->app);
  std::uint64_t fresh = 0;
  std::vector<std::string> set_aside;
  std::vector<std::string> refused;
  std::uint32_t refused_journal = 0;
  for (const wire::PushRequest& push : file->pushes) {
    // What stands after a part that was refused would only be told to be without it.
    if (!refused.empty() && push.incarnation == refused_journal) continue;
    const auto reply = link.post<RescueReply>(
        fmt::format("/v1/admin/events/{}/rescue", percent_encode(file->event.value)),
        RescueRequest{file->station, approved, push});
    if (!reply) {
      refused.push_back(explained(reply.error(), *station));
      refused_journal = push.incarnation;
      // A journal that forked says nothing of the others; anything else is true for all.
      if (reply.error().code != ErrorCode::conflict) break;
      continue;
    }
    fresh += reply->fresh;
    for (const wire::PushResult& result : reply->set_aside) {
      set_aside.push_back(fmt::format("  {}.{}: {}", push.incarnation, result.seq, result.reason));
    }
  }
  const std::uint64_t here = file->facts - fresh;
  if (refused.empty()) {
    context.out << fmt::format("{} new, {} were here already, {} of them set aside.\n", fresh, here,
                               set_aside.size());
  } else if (fresh > 0) {
    context.out << fmt::format("{} new; the rest was not taken.\n", fresh);
  }
  for (const std::string& line : set_aside) context.out << line << '\n';
  for (const std::string& words : refused) context.err << "meetpoint-hub: " << words << '\n';
  return refused.empty() ? exit_done : exit_failed;
}

}  // namespace meetpoint::hub
