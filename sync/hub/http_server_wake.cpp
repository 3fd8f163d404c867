// How questions that are held come to be asked again.
#include <boost/asio/post.hpp>

#include "sync/hub/http_server_impl.h"

namespace meetpoint::hub {

void HttpServer::Impl::look_again() {
  boost::asio::post(io_, [self = shared_from_this()] { self->feed_grew(); });
}

}  // namespace meetpoint::hub
