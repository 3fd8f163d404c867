#include "sync/hub/relay_door.h"

namespace meetpoint::hub {

void RelayDoor::carry(const PassOn& pass_on, Done done) {
  if (pass_on.request.url.empty()) {
    worker_.ask_stations([answer = pass_on.answer, done = std::move(done)](bool heard) {
      if (heard) {
        done(std::nullopt);
      } else {
        done(answer(fail(ErrorCode::unreachable, "The central hub does not answer.")));
      }
    });
    return;
  }
  worker_.pass_on(pass_on.request, pass_on.anyway,
                  [this, joins = pass_on.joins, answer = pass_on.answer,
                   done = std::move(done)](Result<client::Response> response) {
                    if (!joins || !response || response->status != 200) {
                      done(answer(std::move(response)));
                      return;
                    }
                    // So that what it sends next meets a relay that knows it.
                    worker_.ask_stations([answer, done, response = std::move(response)](
                                             bool) mutable { done(answer(std::move(response))); });
                  });
}

}  // namespace meetpoint::hub
