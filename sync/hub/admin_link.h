// How a command of meetpoint-hub reaches the data: through the hub that serves the folder, or,
// where none does, by opening the database itself. Either way the same handlers answer.
#pragma once

#include <memory>

#include "sync/base/clock.h"
#include "sync/hub/data_folder.h"
#include "sync/hub/http_message.h"

namespace meetpoint::hub {

class AdminLink {
 public:
  virtual ~AdminLink() = default;

  // `folder` and `clock` must outlive the link. Fails as DataFolder and SqlHubStore do.
  static Result<std::unique_ptr<AdminLink>> open(DataFolder& folder, const Clock& clock);
  // The database that hubs share, beside them: PostgreSQL by a connection string of libpq.
  static Result<std::unique_ptr<AdminLink>> open(const std::string& database, const Clock& clock);

  // Fails with what the hub answered where that is not 2xx, and with unreachable.
  Result<Response> ask(Request);

  // The same with messages.
  template <class Reply>
  Result<Reply> get(const std::string& target) {
    return read_reply<Reply>(ask(make("GET", target, {})));
  }
  template <class Reply, class Body>
  Result<Reply> post(const std::string& target, const Body& body) {
    return read_reply<Reply>(ask(make("POST", target, wire::to_cbor(body))));
  }

 private:
  virtual Result<Response> carry(Request) = 0;
  static Request make(std::string method, std::string target, std::string body);

  template <class Reply>
  static Result<Reply> read_reply(const Result<Response>& response) {
    if (!response) return fail(response);
    return wire::read_cbor<Reply>(response->body);
  }
};

}  // namespace meetpoint::hub
