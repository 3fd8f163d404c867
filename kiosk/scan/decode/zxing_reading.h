// The reading side of ZXing in any of its versions (1.4, 2.x, 3.x), under one name for its options.
// Only for what calls ZXing itself.
#pragma once

#define ZX_USE_UTF8 1  // 1.4: texts as UTF-8; unknown to later versions
#include <ZXing/ReadBarcode.h>
#if __has_include(<ZXing/ReaderOptions.h>)
#include <ZXing/ReaderOptions.h>
#include <ZXing/Version.h>
#else
#include <ZXing/ZXVersion.h>
#endif

namespace meetpoint::scan {

#if ZXING_VERSION_MAJOR >= 2
using ZxingOptions = ZXing::ReaderOptions;
#else
using ZxingOptions = ZXing::DecodeHints;
#endif

}  // namespace meetpoint::scan
