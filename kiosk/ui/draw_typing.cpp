#include <algorithm>
#include <array>
#include <string_view>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {
namespace {

// As the keyboards of the people who stand here: AZERTY for Dutch and French in Belgium.
std::array<std::string_view, 4> rows_for(std::string_view language) {
  if (language == "en") return {"1234567890", "QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM._/"};
  return {"1234567890", "AZERTYUIOP", "QSDFGHJKLM", "WXCVBN-._/"};
}

void typed_field(Scene& scene, const Rect& box, const core::TypingModel& body) {
  Canvas& canvas = scene.canvas;
  card(canvas, box);
  canvas.outline(box, palette::accent, canvas.mm(0.8F), canvas.mm(3.5F));
  const Rect inner = box.inset(canvas.mm(5), canvas.mm(2));
  if (body.typed.empty()) {
    canvas.text_middle(
        inner, scene.texts.tr("The code under the QR square of your badge"),
        {.style = Style::body, .colour = palette::ink_soft, .max_lines = 2, .min_scale = 0.4F});
    return;
  }
  // In fours, as a person reads them off.
  std::string grouped;
  int letters = 0;
  for (const char c : body.typed) {
    if (c == ' ') continue;  // typed between the letters, as the badge shows them
    const bool starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts && letters > 0 && letters % 4 == 0) grouped += ' ';
    if (starts) ++letters;
    grouped += c;
  }
  canvas.text_middle(inner, grouped, {.style = Style::title, .max_lines = 3, .min_scale = 0.35F});
}

}  // namespace

void draw_screen(Scene& scene, const Rect& content, const core::TypingModel& body) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  Rect box = content;
  const std::vector<Button> buttons = {
      {.id = "back", .label = texts.tr("Cancel"), .icon = Icon::arrow_left},
      {.id = "check",
       .label = body.checking ? texts.tr("One moment…") : texts.tr("Look up"),
       .icon = Icon::check,
       .look = ButtonLook::primary,
       .enabled = !body.checking && !body.typed.empty()}};
  const Rect row = box.cut_bottom(button_row_height(canvas, box.w, buttons), canvas.mm(4));

  const auto rows = rows_for(scene.model.language);
  const float gap = canvas.mm(1.8F);
  const float widest = canvas.mm(36);
  const float key_w = std::min(widest, (box.w - 9 * gap) / 10);
  const float key_h = std::min(canvas.mm(19), std::max(canvas.mm(15), (box.h * 0.7F) / 4 - gap));
  const float board_w = 10 * key_w + 9 * gap;
  const float board_h = 4 * key_h + 3 * gap;
  const Rect board = {box.mid_x() - board_w / 2, box.bottom() - board_h, board_w, board_h};
  box.h = std::max(0.0F, board.y - canvas.mm(5) - box.y);

  const float field_h = std::clamp(box.h * 0.6F, canvas.mm(14), canvas.mm(24));
  Rect field = box.cut_bottom(std::min(field_h, box.h), canvas.mm(3));
  field = {board.x, field.y, board.w, field.h};
  const float erase_w = canvas.mm(24);
  const Rect erase = field.cut_right(erase_w, gap);
  const std::string head =
      body.for_second ? texts.tr("Type the code of the other person") : texts.tr("Type your code");
  if (box.h > canvas.mm(6)) {
    canvas.text_middle({board.x, box.y, board.w, box.h}, head,
                       {.style = Style::display, .max_lines = 2, .min_scale = 0.4F});
  }
  typed_field(scene, field, body);
  if (button(
          canvas, erase,
          {.id = "erase", .label = "", .icon = Icon::backspace, .enabled = !body.typed.empty()})) {
    scene.wants(core::EraseTyped{});
  }

  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) {
      const Rect place{board.x + static_cast<float>(x) * (key_w + gap),
                       board.y + static_cast<float>(y) * (key_h + gap), key_w, key_h};
      const std::string letter(1, rows[y][x]);
      const std::string id = "key-" + letter;
      if (button(canvas, place,
                 {.id = id.c_str(),
                  .label = letter,
                  .look = ButtonLook::key,
                  .enabled = !body.full,
                  .style = Style::title,
                  .tight = true})) {
        scene.wants(core::TypeText{letter});
      }
    }
  }
  const int hit = button_row(canvas, row, buttons);
  if (hit == 0) scene.wants(core::GoBack{});
  if (hit == 1) scene.wants(core::SubmitTyped{});
}

}  // namespace meetpoint::ui
