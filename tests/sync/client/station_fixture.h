// A station with its own disk and worker, for tests against a hub on a real socket.
#pragma once

#include <gtest/gtest.h>

#include "sync/client/transport_curl.h"
#include "sync/client/worker.h"
#include "tests/sync/client/small_hub.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::client::testing {

// A station of its own folder with its worker, as a kiosk has.
class Station {
 public:
  Station(std::uint32_t number, const std::string& hub_url) {
    enrolment_ = {.event = EventId("demo"),
                  .station = {number},
                  .station_name = "door",
                  .hub_url = hub_url,
                  .token = "station-" + std::to_string(number)};
    open();
    EXPECT_TRUE(store_->enrol(enrolment_));
  }
  ~Station() { stop(); }

  void start() {
    auto worker = Worker::make({.store = *store_,
                                .clock = clock_,
                                .enrolment = enrolment_,
                                .transport = make_curl_transport().value(),
                                .on_change =
                                    [this](const Change& change) {
                                      const std::lock_guard hold(mutex_);
                                      if (change.applied) ++applied_;
                                      changed_.notify_all();
                                    },
                                .seed = 42});
    ASSERT_TRUE(worker) << worker.error().message;
    worker_ = std::move(*worker);
    worker_->start();
  }
  void stop() { worker_.reset(); }
  void open() {
    stop();
    store_.reset();
    auto opened = store::StationStore::open(folder_.path(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  FactId record(const FactBody& body) {
    FactId id;
    const Status done = store_->write([&](store::StationWrite& w) -> Status {
      id = w.append(body);
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    if (worker_) worker_->nudge();
    return id;
  }
  FactId check_in(const char* attendee) { return record(CheckIn{AttendeeId(attendee), "A"}); }
  bool is_checked_in(const char* attendee) {
    bool in = false;
    EXPECT_TRUE(store_->read([&](store::EventReader& r) -> Status {
      in = r.attendee_state(AttendeeId(attendee)).check_in.has_value();
      return {};
    }));
    return in;
  }
  // Waits until it holds. A test that comes to the end of this has failed.
  template <class Condition>
  [[nodiscard]] bool until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(40);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::unique_lock hold(mutex_);
      changed_.wait_for(hold, std::chrono::milliseconds(20));
    }
    return true;
  }
  [[nodiscard]] bool until_online() {
    return until([&] { return worker_->status().online; });
  }
  [[nodiscard]] bool until_sent() {
    return until([&] { return position().waiting() == 0; });
  }
  // The disk as it is now, and going back to it later; the worker must be started again.
  void copy_disk() {
    store_.reset();
    std::filesystem::copy(folder_.path(), copy_.path(), std::filesystem::copy_options::recursive);
    open();
  }
  void roll_disk_back() {
    stop();
    store_.reset();
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      std::filesystem::remove(file);
    }
    std::filesystem::copy(copy_.path(), folder_.path());
    open();
  }
  store::JournalPosition position() { return store_->position().value(); }
  SyncStatus status() const { return worker_->status(); }
  store::StationStore& store() { return *store_; }
  Worker& worker() { return *worker_; }
  int applied() {
    const std::lock_guard hold(mutex_);
    return applied_;
  }

 private:
  meetpoint::testing::TemporaryFolder folder_;
  meetpoint::testing::TemporaryFolder copy_;
  SystemClock clock_;
  store::Enrolment enrolment_;
  std::unique_ptr<store::StationStore> store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int applied_ = 0;
  std::unique_ptr<Worker> worker_;
};

inline std::set<FactId> as_set(const std::vector<FactId>& ids) { return {ids.begin(), ids.end()}; }

}  // namespace meetpoint::client::testing
