#include "kiosk/core/view.h"

#include <algorithm>

#include "kiosk/core/view_parts.h"

namespace meetpoint::core {
namespace {

ScreenBody body_of(const AppState& state, Instant now) {
  if (state.store_down) return trouble_of(state);
  switch (state.screen) {
    case Screen::welcome:
      if (state.visit) return welcome_of(*state.visit, now);
      break;
    case Screen::agenda:
      if (state.visit) return agenda_of(*state.visit, now);
      break;
    case Screen::contact:
      if (state.visit && state.contact) return contact_of(state, now);
      break;
    case Screen::typing:
      return TypingModel{.typed = state.typed,
                         .for_second = state.typing_from == Screen::contact,
                         .full = state.typed.size() >= typed_max_bytes,
                         .checking = busy(state)};
    case Screen::refused:
      return RefusedModel{.verdict = state.refused.value_or(Verdict::unknown_badge),
                          .typed_code = state.refused_code};
    case Screen::undone:
      return UndoneModel{.contact = state.undone_contact, .can_go_back = state.visit.has_value()};
    case Screen::trouble: return trouble_of(state);
    case Screen::waiting: break;
  }
  return WaitingModel{.camera = state.camera,
                      .camera_detail = state.camera_detail,
                      .hint = state.reading.empty() ? state.aim.shown : AimHint::none,
                      .lamp = state.aim.lamp,
                      .reading = !state.reading.empty()};
}

}  // namespace

ContactModel contact_of(const AppState& state, Instant now) {
  const ContactDraft& draft = *state.contact;
  const Day& first = state.visit->person.day;
  ContactModel model{.stage = draft.stage,
                     .first = name_of_person(first),
                     .second = std::nullopt,
                     .camera = state.camera,
                     .in_meeting = !draft.meeting.empty(),
                     .first_share = draft.first_share,
                     .second_share = draft.second_share};
  if (draft.stage == ContactStage::second_badge) {
    if (!busy(state)) model.hint = state.aim.shown;
    model.lamp = state.aim.lamp;
  }
  if (draft.other) model.second = name_of_person(draft.other->day);
  model.saving = draft.stage == ContactStage::consent && busy(state);
  model.can_confirm = draft.stage == ContactStage::consent && draft.first_share &&
                      draft.second_share && !busy(state);
  if (draft.stage == ContactStage::kept) {
    model.first_next = next_card(first, now);
    if (draft.other) model.second_next = next_card(draft.other->day, now);
  }
  return model;
}

ScreenModel view(const AppState& state, Instant now) {
  ScreenModel model;
  if (state.event) {
    model.event_name = state.event->name;
    model.venue = state.event->venue;
  }
  model.clock = (state.event ? state.event->time_zone : TimeZone{}).clock_text(now);
  model.language = language_of(state);
  model.languages = languages_of(state);
  model.status = status_of(state);
  model.countdown = countdown_of(state, now);
  model.notice = state.notice;
  model.body = body_of(state, now);
  return model;
}

}  // namespace meetpoint::core
