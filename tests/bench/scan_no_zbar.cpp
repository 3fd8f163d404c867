#include "tests/bench/scan_readers.h"

namespace meetpoint::bench {

std::unique_ptr<Reader> zbar_reader() { return nullptr; }

}  // namespace meetpoint::bench
