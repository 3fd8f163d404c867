#include "sync/hub/store/postgresql/pipeline.h"

#include <fmt/format.h>

namespace meetpoint::hub::postgresql {

namespace {

// A row at a time: queued answers must not fill what both sides buffer.
constexpr std::size_t most_queued = 256;

struct Raw {
  explicit Raw(std::span<const Argument> arguments) {
    types.reserve(arguments.size());
    values.reserve(arguments.size());
    lengths.reserve(arguments.size());
    for (const Argument& argument : arguments) {
      types.push_back(argument.type);
      values.push_back(argument.type == 0 ? nullptr : argument.bytes.data());
      lengths.push_back(static_cast<int>(argument.bytes.size()));
    }
    formats.assign(arguments.size(), 1);
  }
  int count() const { return static_cast<int>(types.size()); }
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

bool same_types(const std::vector<Oid>& prepared, const std::vector<Oid>& now) {
  if (prepared.size() != now.size()) return false;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i] != 0 && now[i] != prepared[i]) return false;
  }
  return true;
}

}  // namespace

void Pipeline::open(Connection connection) {
  close();
  connection_ = std::move(connection);
  ++opened_;
  if (PQenterPipelineMode(connection_.get()) != 1) lost(nullptr);
}

void Pipeline::close() {
  connection_.reset();
  coming_.clear();
  since_sync_ = 0;
  failure_.reset();
  last_.reset();
}

void Pipeline::lost(const PGresult* result) {
  auto failure = connection_ ? failure_of(connection_.get(), result)
                             : store::StoreFailure{{ErrorCode::io, "There is no connection."}};
  close();
  throw store::StoreFailure(std::move(failure));
}

void Pipeline::check_sent(int sent) {
  if (sent != 1) lost(nullptr);
}

void Pipeline::forget(const ResultOfQuery* answer) {
  for (Coming& coming : coming_) {
    if (coming.answer == answer) coming.answer = nullptr;
  }
}

void Pipeline::queue(Prepared& prepared, std::span<const Argument> arguments,
                     ResultOfQuery* answer) {
  if (since_sync_ >= most_queued) finish();
  const Raw raw(arguments);
  if (prepared.connection != opened_ || !same_types(prepared.types, raw.types)) {
    prepared.name = fmt::format("s{}", ++named_);
    prepared.types = raw.types;
    prepared.connection = opened_;
    check_sent(PQsendPrepare(connection_.get(), prepared.name.c_str(), prepared.sql.c_str(),
                             raw.count(), raw.types.data()));
    coming_.push_back({Coming::prepare, &prepared});
  }
  check_sent(PQsendQueryPrepared(connection_.get(), prepared.name.c_str(), raw.count(),
                                 raw.values.data(), raw.lengths.data(), raw.formats.data(), 1));
  coming_.push_back({Coming::command, nullptr, answer});
  ++since_sync_;
}

void Pipeline::queue_once(const std::string& sql, const std::vector<Argument>& arguments) {
  const Raw raw(arguments);
  check_sent(PQsendQueryParams(connection_.get(), sql.c_str(), raw.count(), raw.types.data(),
                               raw.values.data(), raw.lengths.data(), raw.formats.data(), 1));
  coming_.push_back({Coming::command});
  ++since_sync_;
}

void Pipeline::sync() {
  check_sent(PQpipelineSync(connection_.get()));
  coming_.push_back({Coming::sync});
  since_sync_ = 0;
}

void Pipeline::send() {
  if (since_sync_ > 0) sync();
  flush();
}

void Pipeline::flush() {
  if (PQflush(connection_.get()) < 0) lost(nullptr);
}

ResultOfQuery Pipeline::finish() {
  if (!connection_) lost(nullptr);
  last_.reset();
  if (since_sync_ > 0 || coming_.empty()) sync();
  while (!coming_.empty()) take_next();
  if (failure_) {
    store::StoreFailure failure = std::move(*failure_);
    failure_.reset();
    last_.reset();
    throw store::StoreFailure(std::move(failure));
  }
  return std::move(last_);
}

void Pipeline::take_next() {
  const Coming coming = coming_.front();
  ResultOfQuery result(PQgetResult(connection_.get()));
  if (!result) lost(nullptr);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_FATAL_ERROR && is_lost(connection_.get(), result.get())) lost(result.get());
  coming_.pop_front();
  if (status == PGRES_PIPELINE_SYNC) return;
  const bool worked = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!worked && coming.kind == Coming::prepare) coming.prepared->connection = 0;
  if (!worked && !failure_ && status != PGRES_PIPELINE_ABORTED) {
    failure_ = failure_of(connection_.get(), result.get());
  }
  if (worked && coming.kind == Coming::command) {
    (coming.answer ? *coming.answer : last_) = std::move(result);
  }
  while (ResultOfQuery(PQgetResult(connection_.get()))) {
  }
}

}  // namespace meetpoint::hub::postgresql
