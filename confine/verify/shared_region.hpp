// SPDX-License-Identifier: PostgreSQL
// Which modules may live in one region. A checked indirect branch asks only whether the four bytes before its
// target are the hash it wants; in the module's own text the verifier proved every place that answers yes.
// Another module's text is other bytes: a constant there may contain the hash, and unverified code after it.
// So a module joins a region only if, in both directions, every such place is a verified entry; else it gets
// a region of its own. Header only and free of LLVM: the loader runs this with the lists of the verdict.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace plrust::confine {

// Bytes that a hash comparison reads before its target.
inline constexpr std::uint64_t kHashBytes = 4;
// Of places that code can run at: an aarch64 processor refuses to branch to others.
inline constexpr std::uint64_t kCodeAlignmentX86 = 1;
inline constexpr std::uint64_t kCodeAlignmentAarch64 = 4;
#ifdef __aarch64__
inline constexpr std::uint64_t kCodeAlignment = kCodeAlignmentAarch64;
#else
inline constexpr std::uint64_t kCodeAlignment = kCodeAlignmentX86;
#endif

// The executable pages of a module as they are at run time, and what its verdict says of them. Addresses
// count from the start of the image.
struct BranchFacts {
  std::uint64_t window_begin;              // text_begin - kHashBytes
  std::span<const std::byte> window;       // from there to the end of the last executable page
  std::span<const std::uint32_t> hashes;   // sorted
  std::span<const std::uint32_t> entries;  // sorted
};

// Calls found(address) for every address in the executable pages that a comparison with one of the hashes
// accepts. `hashes` is sorted. With an alignment, window_begin is a multiple of it.
template <typename Found>
void find_hash_places(std::uint64_t window_begin, std::span<const std::byte> window,
                      std::span<const std::uint32_t> hashes, Found found,
                      std::uint64_t alignment = kCodeAlignment) {
  if (hashes.empty() || window.size() <= kHashBytes)
    return;
  // Nearly every position fails on its low half already.
  const auto low_halves = std::make_unique<std::bitset<65536>>();
  for (const std::uint32_t hash : hashes) low_halves->set(hash & 0xffffU);
  for (std::size_t at = 0; at + kHashBytes < window.size(); at += alignment) {
    std::uint32_t value = 0;
    std::memcpy(&value, window.data() + at, sizeof value);
    if (low_halves->test(value & 0xffffU) && std::ranges::binary_search(hashes, value))
      found(window_begin + at + kHashBytes);
  }
}

// True if no indirect branch of `from` can land in the text of `to` anywhere but at a verified entry.
inline bool lands_on_entries(const BranchFacts& from, const BranchFacts& to) {
  bool all = true;
  find_hash_places(to.window_begin, to.window, from.hashes, [&](std::uint64_t address) {
    if (!std::ranges::binary_search(to.entries, address))
      all = false;
  });
  return all;
}

inline bool may_share_region(const BranchFacts& a, const BranchFacts& b) {
  return lands_on_entries(a, b) && lands_on_entries(b, a);
}

}  // namespace plrust::confine
