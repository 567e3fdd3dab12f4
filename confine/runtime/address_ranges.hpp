// SPDX-License-Identifier: PostgreSQL
// Which parts of an address range are free. First fit from the lowest address: neighbours with equal
// protection are one mapping for the kernel, whose number per process is limited.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace plrust::confine {

class AddressRanges {
 public:
  AddressRanges(std::uint64_t begin, std::uint64_t end);

  // Takes `size` > 0 bytes (the caller keeps to one granularity) at a multiple of `alignment`, a power of
  // two; nothing if no hole is large enough. May throw bad_alloc.
  std::optional<std::uint64_t> take(std::uint64_t size, std::uint64_t alignment = 1);
  // Gives back exactly what take() returned.
  void give(std::uint64_t begin, std::uint64_t size);
  std::uint64_t free_bytes() const noexcept { return free_bytes_; }

 private:
  std::map<std::uint64_t, std::uint64_t> free_;  // begin -> size; neighbours are always merged
  std::uint64_t free_bytes_;
};

}  // namespace plrust::confine
