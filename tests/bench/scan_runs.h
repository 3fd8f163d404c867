// Shows the readers what there is to read, frame by frame in turn, in an order that changes.
#pragma once

#include "sync/base/result.h"
#include "tests/bench/scan_readers.h"
#include "tests/bench/scan_tally.h"
#include "tests/samples/samples.h"

namespace meetpoint::bench {

// Progress goes to stderr. Readers are in the tally's order.
void run_stills(const std::vector<samples::Kind>& kinds, std::uint64_t seed, int per_kind,
                Readers& readers, Tally& tally);

// `fresh` makes the readers of one film.
void run_films(const std::vector<samples::Kind>& kinds, std::uint64_t seed, int per_kind,
               const std::function<Readers()>& fresh, Tally& tally);

// Pictures in a folder and those below it. What is in NAME.jpg is told by NAME.txt, a text a line;
// where there is no such file, what is read counts as right. not_found where there is no picture.
Status run_folder(const std::filesystem::path& folder, Readers& readers, Tally& tally);

}  // namespace meetpoint::bench
