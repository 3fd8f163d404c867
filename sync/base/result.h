// Result<T>: a value, or the Error that says why there is none. The return type of everything that
// can fail; exceptions are left to bugs and to the libraries, and stop at our boundary.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "sync/base/error.h"

namespace meetpoint {

template <class T>
using Result = tl::expected<T, Error>;

// A Result without a value. `return {};` is success.
using Status = Result<void>;

// `return fail(ErrorCode::not_found, "…");` from any function that returns a Result.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

// Hands on the error of another Result.
template <class T>
tl::unexpected<Error> fail(Result<T>&& from) {
  return tl::unexpected<Error>(std::move(from).error());
}
template <class T>
tl::unexpected<Error> fail(const Result<T>& from) {
  return tl::unexpected<Error>(from.error());
}

}  // namespace meetpoint
