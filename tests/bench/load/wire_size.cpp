// What a fact costs on the wire.
#include <fmt/format.h>

#include "sync/base/clock.h"
#include "sync/client/hub_request.h"
#include "sync/wire/compress.h"
#include "tests/bench/load/scenarios.h"
#include "tests/bench/load/traffic.h"

namespace meetpoint::load {

namespace {

constexpr int batches = 20;
constexpr double goal_bytes = 15;

struct Size {
  double packed = 0;  // bytes of the body a fact, as sent
  double plain = 0;
};

Size size_of(Mix mix) {
  const EventId event("big");
  const Login login{{17}, "token", make_key_pair()};
  const client::HubAccess access{"http://127.0.0.1:1", event, login.station, login.token};
  StationJournal journal(event, login, 100'000);
  Size size;
  for (int i = 0; i < batches; ++i) {
    const wire::PushRequest push = journal.push(wire::max_facts_per_push, mix);
    size.plain += static_cast<double>(client::push_bytes(push));
    size.packed += static_cast<double>(client::push_request(access, push).body.size());
  }
  const double facts = batches * static_cast<double>(wire::max_facts_per_push);
  return {size.packed / facts, size.plain / facts};
}

}  // namespace

void bytes_per_fact(bench::Report& report) {
  report.title("Bytes a fact on the wire, batches of 500");
  report.say(
      "The body of a push as sync/client sends it: CBOR, zstd level 3, signed; a fact about every "
      "7 s, people "
      "by lot of 100,000. A badge's code holds 128 random bits, 16 bytes that nothing can pack.");
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const char* what, Mix mix) {
    const Size size = size_of(mix);
    rows.push_back({what, bench::number(size.packed), bench::number(size.plain),
                    bench::reached(size.packed <= goal_bytes)});
  };
  add("check-ins, with the badge that was scanned", Mix::check_ins);
  add("contacts", Mix::contacts);
  add("visits to zones", Mix::zones);
  add("a day's mixture (4 : 3 : 3)", Mix::mixed);
  report.table({"facts", "packed", "unpacked", "goal: 15 or fewer"}, rows);
}

}  // namespace meetpoint::load
