#include "sync/client/enrol.h"

#include <fmt/format.h>

#include "sync/client/hub_address.h"
#include "sync/client/hub_reply.h"
#include "sync/client/hub_request.h"

namespace meetpoint::client {

namespace {

Error words_for(const Refusal& refusal) {
  const Error& error = refusal.error;
  if (refusal.name == "code_used") {
    return {
        ErrorCode::conflict,
        "This enrolment code was used already; each works once. Ask the organiser for a new one "
        "(meetpoint-hub station add NAME --again)."};
  }
  if (refusal.name == "code_expired") {
    return {
        ErrorCode::conflict,
        "This enrolment code is too old. Ask the organiser for a new one (meetpoint-hub station "
        "add NAME --again)."};
  }
  switch (refusal.why) {
    case Why::unauthorised:
    case Why::foreign:
      return {
          ErrorCode::unauthorised,
          "The hub does not know this enrolment code. Type it as the organiser's list shows it, "
          "or ask for a new one (meetpoint-hub station add NAME)."};
    case Why::busy:
      if (refusal.retry_after) {
        return {ErrorCode::unreachable,
                fmt::format("The hub asks to wait: try again in {} seconds.",
                            std::chrono::ceil<std::chrono::seconds>(*refusal.retry_after).count())};
      }
      return error;
    default: return error;
  }
}

}  // namespace

Result<store::Enrolment> enrol(Transport& transport, const Clock& clock, const std::string& hub_url,
                               const std::string& code, const std::string& app) {
  const auto address = parse_hub_address(hub_url);
  if (!address) return fail(address);
  if (code.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(
        ErrorCode::invalid_input,
        "The enrolment code is empty. The organiser gets one with meetpoint-hub station add "
        "NAME.");
  }

  const KeyPair key = make_key_pair();
  const ExchangeId id = transport.start(enrol_request(address->base, {code, app, key.public_key}));
  while (true) {
    for (Finished& finished : transport.wait(Duration(60'000))) {
      if (finished.id != id) continue;
      auto reply = read_enrol_reply(finished.response, clock.now());
      if (!reply) return tl::unexpected(words_for(reply.error()));
      if (reply->station.value == 0 || reply->event.empty() || reply->token.empty()) {
        return fail(ErrorCode::protocol,
                    "The hub's answer to the enrolment names no station, event or token. Look at "
                    "the hub's log.");
      }
      if (!is_public_key(reply->hub_key)) {
        return fail(ErrorCode::protocol,
                    "The hub's answer to the enrolment lacks its key. Look at the hub's log.");
      }
      return store::Enrolment{.event = std::move(reply->event),
                              .station = reply->station,
                              .station_name = std::move(reply->station_name),
                              .hub_url = address->base,
                              .token = std::move(reply->token),
                              .incarnation = reply->incarnation,
                              .key = key,
                              .hub_key = std::move(reply->hub_key)};
    }
  }
}

}  // namespace meetpoint::client
