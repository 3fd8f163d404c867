// Trouble of the station itself. Never looks like an unknown badge, and says what was not kept.
#include "kiosk/ui/screens.h"

namespace meetpoint::ui {
namespace {

// `whole`: the store can't be opened at all, so that it is about the kiosk and not about one visit.
std::string head_of(ErrorCode code, bool whole, const Texts& texts) {
  switch (code) {
    case ErrorCode::disk_full: return texts.tr("This kiosk has no room left");
    case ErrorCode::corrupt: return texts.tr("The data of this kiosk is damaged");
    case ErrorCode::foreign: return texts.tr("This kiosk holds the data of something else");
    case ErrorCode::newer_version: return texts.tr("This kiosk must be updated");
    case ErrorCode::io: return texts.tr("The disk of this kiosk does not answer");
    case ErrorCode::conflict:
      return whole ? texts.tr("The data of this kiosk is in use")
                   : texts.tr("This was changed meanwhile");
    case ErrorCode::not_found:
      return whole ? texts.tr("This kiosk is not set up yet") : texts.tr("This no longer exists");
    case ErrorCode::unreachable:
    case ErrorCode::protocol:
    case ErrorCode::unauthorised:
    case ErrorCode::revoked:
    case ErrorCode::invalid_input:
    case ErrorCode::too_large:
    case ErrorCode::internal: break;
  }
  return texts.tr("Something went wrong in this kiosk");
}

std::string failed_text(const core::TroubleModel& body, const Texts& texts) {
  if (!body.failed) return texts.tr("Your badge is fine. Please use another kiosk or the desk.");
  if (body.maybe_recorded) {
    return texts.tr(
        "Your badge is fine, but this kiosk can't tell whether it was recorded. Trying again does "
        "no harm.");
  }
  switch (*body.failed) {
    case core::Purpose::visit:
    case core::Purpose::second_badge:
      return texts.tr(
          "Your badge is fine, but it was not checked in here. Try again, or go to the desk.");
    case core::Purpose::contact:
      return texts.tr("The contact was not kept. Try again, or go to the desk.");
    case core::Purpose::enter_zone:
    case core::Purpose::leave_zone:
      return texts.tr("Your place in the break-out zone was not recorded. Try again.");
    case core::Purpose::undo_visit:
    case core::Purpose::undo_contact:
      return texts.tr("Nothing was undone. Try again, or go to the desk.");
  }
  return {};
}

}  // namespace

void draw_screen(Scene& scene, const Rect& content, const core::TroubleModel& body) {
  const Texts& texts = scene.texts;
  const Message message{palette::night, Icon::wrench, head_of(body.code, !body.failed, texts),
                        failed_text(body, texts),
                        texts.tr("For staff: {message}", fmt::arg("message", body.message))};
  std::vector<Button> buttons;
  if (body.can_retry) {
    buttons.push_back({.id = "back", .label = texts.tr("Back"), .icon = Icon::arrow_left});
    buttons.push_back({.id = "retry",
                       .label = texts.tr("Try again"),
                       .icon = Icon::retry,
                       .look = ButtonLook::primary});
  }
  const int hit = draw_message(scene, content, message, buttons);
  if (hit == 0) scene.wants(core::GoBack{});
  if (hit == 1) scene.wants(core::Retry{});
}

}  // namespace meetpoint::ui
