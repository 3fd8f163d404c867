#include "sync/hub/admin_link.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <thread>

#include "sync/hub/handlers.h"
#include "sync/hub/store/postgresql/open.h"

namespace meetpoint::hub {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

class DirectLink final : public AdminLink {
 public:
  DirectLink(std::unique_ptr<SqlHubStore> store, const Clock& clock)
      : store_(std::move(store)), hub_(*store_), clock_(clock) {}

 private:
  Result<Response> carry(Request request) override {
    if (!Hub::writes(request)) return hub_.handle(request, clock_.now());
    return std::move(hub_.handle_together({&request, 1}, clock_.now()).front());
  }

  std::unique_ptr<SqlHubStore> store_;
  Hub hub_;
  const Clock& clock_;
};

class SocketLink final : public AdminLink {
 public:
  explicit SocketLink(DataFolder& folder) : folder_(folder) {}

  bool connect() {
    boost::system::error_code problem;
    socket_.connect(asio::local::stream_protocol::endpoint(folder_.socket()), problem);
    if (problem) socket_ = asio::local::stream_protocol::socket(io_);
    return !problem;
  }

 private:
  Result<Response> carry(Request request) override {
    http::request<http::string_body> message(http::string_to_verb(request.method), request.target,
                                             11);
    for (const auto& [name, value] : request.headers) message.set(name, value);
    message.set(http::field::host, "hub");
    message.body() = std::move(request.body);
    message.prepare_payload();
    boost::system::error_code problem;
    http::write(socket_, message, problem);
    http::response_parser<http::string_body> parser;
    parser.body_limit(wire::max_reply_bytes);
    if (!problem) http::read(socket_, buffer_, parser, problem);
    if (problem) {
      return fail(ErrorCode::unreachable, fmt::format("The hub that serves {} did not answer: {}.",
                                                      folder_.path().string(), problem.message()));
    }
    auto answer = parser.release();
    Response response{.status = static_cast<int>(answer.result_int())};
    for (const auto& field : answer) {
      response.headers.emplace_back(field.name_string(), field.value());
    }
    response.body = std::move(answer.body());
    return response;
  }

  DataFolder& folder_;
  asio::io_context io_;
  asio::local::stream_protocol::socket socket_{io_};
  boost::beast::flat_buffer buffer_;
};

ErrorCode code_named(const std::string& name) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    if (name == name_of(static_cast<ErrorCode>(code))) return static_cast<ErrorCode>(code);
  }
  return ErrorCode::internal;
}

}  // namespace

Result<std::unique_ptr<AdminLink>> AdminLink::open(DataFolder& folder, const Clock& clock) {
  using namespace std::chrono_literals;
  // Another command may have the lock for a moment, and a hub that starts is not listening at once.
  for (int attempt = 0; attempt < 100; ++attempt) {
    const auto locked = folder.try_lock();
    if (!locked) return fail(locked);
    if (*locked) {
      auto store = SqlHubStore::open(folder.database());
      if (!store) return fail(store);
      return std::unique_ptr<AdminLink>(std::make_unique<DirectLink>(std::move(*store), clock));
    }
    auto link = std::make_unique<SocketLink>(folder);
    if (link->connect()) return std::unique_ptr<AdminLink>(std::move(link));
    std::this_thread::sleep_for(50ms);
  }
  return fail(ErrorCode::unreachable,
              fmt::format("Another program has {} open and does not answer. Stop it, or wait until "
                          "it is done.",
                          folder.path().string()));
}

Result<std::unique_ptr<AdminLink>> AdminLink::open(const std::string& database,
                                                   const Clock& clock) {
  auto store = postgresql::open_store(database);
  if (!store) return fail(store);
  return std::unique_ptr<AdminLink>(std::make_unique<DirectLink>(std::move(*store), clock));
}

Result<Response> AdminLink::ask(Request request) {
  request.admin = true;
  auto response = carry(std::move(request));
  if (!response || response->status / 100 == 2) return response;
  const auto error = wire::read_cbor<wire::ErrorReply>(response->body);
  if (!error) {
    return fail(ErrorCode::protocol,
                fmt::format("The hub answered with status {}.", response->status));
  }
  return fail(code_named(error->error), error->message);
}

Request AdminLink::make(std::string method, std::string target, std::string body) {
  Request request{.method = std::move(method), .target = std::move(target)};
  request.headers = {{"Accept", std::string(wire::media_cbor)},
                     {std::string(wire::protocol_header), std::to_string(wire::protocol_version)}};
  if (!body.empty()) request.headers.emplace_back("Content-Type", wire::media_cbor);
  request.body = std::move(body);
  return request;
}

}  // namespace meetpoint::hub
