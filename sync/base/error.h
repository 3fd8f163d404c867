// What went wrong, in a form that both a program and a person can act on.
//
// `code` decides what the caller does next; `message` is one English sentence for the log and the
// organiser that says what to do. Messages never hold secrets or personal data.
#pragma once

#include <string>

namespace meetpoint {

enum class ErrorCode {
  invalid_input,  // a value or a file that can't be right; nothing was changed
  not_found,      // the thing asked for does not exist here
  conflict,       // it exists already, or changed meanwhile
  corrupt,        // stored bytes are damaged
  foreign,        // a file or a peer that is not Meetpoint's, or of another event
  newer_version,  // made by a newer Meetpoint than this one
  disk_full,      // nothing was written; free space, then try again
  io,             // a device or file failed
  unreachable,    // no answer from the peer: offline, timed out, refused
  protocol,       // an answer that is not of our protocol (a Wi-Fi portal, a proxy)
  unauthorised,   // no or wrong token or enrolment code
  revoked,        // the station was revoked by the organiser
  too_large,      // beyond a bound that is stated in the message
  internal,       // a bug in Meetpoint
};

// The stable, lower-case name of a code ("disk_full"), as the wire and the logs use it.
const char* name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;

  bool operator==(const Error&) const = default;
};

}  // namespace meetpoint
