#include "sync/hub/metrics.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>

namespace meetpoint::hub {

namespace {

// From a tenth of a millisecond to the longest that anybody waits.
const prometheus::Histogram::BucketBoundaries seconds = {
    0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30};
const prometheus::Histogram::BucketBoundaries requests_together = {1, 2, 4, 8, 16, 32, 64};

double in_seconds(std::chrono::microseconds time) {
  return std::chrono::duration<double>(time).count();
}

template <class Build>
auto& family(prometheus::Registry& registry, Build build, const char* name, const char* help) {
  return build().Name(name).Help(help).Register(registry);
}

}  // namespace

struct Metrics::Parts {
  using Counters = prometheus::Family<prometheus::Counter>;
  using Gauges = prometheus::Family<prometheus::Gauge>;
  using Histograms = prometheus::Family<prometheus::Histogram>;

  prometheus::Registry registry;
  Counters& requests = family(registry, prometheus::BuildCounter, "meetpoint_requests_total",
                              "Requests that were answered, by kind and by class of status.");
  Histograms& request_time =
      family(registry, prometheus::BuildHistogram, "meetpoint_request_seconds",
             "Time until the answer, but of questions that were held.");
  Counters& bytes = family(registry, prometheus::BuildCounter, "meetpoint_body_bytes_total",
                           "Bytes of bodies, as they were on the wire.");
  prometheus::Counter& received = bytes.Add({{"direction", "received"}});
  prometheus::Counter& sent = bytes.Add({{"direction", "sent"}});

  Counters& commits = family(registry, prometheus::BuildCounter, "meetpoint_commits_total",
                             "Durable commits, and those that failed.");
  prometheus::Counter& commits_done = commits.Add({{"result", "done"}});
  prometheus::Counter& commits_failed = commits.Add({{"result", "failed"}});
  prometheus::Histogram& commit_time =
      family(registry, prometheus::BuildHistogram, "meetpoint_commit_seconds",
             "Time of a commit with all that is done in it.")
          .Add({}, seconds);
  prometheus::Histogram& commit_size =
      family(registry, prometheus::BuildHistogram, "meetpoint_commit_requests",
             "Requests that went into one commit.")
          .Add({}, requests_together);

  Counters& facts = family(registry, prometheus::BuildCounter, "meetpoint_facts_total",
                           "Facts that came in for the first time, and those of them set aside.");
  prometheus::Counter& facts_fresh = facts.Add({{"result", "fresh"}});
  prometheus::Counter& facts_set_aside = facts.Add({{"result", "set_aside"}});

  prometheus::Gauge& connections = family(registry, prometheus::BuildGauge, "meetpoint_connections",
                                          "Connections that are open.")
                                       .Add({});
  prometheus::Gauge& held = family(registry, prometheus::BuildGauge, "meetpoint_held_questions",
                                   "Stations' questions that wait for something new in the feed.")
                                .Add({});
  prometheus::Gauge& writes = family(registry, prometheus::BuildGauge, "meetpoint_waiting_writes",
                                     "Requests that wait for the thread that writes.")
                                  .Add({});
  prometheus::Gauge& ready = family(registry, prometheus::BuildGauge, "meetpoint_ready",
                                    "1: the database can be read, and the last write succeeded.")
                                 .Add({});
  Gauges& head = family(registry, prometheus::BuildGauge, "meetpoint_feed_position",
                        "The newest position of an event's feed.");
  Gauges& epoch = family(registry, prometheus::BuildGauge, "meetpoint_feed_epoch",
                         "Raised when the hub was restored.");
  Gauges& to_fold = family(registry, prometheus::BuildGauge, "meetpoint_keys_to_fold",
                           "People, contacts and so on whose facts are kept and still to be "
                           "counted into the present state; each fact that is still to be sorted "
                           "counts as one of them.");
};

Metrics::Metrics() : parts_(std::make_unique<Parts>()) {}
Metrics::~Metrics() = default;

void Metrics::answered(const Answered& answer) {
  const std::string route(answer.route);
  parts_->requests.Add({{"route", route}, {"status", fmt::format("{}xx", answer.status / 100)}})
      .Increment();
  if (!answer.held) {
    parts_->request_time.Add({{"route", route}}, seconds).Observe(in_seconds(answer.took));
  }
  parts_->received.Increment(static_cast<double>(answer.received));
  parts_->sent.Increment(static_cast<double>(answer.sent));
}

void Metrics::committed(std::size_t requests, bool done) {
  (done ? parts_->commits_done : parts_->commits_failed).Increment();
  parts_->commit_size.Observe(static_cast<double>(requests));
}
void Metrics::commit_took(std::chrono::microseconds time) {
  parts_->commit_time.Observe(in_seconds(time));
}
void Metrics::took_facts(std::size_t fresh, std::size_t set_aside) {
  parts_->facts_fresh.Increment(static_cast<double>(fresh));
  parts_->facts_set_aside.Increment(static_cast<double>(set_aside));
}
void Metrics::connections(std::size_t now) { parts_->connections.Set(static_cast<double>(now)); }
void Metrics::held_questions(std::size_t now) { parts_->held.Set(static_cast<double>(now)); }
void Metrics::waiting_writes(std::size_t now) { parts_->writes.Set(static_cast<double>(now)); }

void Metrics::relay(bool online, std::uint64_t backlog, std::uint64_t parted) {
  // Made when first told of, so that a central hub has none of them.
  const auto set = [&](const char* name, const char* help, double value) {
    family(parts_->registry, prometheus::BuildGauge, name, help).Add({}).Set(value);
  };
  set("meetpoint_relay_upstream_online", "1: in touch with the central hub.", online ? 1 : 0);
  set("meetpoint_relay_backlog_facts", "Facts that are here and not at the central hub.",
      static_cast<double>(backlog));
  set("meetpoint_relay_parted_journals",
      "Journals of which the central hub has other facts: a disk was copied.",
      static_cast<double>(parted));
}

std::string Metrics::text(std::span<const EventSummary> events, bool ready) {
  parts_->ready.Set(ready ? 1 : 0);
  for (const EventSummary& event : events) {
    parts_->head.Add({{"event", event.id.value}}).Set(static_cast<double>(event.head));
    parts_->to_fold.Add({{"event", event.id.value}}).Set(static_cast<double>(event.to_fold));
    parts_->epoch.Add({{"event", event.id.value}}).Set(static_cast<double>(event.epoch));
  }
  return prometheus::TextSerializer().Serialize(parts_->registry.Collect());
}

std::string_view route_of(std::string_view method, std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (target == "/") return "page";
  if (target == "/healthz" || target == "/readyz") return "health";
  if (target == "/metrics") return "metrics";
  if (target == "/v1/enrol") return "enrol";
  if (target.starts_with("/v1/admin/")) return "admin";
  if (!target.starts_with("/v1/events/")) return "other";
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> of_events = {
      {{"/facts", "push"},
       {"/feed", "feed"},
       {"/snapshot", "snapshot"},
       {"/vector", "vector"},
       {"/key", "key"},
       {"/grants", "grants"},
       {"/stations", "stations"},
       {"/state-hash", "state_hash"}}};
  for (const auto& [end, route] : of_events) {
    if (target.ends_with(end)) return route;
  }
  if (method == "GET" && target.find("/exports/") != std::string_view::npos) return "export";
  return "other";
}

}  // namespace meetpoint::hub
