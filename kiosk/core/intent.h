// What a touch means. Drawing returns at most one Intent a frame; what follows from it is decided
// in update(), so that a test can touch without a window.
#pragma once

#include <string>
#include <variant>

#include "sync/base/ids.h"

namespace meetpoint::core {

// Who is meant on the contact screen: the person whose visit it is, or the one who came second.
enum class Side { first, second };

// What one person lets the other have. There is no default: not choosing is not a consent.
enum class Share {
  nothing,  // the contact is kept, without passing anything on
  name,     // name and organisation
  details,  // e-mail address and telephone number too
};

struct ChooseLanguage {
  std::string language;  // "nl"
};
struct ShowAgenda {};
struct StartContact {};  // "we met": the next badge is the other person's
struct ChooseShare {
  Side side = Side::first;
  Share share = Share::nothing;
};
struct ConfirmContact {};
// Takes back what this visit recorded: on the contact screen the contact alone, else all of it.
struct UndoVisit {};
struct AskEnterZone {
  ZoneId zone;
};
struct AskLeaveZone {
  ZoneId zone;
};
struct OpenTyping {};  // "or type your code"
struct TypeText {
  std::string text;  // UTF-8, one key or what a keyboard typed
};
struct EraseTyped {};
struct SubmitTyped {};
struct Retry {};     // on the trouble screen: once more what failed
struct GoBack {};    // one screen back
struct Finish {};    // the visit is over
struct StayHere {};  // a touch beside everything: only the countdown starts anew

using Intent = std::variant<ChooseLanguage, ShowAgenda, StartContact, ChooseShare, ConfirmContact,
                            UndoVisit, AskEnterZone, AskLeaveZone, OpenTyping, TypeText, EraseTyped,
                            SubmitTyped, Retry, GoBack, Finish, StayHere>;

}  // namespace meetpoint::core
