// SPDX-License-Identifier: PostgreSQL
// Host functions of capabilities "time" and "random".
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/pg.hpp"

namespace confine = plrust::confine;

namespace {

constexpr std::uint64_t kNanoseconds = 1'000'000'000;
constexpr std::size_t kRandomChunk = 1024;

}  // namespace

std::uint64_t plrust_import_clock_ns(std::uint32_t clock) {
  constexpr std::uint32_t kMonotonic = 0;
  constexpr std::uint32_t kRealTime = 1;
  if (clock != kMonotonic && clock != kRealTime) {
    confine::leave_misuse("there is no such clock");
  }
  timespec now{};
  clock_gettime(clock == kMonotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * kNanoseconds + static_cast<std::uint64_t>(now.tv_nsec);
}

void plrust_import_random(std::uint64_t dst, std::uint64_t n) {
  confine::before_host_call();
  std::uint8_t chunk[kRandomChunk];
  while (n > 0) {
    const std::size_t bytes = std::min<std::uint64_t>(n, sizeof chunk);
    if (!pg_strong_random(chunk, bytes)) {
      ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random values")));
    }
    confine::copy_to_region(dst, chunk, bytes, "random: destination");
    CHECK_FOR_INTERRUPTS();
    dst += bytes;
    n -= bytes;
  }
}
