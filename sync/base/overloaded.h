// One visitor of several lambdas, for std::visit.
#pragma once

namespace meetpoint {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

}  // namespace meetpoint
