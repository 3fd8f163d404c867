#include "kiosk/scan/zxing_guard.h"

#include <atomic>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <new>

// A sanitizer brings allocation functions of its own, and does not mind a block that is lost.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEETPOINT_OWN_NEW 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define MEETPOINT_OWN_NEW 0
#endif
#endif
#ifndef MEETPOINT_OWN_NEW
#define MEETPOINT_OWN_NEW 1
#endif

namespace meetpoint::scan {
namespace {

// Of the process and of the thread by their nature: __assert_fail and operator new are handed
// nothing. NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<std::uint64_t> faults{0};

// Of this thread's guarded call. Trivial, so that reading it in operator new costs an instruction.
struct Guarded {
  std::jmp_buf* back = nullptr;  // null: no call is guarded
  std::size_t block = 0;         // only blocks of this size are kept account of
  void* held[4] = {};
};
thread_local Guarded current;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void give_back() {
  for (void*& block : current.held) {
    std::free(block);  // NOLINT(cppcoreguidelines-no-malloc): as operator delete below
    block = nullptr;
  }
}

}  // namespace

bool guarded(void (*call)(void*), void* data, std::size_t block) {
  std::jmp_buf back;
  current = {&back, MEETPOINT_OWN_NEW ? block : 0, {}};
  struct Leave {
    ~Leave() { current = {}; }  // by an exception as well
  };
  // Nothing is changed between here and the jump that is used after it.
  if (setjmp(back) == 0) {  // NOLINT(cert-err52-cpp): the way out of code that can't throw
    const Leave leave;
    call(data);
    return true;
  }
  give_back();
  current = {};
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
  using meetpoint::scan::current;
  // NOLINTNEXTLINE(cert-err52-cpp)
  if (current.back != nullptr) std::longjmp(*current.back, 1);
  std::fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line,
               function != nullptr ? function : "?", assertion);
  std::abort();
}

#if MEETPOINT_OWN_NEW
// As the standard library's own, but for the account of a guarded call's big blocks. The forms for
// arrays, sizes and nothrow go through these.
// NOLINTBEGIN(cppcoreguidelines-no-malloc,misc-new-delete-overloads)
void* operator new(std::size_t size) {
  if (size == 0) size = 1;
  void* memory = std::malloc(size);
  while (memory == nullptr) {
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
    memory = std::malloc(size);
  }
  using meetpoint::scan::current;
  if (current.block != 0 && size == current.block) {
    for (void*& free_place : current.held) {
      if (free_place != nullptr) continue;
      free_place = memory;
      break;
    }
  }
  return memory;
}

void operator delete(void* memory) noexcept {
  using meetpoint::scan::current;
  if (current.block != 0 && memory != nullptr) {
    for (void*& held : current.held) {
      if (held == memory) held = nullptr;
    }
  }
  std::free(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept { operator delete(memory); }
// NOLINTEND(cppcoreguidelines-no-malloc,misc-new-delete-overloads)
#endif
#endif
