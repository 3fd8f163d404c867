// What libcurl says, in our words. Only for transport_curl.
#pragma once

#include <curl/curl.h>

#include <string>

#include "sync/base/error.h"

namespace meetpoint::client {

// `detail` is libcurl's own text, for the log; `own_ca`: certificates were given as --hub-ca.
Error error_of(CURLcode code, bool own_ca, bool too_large, const std::string& url,
               std::size_t max_reply_bytes, const char* detail);

}  // namespace meetpoint::client
