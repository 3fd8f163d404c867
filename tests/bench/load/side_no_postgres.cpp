// Where libpq is not installed: packaging/setup bench.
#include <stdexcept>

#include "tests/bench/load/sides.h"

namespace meetpoint::load {

double postgres_rate(const Others&, const Facts&, bool) {
  throw std::runtime_error("sync_bench was built without libpq: run packaging/setup bench");
}

}  // namespace meetpoint::load
