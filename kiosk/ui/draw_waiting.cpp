#include <algorithm>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {
namespace {

void invitation(Scene& scene, Rect box, const core::WaitingModel& body, bool centred) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  const Button type{.id = "type", .label = texts.tr("Or type your code"), .icon = Icon::keyboard};
  const float type_h = button_height(canvas, type, box.w);
  const Rect type_box = box.cut_bottom(type_h, canvas.mm(5));

  const bool camera =
      body.camera == core::CameraState::running || body.camera == core::CameraState::starting;
  const std::string head = body.reading ? texts.tr("One moment…")
                           : camera     ? texts.tr("Hold your badge up to the camera")
                                        : texts.tr("Scan your badge");
  const std::string promise =
      texts.tr("You see your next meeting and your break-out zone at once.");
  const std::string both =
      texts.tr("Met somebody? Hold both badges up together and keep the contact.");
  const TextLook head_look{.style = Style::display, .max_lines = 5, .min_scale = 0.5F};
  const TextLook promise_look{
      .style = Style::body, .colour = palette::ink_soft, .max_lines = 6, .min_scale = 0.5F};
  const auto words = [&](Rect r) {
    const float from = r.y;
    r.cut_top(canvas.text(r, head, head_look), canvas.mm(5));
    r.cut_top(canvas.text(r, promise, promise_look), canvas.mm(5));
    if (camera) r.cut_top(icon_line(canvas, r, Icon::handshake, both, promise_look));
    return r.y - from;
  };
  const float height = canvas.measure(box, words);
  if (centred && height < box.h) box.cut_top((box.h - height) / 2);
  if (height <= box.h) {
    words(box);
  } else {
    // Large letters: the promise can be left out, what to do can't.
    const float head_h = canvas.fit(head, head_look, box.w, box.h).height();
    canvas.text_middle(box.cut_top(std::min(head_h, box.h), canvas.mm(3)), head, head_look);
    const Lines rest = canvas.fit(promise, promise_look, box.w, std::max(box.h, 1.0F));
    if (!rest.cut && !rest.broken && rest.height() <= box.h) {
      canvas.text_middle({box.x, box.y, box.w, rest.height() + 1}, promise, promise_look);
    }
  }
  if (button(canvas, type_box, type)) scene.wants(core::OpenTyping{});
}

}  // namespace

void draw_screen(Scene& scene, const Rect& content, const core::WaitingModel& body) {
  Canvas& canvas = scene.canvas;
  Rect box = content;
  const Finding finding{body.camera, body.hint, body.lamp};
  if (canvas.theme().width > canvas.theme().height) {
    const Rect camera = box.cut_right(box.w * 0.56F, canvas.mm(10));
    viewfinder(canvas, camera, scene.picture, finding, scene.texts);
    invitation(scene, box, body, true);
  } else {
    const Rect camera = box.cut_top(std::min(box.w, box.h * 0.5F), canvas.mm(9));
    viewfinder(canvas, camera, scene.picture, finding, scene.texts);
    invitation(scene, box, body, true);
  }
}

}  // namespace meetpoint::ui
