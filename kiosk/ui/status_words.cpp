#include "kiosk/ui/status_words.h"

#include <algorithm>
#include <utility>

namespace meetpoint::ui {
namespace {

using core::Connection;

std::string problem_text(std::optional<ErrorCode> problem, const Texts& texts) {
  if (problem == ErrorCode::revoked || problem == ErrorCode::unauthorised) {
    return texts.tr("This station is no longer admitted, staff please look");
  }
  if (problem == ErrorCode::foreign) {
    return texts.tr("The hub serves another event, staff please look");
  }
  if (problem == ErrorCode::newer_version) {
    return texts.tr("This station must be updated, staff please look");
  }
  return texts.tr("Connection problem, staff please look");
}

StatusWords state_of(const core::StatusLine& status, const Texts& texts) {
  const auto said = [](Icon icon, Tone tone, std::string text) {
    return StatusWords{icon, {{std::move(text), tone}}};
  };
  switch (status.connection) {
    case Connection::online:
    case Connection::relayed: break;
    case Connection::at_venue:
      return said(Icon::at_venue, Tone::accent,
                  status.since
                      ? texts.tr("Kept at the venue since {time}", fmt::arg("time", *status.since))
                      : texts.tr("Kept at the venue"));
    case Connection::offline:
      return said(Icon::offline, Tone::attention,
                  status.since ? texts.tr("Offline since {time}", fmt::arg("time", *status.since))
                               : texts.tr("Offline"));
    case Connection::never_online:
      return said(Icon::offline, Tone::attention, texts.tr("Not connected yet"));
    case Connection::problem:
      return said(Icon::warning, Tone::failure, problem_text(status.problem, texts));
  }
  return said(Icon::online, Tone::success, texts.tr("Online"));
}

// Behind a relay the number is of what the central hub lacks, and says so.
std::string waiting_text(const core::StatusLine& status, const Texts& texts) {
  const auto n = static_cast<long>(status.waiting);
  if (status.connection == Connection::at_venue) {
    return texts.trn("{n} not yet at the central hub", "{n} not yet at the central hub", n);
  }
  if (status.connection == Connection::relayed) {
    return texts.trn("{n} on its way to the central hub", "{n} on their way to the central hub", n);
  }
  return texts.trn("{n} waiting to be sent", "{n} waiting to be sent", n);
}

}  // namespace

std::string StatusWords::text(std::size_t most) const {
  std::string out;
  for (std::size_t i = 0; i < std::min(most, parts.size()); ++i) {
    out += (i == 0 ? "" : " · ") + parts[i].text;
  }
  return out;
}

Tone StatusWords::tone(std::size_t most) const {
  for (std::size_t i = 0; i < std::min(most, parts.size()); ++i) {
    if (parts[i].tone == Tone::failure) return Tone::failure;
  }
  return parts.front().tone;
}

StatusWords status_words(const core::StatusLine& status, const Texts& texts) {
  StatusWords out = state_of(status, texts);
  const Tone tone = out.parts.front().tone;
  if (status.clock_wrong) {
    out.parts.push_back({texts.tr("the clock of this station is wrong"), Tone::failure});
  }
  if (status.waiting > 0) out.parts.push_back({waiting_text(status, texts), tone});
  if (status.peers > 0) {
    out.parts.push_back(
        {texts.trn("in touch with {n} other kiosk", "in touch with {n} other kiosks",
                   static_cast<long>(status.peers)),
         tone});
  }
  return out;
}

}  // namespace meetpoint::ui
