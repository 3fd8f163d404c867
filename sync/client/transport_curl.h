// The transport by libcurl: http and https, certificates verified, proxies by the environment.
//
// The program ignores SIGPIPE (the worker blocks it in its own thread).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "sync/client/transport.h"

namespace meetpoint::client {

struct CurlOptions {
  // Certificates (PEM) to trust instead of the system's: for a hub with one of its own making.
  std::optional<std::filesystem::path> hub_ca;
  Duration connect_timeout{5'000};
};

// Fails with not_found where hub_ca can't be read.
Result<std::unique_ptr<Transport>> make_curl_transport(const CurlOptions& = {});

}  // namespace meetpoint::client
