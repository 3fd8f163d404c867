#include "kiosk/scan/decode/zxing_guard.h"

#include <atomic>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

namespace meetpoint::scan {
namespace {

// Of the process and of the thread by their nature: __assert_fail is handed nothing of ours.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<std::uint64_t> faults{0};

// Where this thread's guarded call is left by; null: none is guarded.
thread_local std::jmp_buf* way_out = nullptr;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

}  // namespace

bool guarded(void (*call)(void*), void* data) {
  std::jmp_buf back;
  struct Leave {
    ~Leave() { way_out = nullptr; }  // by an exception as well
  };
  way_out = &back;
  // Nothing is changed between here and the jump that is used after it.
  if (setjmp(back) == 0) {  // NOLINT(cert-err52-cpp): the way out of code that can't throw
    const Leave leave;
    call(data);
    return true;
  }
  way_out = nullptr;
  faults += 1;
  return false;
}

std::uint64_t guarded_faults() { return faults; }

}  // namespace meetpoint::scan

#ifdef __GLIBC__
// What assert() calls, in this program and in the libraries that it loads.
// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" [[noreturn]] void __assert_fail(const char* assertion, const char* file,
                                           unsigned int line, const char* function) noexcept {
  using meetpoint::scan::way_out;
  // NOLINTNEXTLINE(cert-err52-cpp)
  if (way_out != nullptr) std::longjmp(*way_out, 1);
  std::fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line,
               function != nullptr ? function : "?", assertion);
  std::abort();
}
#endif
