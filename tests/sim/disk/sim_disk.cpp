#include "tests/sim/disk/sim_disk.h"

#include "tests/sim/disk/disk_state.h"

namespace meetpoint::sim {

namespace {

using Hold = std::lock_guard<std::recursive_mutex>;

std::string normal(const std::filesystem::path& folder) {
  std::string path = std::filesystem::absolute(folder).lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

std::string_view name_of(Loss loss) {
  switch (loss) {
    case Loss::dropped: return "dropped";
    case Loss::kept: return "kept";
    case Loss::random: return "random";
    case Loss::torn_512: return "torn at 512 B";
    case Loss::torn_4096: return "torn at 4 KiB";
  }
  return "?";
}

std::string_view name_of(Call call) {
  switch (call) {
    case Call::open: return "open";
    case Call::read: return "read";
    case Call::write: return "write";
    case Call::sync: return "sync";
    case Call::truncate: return "truncate";
    case Call::remove: return "remove";
    case Call::lock: return "lock";
    case Call::map: return "map";
    case Call::size: return "size";
    case Call::look: return "look";
  }
  return "?";
}

SimDisk::SimDisk(const std::filesystem::path& folder, std::uint64_t seed)
    : state_(std::make_shared<DiskState>(normal(folder), seed)) {
  attach(state_, seed);
}

SimDisk::~SimDisk() {
  const Hold hold(disk_mutex());
  state_->kill({});
  state_->off = true;
  detach(*state_);
}

void SimDisk::power_cut(Loss loss) {
  const Hold hold(disk_mutex());
  state_->lose_power(loss);
}

void SimDisk::cut_after(std::uint64_t n, Loss loss, Moment moment) {
  const Hold hold(disk_mutex());
  state_->cut = Cut{.at_call = state_->changing_calls + n, .loss = loss, .moment = moment};
}

void SimDisk::do_not_cut() {
  const Hold hold(disk_mutex());
  state_->cut.reset();
}

bool SimDisk::is_off() const {
  const Hold hold(disk_mutex());
  return state_->off;
}

void SimDisk::power_on() {
  const Hold hold(disk_mutex());
  state_->off = false;
}

std::uint64_t SimDisk::calls() const {
  const Hold hold(disk_mutex());
  return state_->changing_calls;
}

void SimDisk::kill_programs() {
  const Hold hold(disk_mutex());
  state_->kill({});
}

void SimDisk::kill_program(int number) {
  const Hold hold(disk_mutex());
  state_->kill(number);
}

void SimDisk::as_program(int number) {
  const Hold hold(disk_mutex());
  state_->program = number;
}

void SimDisk::fail(Call call, std::uint64_t n, Times times, int code) {
  const Hold hold(disk_mutex());
  state_->faults[call] = {.countdown = n, .times = times, .code = code};
  state_->failures = 0;
}

std::uint64_t SimDisk::calls(Call call) const {
  const Hold hold(disk_mutex());
  const auto found = state_->calls.find(call);
  return found == state_->calls.end() ? 0 : found->second;
}

std::uint64_t SimDisk::failures() const {
  const Hold hold(disk_mutex());
  return state_->failures;
}

void SimDisk::lie_about_syncs(bool lies) {
  const Hold hold(disk_mutex());
  state_->lies = lies;
}

void SimDisk::set_capacity(std::uint64_t bytes) {
  const Hold hold(disk_mutex());
  state_->capacity = bytes;
}

void SimDisk::mend() {
  const Hold hold(disk_mutex());
  state_->faults.clear();
  state_->lies = false;
  state_->capacity.reset();
}

Image SimDisk::copy(Bytes which) const {
  const Hold hold(disk_mutex());
  Image image;
  const auto& names = which == Bytes::live ? state_->names : state_->durable_names;
  for (const auto& [path, file] : names) {
    image[path.substr(state_->folder.size() + 1)] =
        which == Bytes::live ? file->live : file->durable;
  }
  return image;
}

void SimDisk::restore(const Image& image) {
  const Hold hold(disk_mutex());
  state_->kill({});
  state_->names.clear();
  state_->unsynced_names.clear();
  for (const auto& [name, bytes] : image) {
    auto file = std::make_shared<FileBytes>();
    file->live = file->durable = bytes;
    state_->names[state_->folder + "/" + name] = std::move(file);
  }
  state_->durable_names = state_->names;
}

std::uint64_t SimDisk::used_bytes() const {
  const Hold hold(disk_mutex());
  return state_->used();
}

bool SimDisk::bytes_contain(std::string_view needle) const {
  const Hold hold(disk_mutex());
  const auto contains = [&](const FileBytes& file) {
    if (file.live.find(needle) != std::string::npos) return true;
    if (file.durable.find(needle) != std::string::npos) return true;
    for (const Change& change : file.unsynced) {
      if (change.bytes.find(needle) != std::string::npos) return true;
    }
    return false;
  };
  for (const auto* names : {&state_->names, &state_->durable_names}) {
    for (const auto& [path, file] : *names) {
      if (contains(*file)) return true;
    }
  }
  return false;
}

}  // namespace meetpoint::sim
