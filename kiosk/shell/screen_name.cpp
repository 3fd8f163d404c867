#include "kiosk/shell/screen_name.h"

namespace meetpoint::shell {

std::string name_of(const core::ScreenModel& model) {
  struct Name {
    std::string operator()(const core::WaitingModel&) const { return "waiting"; }
    std::string operator()(const core::WelcomeModel&) const { return "welcome"; }
    std::string operator()(const core::AgendaModel&) const { return "agenda"; }
    std::string operator()(const core::ContactModel& contact) const {
      switch (contact.stage) {
        case core::ContactStage::second_badge: return "badge";
        case core::ContactStage::consent: return "consent";
        case core::ContactStage::kept: return "kept";
      }
      return "badge";
    }
    std::string operator()(const core::TypingModel&) const { return "typing"; }
    std::string operator()(const core::RefusedModel&) const { return "refused"; }
    std::string operator()(const core::UndoneModel&) const { return "undone"; }
    std::string operator()(const core::TroubleModel&) const { return "trouble"; }
  };
  return std::visit(Name{}, model.body);
}

}  // namespace meetpoint::shell
