// Keeps the process alive where ZXing gives up.
//
// Distributions build ZXing with its assertions on, and in every version some picture of a
// distorted code makes one fail (zxing-cpp's issues 740, 855, 1154): abort() in the middle of an
// event. A picture that ZXing can make nothing of is "nothing read" here. So while a call is
// guarded, the failing assertion jumps out of it. What the call still held is lost, at most a byte
// a pixel and a few kilobytes: there are a handful in a hundred thousand distorted pictures, and
// far fewer in what cameras see. Assertions outside guarded calls end the program as ever.
//
// Needs glibc, whose __assert_fail a program may replace; elsewhere calls run unguarded.
#pragma once

#include <cstdint>

namespace meetpoint::scan {

// Runs call(data) on this thread. False where an assertion failed in it: then nothing that it made
// may be used. Exceptions pass. Not to be nested. Thread-safe.
bool guarded(void (*call)(void*), void* data);

// How many guarded calls of this process ended in a fault, for a report.
std::uint64_t guarded_faults();

}  // namespace meetpoint::scan
