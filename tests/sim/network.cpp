#include "tests/sim/network.h"

#include "sync/hub/fact_messages.h"
#include "sync/wire/packed_messages.h"

#include <fmt/format.h>

#include <memory>

namespace meetpoint::sim {

namespace {

constexpr std::int64_t longest_lateness_ms = std::int64_t{3} * 3600 * 1000;

Result<client::Response> unreachable(const char* why) { return fail(ErrorCode::unreachable, why); }

hub::Request as_the_hub_sees(const client::Request& request) {
  hub::Request seen{.method = request.method, .target = request.url, .headers = {}, .body = {}};
  if (const auto scheme = seen.target.find("://"); scheme != std::string::npos) {
    const auto path = seen.target.find('/', scheme + 3);
    seen.target = path == std::string::npos ? "/" : seen.target.substr(path);
  }
  for (const auto& header : request.headers) seen.headers.emplace_back(header.name, header.value);
  seen.body = request.body;
  seen.address = "192.0.2.7";
  return seen;
}

client::Response as_the_station_sees(hub::Response response) {
  client::Response seen{.status = response.status, .headers = {}, .body = {}};
  for (auto& [name, value] : response.headers) seen.headers.push_back({name, value});
  seen.body = response.shared ? *response.shared : std::move(response.body);
  return seen;
}

// What hotels and halls answer to everything until somebody has accepted their terms.
client::Response portal_page(Rng& rng) {
  static constexpr int statuses[] = {200, 200, 302, 401, 404, 503, 511};
  const int status = statuses[rng.below(std::size(statuses))];
  client::Response page{.status = status,
                        .headers = {{"Content-Type", "text/html; charset=utf-8"}},
                        .body = "<html><title>Welcome</title>Accept our terms to go on.</html>"};
  if (status == 302) page.headers.push_back({"Location", "http://portal.example/"});
  if (status == 503) page.headers.push_back({"Retry-After", "1"});
  return page;
}

void tear(std::string& body, Rng& rng) {
  body.resize(static_cast<std::size_t>(rng.below(body.size() + 1)));
}

// One fact says another time, well formed; only the station's key could sign it.
void forge(hub::Request& request) {
  if (!request.target.ends_with("/facts")) return;
  auto push = hub::read_push(request);
  // The release before signs nothing: what it sends can be changed on a line without https.
  if (!push || push->facts.empty() || push->signature.empty()) return;
  push->facts.front().monotonic_ms += 1;
  // In the form that it came in: a station of before columns signs nothing.
  request.body = wire::to_columns(*push);
  std::erase_if(request.headers, [](const auto& header) {
    return header.first == "Content-Encoding" || header.first == "Content-Length";
  });
}

}  // namespace

struct Network::Exchange {
  Answer answer;
  bool answered = false;
  void finish(Result<client::Response> response) {
    if (answered) return;
    answered = true;
    answer(std::move(response));
  }
};

void Network::send(Link link, const client::Request& request, Answer answer) {
  ++messages_;
  auto exchange = std::make_shared<Exchange>();
  exchange->answer = std::move(answer);
  const std::int64_t patience = std::min(request.silence.count(), request.total.count());
  time_.after(patience, [exchange] { exchange->finish(unreachable("timed out")); });
  if (link == Link::silent) return;
  if (link == Link::refused) {
    time_.after(delay(), [exchange] { exchange->finish(unreachable("refused")); });
    return;
  }
  if (link == Link::portal) {
    time_.after(delay(), [this, exchange] { exchange->finish(portal_page(rng_)); });
    return;
  }
  hub::Request seen = as_the_hub_sees(request);
  if (rng_.chance(weather_.tear) && !seen.body.empty()) tear(seen.body, rng_);
  if (rng_.chance(weather_.forge)) forge(seen);
  if (rng_.chance(weather_.repeat)) {
    time_.after(delay(), [this, exchange, seen] { arrive(exchange, seen); });
  }
  if (rng_.chance(weather_.repeat_late)) {
    const std::int64_t late = rng_.between(1000, longest_lateness_ms);
    time_.after(late, [this, exchange, seen] { arrive(exchange, seen); });
  }
  if (rng_.chance(weather_.lose_request)) return;
  time_.after(delay(), [this, exchange, seen = std::move(seen)]() mutable {
    arrive(exchange, std::move(seen));
  });
}

void Network::arrive(const std::shared_ptr<Exchange>& exchange, hub::Request request) {
  std::string line;
  if (listener_) {
    const auto token = hub::header(request.headers, "Authorization");
    line = fmt::format("      {} {} of {}", request.method, request.target,
                       token.substr(0, std::min<std::size_t>(token.size(), 13)));
  }
  hub_.take(std::move(request), [this, exchange, line](std::optional<hub::Response> response) {
    if (listener_) listener_(fmt::format("{}: {}", line, response ? response->status : 0));
    if (exchange->answered) return;
    if (rng_.chance(weather_.lose_reply)) return;
    const bool torn = rng_.chance(weather_.tear);
    const std::int64_t ms =
        rng_.chance(weather_.stall) ? rng_.between(1000, longest_lateness_ms) : delay();
    if (!response) {
      time_.after(ms, [exchange] { exchange->finish(unreachable("broken off")); });
      return;
    }
    time_.after(ms, [this, exchange, torn, response = std::move(*response)]() mutable {
      client::Response seen = as_the_station_sees(std::move(response));
      if (torn) tear(seen.body, rng_);
      exchange->finish(std::move(seen));
    });
  });
}

client::ExchangeId SimTransport::start(client::Request request) {
  const client::ExchangeId id = ++last_;
  state_->under_way.insert(id);
  network_.send(link_, request,
                [id, state = std::weak_ptr(state_)](Result<client::Response> response) {
                  const auto here = state.lock();
                  if (!here || here->under_way.erase(id) == 0) return;
                  here->deliver({id, std::move(response)});
                });
  return id;
}

client::ExchangeId DirectTransport::start(client::Request request) {
  const client::ExchangeId id = ++last_;
  hub_.take(as_the_hub_sees(request), [this, id](std::optional<hub::Response> response) {
    if (response) {
      finished_.push_back({id, as_the_station_sees(std::move(*response))});
    } else {
      finished_.push_back({id, unreachable("broken off")});
    }
  });
  return id;
}

std::vector<client::Finished> DirectTransport::wait(Duration at_most) {
  const std::int64_t until = time_.now() + at_most.count();
  while (finished_.empty() && time_.step(until)) {
  }
  return std::exchange(finished_, {});
}

}  // namespace meetpoint::sim
