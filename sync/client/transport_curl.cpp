#include "sync/client/transport_curl.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <map>

#include "sync/client/transport_curl_errors.h"

namespace meetpoint::client {

namespace {

constexpr std::size_t max_header_bytes = 64 * 1024;

struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CloseMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Exchange {
  Request request;  // libcurl reads its body where it lies
  Response response;
  std::size_t header_bytes = 0;
  bool too_large = false;
  std::array<char, CURL_ERROR_SIZE> detail{};
  std::unique_ptr<curl_slist, FreeList> headers;
  std::unique_ptr<CURL, CloseEasy> easy;
};

// Called from C: nothing may be thrown through it.
std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  try {
    if (exchange.response.body.size() + size > exchange.request.max_reply_bytes) {
      exchange.too_large = true;
      return 0;
    }
    exchange.response.body.append(data, size);
    return size;
  } catch (...) {
    exchange.too_large = true;
    return 0;
  }
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  try {
    exchange.header_bytes += size;
    if (exchange.header_bytes > max_header_bytes) {
      exchange.too_large = true;
      return 0;
    }
    std::string_view line(data, size);
    if (line.starts_with("HTTP/")) exchange.response.headers.clear();  // after a 1xx
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    std::string_view value = line.substr(colon + 1);
    const auto from = value.find_first_not_of(" \t\r\n");
    value = from == std::string_view::npos ? std::string_view() : value.substr(from);
    while (!value.empty() && (value.back() == '\r' || value.back() == '\n' || value.back() == ' '))
      value.remove_suffix(1);
    exchange.response.headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
    return size;
  } catch (...) {
    exchange.too_large = true;
    return 0;
  }
}

// Finds out within about 15 s that the network is gone under a long-poll, instead of after its end.
int watch_socket(void*, curl_socket_t socket, curlsocktype) noexcept {
  const auto set = [&](int level, int name, int value) {
    setsockopt(socket, level, name, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 5);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 3);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, 10'000);
  return CURL_SOCKOPT_OK;
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(std::unique_ptr<CURLM, CloseMulti> multi, CurlOptions options)
      : multi_(std::move(multi)), options_(std::move(options)) {}

  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  ~CurlTransport() override {
    for (auto& [id, exchange] : exchanges_) {
      curl_multi_remove_handle(multi_.get(), exchange->easy.get());
    }
  }

  ExchangeId start(Request request) override {
    const ExchangeId id = ++last_id_;
    auto exchange = std::make_unique<Exchange>();
    exchange->request = std::move(request);
    exchange->easy.reset(curl_easy_init());
    if (!exchange->easy || !set_up(*exchange, id) ||
        curl_multi_add_handle(multi_.get(), exchange->easy.get()) != CURLM_OK) {
      failed_.push_back(
          {id, fail(ErrorCode::internal, "An HTTP request could not be started: no memory.")});
      return id;
    }
    exchanges_[id] = std::move(exchange);
    return id;
  }

  void cancel(ExchangeId id) override {
    std::erase_if(failed_, [&](const Finished& finished) { return finished.id == id; });
    const auto found = exchanges_.find(id);
    if (found == exchanges_.end()) return;
    curl_multi_remove_handle(multi_.get(), found->second->easy.get());
    exchanges_.erase(found);
  }

  std::vector<Finished> wait(Duration at_most) override {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + at_most;
    while (true) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      std::vector<Finished> finished = collect();
      if (!finished.empty() || woken_.exchange(false)) return finished;
      const auto left = std::chrono::ceil<Duration>(until - Clock::now());
      if (left <= Duration::zero()) return finished;
      const auto step = std::min(left, Duration(60'000));
      curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(step.count()), nullptr);
    }
  }

  void wake() override {
    woken_ = true;
    curl_multi_wakeup(multi_.get());
  }

 private:
  bool set_up(Exchange& exchange, ExchangeId id) {
    CURL* easy = exchange.easy.get();
    const Request& request = exchange.request;
    CURLcode code = CURLE_OK;
    const auto set = [&](CURLoption option, auto value) {
      if (code == CURLE_OK) code = curl_easy_setopt(easy, option, value);
    };
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    set(CURLOPT_QUICK_EXIT, 1L);  // a stop must not wait for a name to be resolved
#endif
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (options_.hub_ca) set(CURLOPT_CAINFO, options_.hub_ca->c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(request.silence.count() / 1000)));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.total.count()));
    set(CURLOPT_SOCKOPTFUNCTION, &watch_socket);
    set(CURLOPT_ERRORBUFFER, exchange.detail.data());
    // A number in a pointer's clothes: curl hands it back and nobody follows it.
    set(CURLOPT_PRIVATE, reinterpret_cast<void*>(id));  // NOLINT(performance-no-int-to-ptr)
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
    if (request.method == "POST") {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDS, request.body.data());
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    } else if (request.method != "GET") {
      set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    if (code != CURLE_OK || !append(exchange, "Expect:")) return false;
    for (const Header& header : request.headers) {
      if (!append(exchange, header.name + ": " + header.value)) return false;
    }
    set(CURLOPT_HTTPHEADER, exchange.headers.get());
    return code == CURLE_OK;
  }

  static bool append(Exchange& exchange, const std::string& line) {
    curl_slist* longer = curl_slist_append(exchange.headers.get(), line.c_str());
    if (longer == nullptr) return false;
    // `longer` begins with what was held before.
    [[maybe_unused]] const curl_slist* const before = exchange.headers.release();
    exchange.headers.reset(longer);
    return true;
  }

  std::vector<Finished> collect() {
    std::vector<Finished> finished = std::exchange(failed_, {});
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode result = message->data.result;
      char* tag = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &tag);
      const auto found = exchanges_.find(reinterpret_cast<ExchangeId>(tag));
      if (found == exchanges_.end()) continue;
      Exchange& exchange = *found->second;
      if (result == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(exchange.easy.get(), CURLINFO_RESPONSE_CODE, &status);
        exchange.response.status = static_cast<int>(status);
        finished.push_back({found->first, std::move(exchange.response)});
      } else {
        finished.push_back(
            {found->first,
             tl::unexpected(error_of(result, options_.hub_ca.has_value(), exchange.too_large,
                                     exchange.request.url, exchange.request.max_reply_bytes,
                                     exchange.detail.data()))});
      }
      curl_multi_remove_handle(multi_.get(), exchange.easy.get());
      exchanges_.erase(found);
    }
    return finished;
  }

  std::unique_ptr<CURLM, CloseMulti> multi_;
  CurlOptions options_;
  std::map<ExchangeId, std::unique_ptr<Exchange>> exchanges_;
  std::vector<Finished> failed_;
  ExchangeId last_id_ = 0;
  std::atomic<bool> woken_ = false;
};

}  // namespace

Result<std::unique_ptr<Transport>> make_curl_transport(const CurlOptions& options) {
  // Once in a process; libcurl asks for it and counts nothing of ours.
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (options.hub_ca && !std::ifstream(*options.hub_ca)) {
    return fail(ErrorCode::not_found, "The file of the hub's certificate, " +
                                          options.hub_ca->string() +
                                          ", can't be read. Check the path given as --hub-ca.");
  }
  std::unique_ptr<CURLM, CloseMulti> multi(ready == CURLE_OK ? curl_multi_init() : nullptr);
  if (!multi) return fail(ErrorCode::internal, "HTTP could not be set up: no memory.");
  return std::make_unique<CurlTransport>(std::move(multi), options);
}

}  // namespace meetpoint::client
