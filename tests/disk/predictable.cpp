#include <sodium.h>
#include <sqlite3.h>

#include <cstdint>

#include "tests/disk/day.h"

namespace meetpoint::disk {

namespace {

std::uint64_t state = 0;

std::uint64_t next() {  // splitmix64
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

const char* name() { return "scripted"; }
std::uint32_t random_word() { return static_cast<std::uint32_t>(next()); }
void fill(void* const out, const std::size_t size) {
  auto* bytes = static_cast<unsigned char*>(out);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(next());
}

int pages_in_log = 1000;

// SQLite sets its own limit at the end of opening, so ours comes with the first commit.
int set_checkpoint(sqlite3* db, char**, const sqlite3_api_routines*) {
  sqlite3_commit_hook(
      db,
      [](void* of) {
        sqlite3_wal_autocheckpoint(static_cast<sqlite3*>(of), pages_in_log);
        return 0;
      },
      db);
  return SQLITE_OK;
}

}  // namespace

void be_predictable() {
  static randombytes_implementation scripted = {.implementation_name = name,
                                                .random = random_word,
                                                .stir = nullptr,
                                                .uniform = nullptr,
                                                .buf = fill,
                                                .close = nullptr};
  randombytes_set_implementation(&scripted);
}

void seed_random(std::uint64_t seed) { state = seed; }

void checkpoint_often(int pages) {
  pages_in_log = pages;
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(set_checkpoint));
}

}  // namespace meetpoint::disk
