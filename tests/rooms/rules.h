// The rules of the house, each a function from the tree to what breaks it, as sentences that name
// the file and line and say what to do. An empty answer: the rule holds. Pure.
#pragma once

#include <string>
#include <vector>

#include "tests/rooms/tree.h"

namespace meetpoint::rooms {

using Findings = std::vector<std::string>;

// Only what the plan of the house names, and what tools need, lies at the top.
Findings top_level_is_known(const Tree& tree);

// Drawing code reaches neither the store nor SQLite, not through another header either, and does
// not link them.
Findings drawing_knows_no_store(const Tree& tree);

// sync/model, sync/wire, kiosk/core and the client's machine and backoff reach no database,
// network, window, decoder, thread, file or clock, not through another header either.
Findings pure_rooms_are_pure(const Tree& tree);

Findings sync_knows_no_kiosk(const Tree& tree);

// Only the decoder and the writer of QR codes in kiosk/scan/decode include ZXing, and two helpers
// of tests.
Findings zxing_has_one_user(const Tree& tree);

// Only sync/lan includes Avahi, and its tests.
Findings avahi_has_one_user(const Tree& tree);

Findings files_are_short(const Tree& tree);

// No folder includes a folder that includes it.
Findings folders_have_no_cycle(const Tree& tree);

// The project's own files are included by their path from the top, so that the rules above see
// them.
Findings includes_are_by_path(const Tree& tree);

// All of the above.
Findings all_rules(const Tree& tree);

}  // namespace meetpoint::rooms
