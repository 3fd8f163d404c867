// What a relay's server asks of the central hub.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "sync/hub/http_server_impl.h"
#include "sync/hub/relay_side.h"

namespace meetpoint::hub {

namespace asio = boost::asio;
using boost::system::error_code;

asio::awaitable<void> HttpServer::Impl::ask_upstream(std::shared_ptr<HttpJob> job) {
  const auto pass_on = job->response.pass_on;
  job->request.asked_upstream = true;
  if (upstream_ == nullptr) {
    job->response = pass_on->answer(fail(ErrorCode::unreachable, "There is no upstream."));
    co_return;
  }
  const auto self = shared_from_this();
  job->response = {};
  job->done.expires_at(std::chrono::steady_clock::time_point::max());
  auto answered = std::make_shared<bool>(false);
  upstream_->carry(*pass_on, [self, job, answered](std::optional<Response> response) {
    *answered = response.has_value();
    if (response) job->response = std::move(*response);
    self->finished(job);
  });
  error_code cancelled;
  auto token = asio::redirect_error(asio::use_awaitable, cancelled);
  co_await job->done.async_wait(token);
  if (!*answered) co_await ask(job);
  // Once was enough: what still can't be answered here is not to go round and round.
  if (job->response.pass_on) co_await ask_upstream(job);
}

}  // namespace meetpoint::hub
