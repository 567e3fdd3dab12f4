// SPDX-License-Identifier: PostgreSQL
#include "confine/runtime/address_ranges.hpp"

#include <iterator>

namespace plrust::confine {

AddressRanges::AddressRanges(std::uint64_t begin, std::uint64_t end) : free_bytes_(end - begin) {
  free_.emplace(begin, end - begin);
}

std::optional<std::uint64_t> AddressRanges::take(std::uint64_t size, std::uint64_t alignment) {
  for (auto hole = free_.begin(); hole != free_.end(); ++hole) {
    const std::uint64_t begin = (hole->first + alignment - 1) & ~(alignment - 1);
    const std::uint64_t skipped = begin - hole->first;
    if (hole->second < skipped || hole->second - skipped < size) {
      continue;
    }
    const std::uint64_t rest = hole->second - skipped - size;
    if (rest != 0) {
      free_.emplace_hint(std::next(hole), begin + size, rest);
    }
    if (skipped != 0) {
      hole->second = skipped;
    } else {
      free_.erase(hole);
    }
    free_bytes_ -= size;
    return begin;
  }
  return std::nullopt;
}

void AddressRanges::give(std::uint64_t begin, std::uint64_t size) {
  free_bytes_ += size;
  auto next = free_.lower_bound(begin);
  if (next != free_.end() && begin + size == next->first) {
    size += next->second;
    next = free_.erase(next);
  }
  if (next != free_.begin()) {
    const auto previous = std::prev(next);
    if (previous->first + previous->second == begin) {
      previous->second += size;
      return;
    }
  }
  free_.emplace_hint(next, begin, size);
}

}  // namespace plrust::confine
