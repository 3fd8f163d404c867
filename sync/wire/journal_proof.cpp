#include "sync/wire/journal_proof.h"

#include <algorithm>
#include <map>

#include "sync/model/chain.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::wire {

namespace {

constexpr std::string_view statement = "meetpoint facts 2";

bool is_chain_hash(std::string_view text) {
  return text.size() == chain_start.size() &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Result<std::vector<std::string>> chain_of(const PushRequest& push) {
  std::map<std::uint64_t, const std::string*> links;
  for (const ChainLink& link : push.links) {
    const auto fact = std::find_if(push.facts.begin(), push.facts.end(),
                                   [&](const FactRecord& f) { return f.id.seq == link.seq; });
    if (fact == push.facts.end() || fact->kind != erased_kind || !is_chain_hash(link.chain)) {
      return fail(ErrorCode::protocol,
                  "links: each is the seq of an erased fact of this push, and its chain hash");
    }
    links[link.seq] = &link.chain;
  }
  std::vector<std::string> chain;
  chain.reserve(push.facts.size());
  for (const FactRecord& fact : push.facts) {
    const auto given = links.find(fact.id.seq);
    chain.push_back(
        given != links.end()
            ? *given->second
            : chain_next(chain.empty() ? push.previous_hash : chain.back(), chained_bytes(fact)));
  }
  return chain;
}

std::string journal_head_bytes(const EventId& event, StationId station, std::uint32_t incarnation,
                               std::uint64_t seq, const std::string& chain) {
  return write_cbor(Json::array({statement, event.value, station.value, incarnation, seq, chain}));
}

Result<std::string> signed_bytes(const EventId& event, StationId station, const PushRequest& push) {
  const auto chain = chain_of(push);
  if (!chain) return fail(chain);
  return signed_bytes(event, station, push, *chain);
}

std::string signed_bytes(const EventId& event, StationId station, const PushRequest& push,
                         std::span<const std::string> chain) {
  const std::uint64_t seq = push.first + push.facts.size() - 1;
  const std::string& head = chain.empty() ? push.previous_hash : chain.back();
  if (push.links.empty()) {
    return journal_head_bytes(event, station, push.incarnation, seq, head);
  }
  // A link begins the chain anew, so that its head says nothing of the facts before.
  std::string as_sent = push.previous_hash;
  for (const FactRecord& fact : push.facts) as_sent = chain_next(as_sent, chained_bytes(fact));
  return write_cbor(Json::array(
      {statement, event.value, station.value, push.incarnation, seq, head, std::move(as_sent)}));
}

}  // namespace meetpoint::wire
