// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include "tests/bench/load/whole_feed.h"

#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/client/hub_reply.h"
#include "tests/bench/figures.h"

namespace meetpoint::load {

namespace asio = boost::asio;

asio::awaitable<void> read_whole_feed(Connection& connection, client::HubAccess access,
                                      std::function<void(Piece&)> take) {
  client::FeedFrom from;
  for (bool more = true; more;) {
    Piece piece;
    piece.request = client::feed_request(access, from, 0);
    client::Request request = piece.request;
    const double asked = bench::wall_ms();
    piece.response = co_await connection.ask(std::move(request));
    const double came = bench::wall_ms();
    auto reply = client::read_feed_reply(piece.response, SystemClock().now());
    if (!reply) throw std::runtime_error("the feed can't be read: " + reply.error().error.message);
    piece.reply = std::move(*reply);
    piece.waited_ms = came - asked;
    piece.read_ms = bench::wall_ms() - came;
    from = {.epoch = piece.reply.epoch,
            .cursor = piece.reply.to,
            .cursor_mark = piece.reply.mark,
            .seen_seq = 0,
            .seen_mark = {}};
    more = piece.reply.to < piece.reply.head;
    take(piece);
  }
}

}  // namespace meetpoint::load
