// SPDX-License-Identifier: PostgreSQL
#include "confine/runtime/heap.hpp"

#include <new>

#include "confine/runtime/region.hpp"

namespace plrust::confine {

Heap::~Heap() {
  release_all();
  if (observer_.gone != nullptr) {
    observer_.gone(observer_.self);
  }
}

std::uint64_t Heap::grow(std::uint64_t bytes) noexcept try {
  if (bytes == 0 || bytes > kRegionSize || bytes_ > limit_ || round_to_pages(bytes) > limit_ - bytes_) {
    was_refused_ = true;
    return 0;
  }
  bytes = round_to_pages(bytes);
  const std::uint64_t address = region_.grant(bytes);
  if (address == 0) {
    was_refused_ = true;
    return 0;
  }
  try {
    blocks_.emplace(static_cast<std::uint32_t>(address), bytes);
  } catch (const std::bad_alloc&) {
    region_.release(address, bytes);
    throw;
  }
  resized(bytes_ + bytes);
  return address;
} catch (const std::bad_alloc&) {
  was_refused_ = true;
  return 0;
}

bool Heap::release(std::uint64_t address, std::uint64_t bytes) noexcept {
  const auto block = blocks_.find(static_cast<std::uint32_t>(address));
  if (block == blocks_.end() || bytes > kRegionSize || round_to_pages(bytes) != block->second) {
    return false;
  }
  const std::uint64_t size = block->second;
  blocks_.erase(block);
  region_.release(address, size);
  resized(bytes_ - size);
  return true;
}

void Heap::release_all() noexcept {
  for (const auto& [offset, bytes] : blocks_) {
    region_.release(offset, bytes);
  }
  blocks_.clear();
  resized(0);
}

void Heap::resized(std::uint64_t bytes) noexcept {
  bytes_ = bytes;
  if (observer_.resized != nullptr) {
    observer_.resized(observer_.self, bytes);
  }
}

}  // namespace plrust::confine
