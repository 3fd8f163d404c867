#include "tests/sim/disk/disk_state.h"

#include <algorithm>
#include <utility>

namespace meetpoint::sim {

namespace {

void put_change(std::string& bytes, const Change& change) {
  if (change.truncates) {
    bytes.resize(change.at);
    return;
  }
  if (bytes.size() < change.at + change.bytes.size()) bytes.resize(change.at + change.bytes.size());
  std::copy(change.bytes.begin(), change.bytes.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(change.at));
}

// Each aligned sector of a write by lot. A sector beyond the end of the file that is lost before
// one that is kept reads as zeros.
void put_torn(std::string& bytes, const Change& change, std::uint64_t sector, Lots& lots) {
  if (change.truncates) {
    if (lots.flip()) put_change(bytes, change);
    return;
  }
  const std::uint64_t end = change.at + change.bytes.size();
  for (std::uint64_t from = change.at; from < end;) {
    const std::uint64_t to = std::min(end, (from / sector + 1) * sector);
    if (lots.flip()) {
      put_change(bytes, {.at = from, .bytes = change.bytes.substr(from - change.at, to - from)});
    }
    from = to;
  }
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

std::uint64_t Lots::next() {  // splitmix64
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

int DiskState::meet(Call call) {
  if (off) return io_error;
  ++calls[call];
  const auto fault = faults.find(call);
  if (fault == faults.end()) return ok;
  if (fault->second.countdown > 1) {
    --fault->second.countdown;
    return ok;
  }
  ++failures;
  const int code = fault->second.code;
  if (fault->second.times == Times::once) faults.erase(fault);
  return code;
}

void DiskState::kill(const std::optional<int>& which_program) {
  for (OpenFile* file : open) {
    if (which_program && file->program != *which_program) continue;
    file->dead = true;
    file->lock = 0;
    file->shares = file->excludes = 0;
    auto& others = file->file->open;
    others.erase(std::remove(others.begin(), others.end(), file), others.end());
    const bool mapped = std::any_of(others.begin(), others.end(), [](auto* f) { return f->maps; });
    if (!mapped) file->file->shared.reset();
  }
  std::erase_if(open, [](const OpenFile* file) { return file->dead; });
}

void DiskState::lose_power(Loss loss) {
  kill({});
  off = true;
  cut.reset();
  for (const NameChange& change : unsynced_names) {
    const bool kept = loss == Loss::kept || (loss != Loss::dropped && lots.flip());
    if (!kept) continue;
    if (change.file) {
      durable_names[change.path] = change.file;
    } else {
      durable_names.erase(change.path);
    }
  }
  unsynced_names.clear();
  names = durable_names;
  for (auto& [path, file] : names) {
    apply_by_loss(*file, loss);
    file->unsynced.clear();
    file->live = file->durable;
    file->shared.reset();
  }
}

void DiskState::apply_by_loss(FileBytes& file, Loss loss) {
  for (const Change& change : file.unsynced) {
    switch (loss) {
      case Loss::dropped: break;
      case Loss::kept: put_change(file.durable, change); break;
      case Loss::random:
        if (lots.flip()) put_change(file.durable, change);
        break;
      case Loss::torn_512: put_torn(file.durable, change, 512, lots); break;
      case Loss::torn_4096: put_torn(file.durable, change, 4096, lots); break;
    }
  }
}

std::uint64_t DiskState::used() const {
  std::uint64_t bytes = 0;
  for (const auto& [path, file] : names) {
    bytes += file->live.size();
    if (file->shared) bytes += file->shared->regions.size() * shared_region_bytes;
  }
  return bytes;
}

std::shared_ptr<FileBytes> DiskState::find(const std::string& path) const {
  const auto found = names.find(path);
  return found == names.end() ? nullptr : found->second;
}

std::shared_ptr<FileBytes> DiskState::make(const std::string& path) {
  auto file = std::make_shared<FileBytes>();
  names[path] = file;
  unsynced_names.push_back({path, file});
  return file;
}

void DiskState::remove(const std::string& path) {
  names.erase(path);
  unsynced_names.push_back({path, nullptr});
}

void DiskState::sync_folder(const std::string& of_path) {
  if (lies) return;
  const std::string folder_path = folder_of(of_path);
  std::erase_if(unsynced_names, [&](const NameChange& change) {
    if (folder_of(change.path) != folder_path) return false;
    if (change.file) {
      durable_names[change.path] = change.file;
    } else {
      durable_names.erase(change.path);
    }
    return true;
  });
}

int DiskState::write(FileBytes& file, std::uint64_t at, std::string_view bytes) {
  int code = ok;
  const std::uint64_t size = file.live.size();
  if (capacity && at + bytes.size() > size) {
    const std::uint64_t in_use = used();
    const std::uint64_t room = in_use < *capacity ? *capacity - in_use : 0;
    if (at + bytes.size() - size > room) {
      const std::uint64_t end = std::max(at, size + room);
      bytes = bytes.substr(0, end - at);
      code = disk_full;
      if (bytes.empty()) return code;
    }
  }
  Change change{.at = at, .bytes = std::string(bytes)};
  put_change(file.live, change);
  file.unsynced.push_back(std::move(change));
  return code;
}

void DiskState::write_part(FileBytes& file, std::uint64_t at, std::string_view bytes) {
  const std::string_view part = bytes.substr(0, lots.below(bytes.size() + 1));
  if (!part.empty() && lots.flip()) static_cast<void>(write(file, at, part));
}

void DiskState::truncate(FileBytes& file, std::uint64_t size) {
  file.live.resize(size);
  file.unsynced.push_back({.truncates = true, .at = size, .bytes = {}});
}

void DiskState::sync(FileBytes& file) {
  if (lies) return;
  for (const Change& change : file.unsynced) put_change(file.durable, change);
  file.unsynced.clear();
}

void DiskState::sync_part(FileBytes& file) {
  apply_by_loss(file, Loss::torn_4096);
  file.unsynced.clear();
}

}  // namespace meetpoint::sim
