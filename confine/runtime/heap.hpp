// SPDX-License-Identifier: PostgreSQL
// The pages that one instance got from its region, with their limit. The allocator that cuts them is inside
// the region and not trusted; this bookkeeping is in host memory.
#pragma once

#include <cstdint>
#include <map>

namespace plrust::confine {

class Region;

class Heap {
 public:
  explicit Heap(Region& region) : region_(region) {}
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // A block of `bytes` rounded up to pages, zeroed. 0: over the limit (was_refused() is true then), or the
  // region or the kernel has no more.
  std::uint64_t grow(std::uint64_t bytes) noexcept;
  // False if [address, bytes) is not exactly a block of grow(): nothing is released then. Upper 32 bits of
  // the address are ignored.
  bool release(std::uint64_t address, std::uint64_t bytes) noexcept;
  void release_all() noexcept;

  // Told of each change of bytes(), and of the end. One at most; a memory context of the host.
  struct Observer {
    void* self = nullptr;
    void (*resized)(void* self, std::uint64_t bytes) noexcept = nullptr;
    void (*gone)(void* self) noexcept = nullptr;
  };
  void set_observer(const Observer& observer) noexcept { observer_ = observer; }

  // Below bytes(): nothing more is granted until enough is released.
  void set_limit(std::uint64_t bytes) noexcept { limit_ = bytes; }
  std::uint64_t limit() const noexcept { return limit_; }
  std::uint64_t bytes() const noexcept { return bytes_; }
  std::uint64_t blocks() const noexcept { return blocks_.size(); }
  // Whether grow() was refused since the last clear_refused(): tells "out of memory" from other panics.
  bool was_refused() const noexcept { return was_refused_; }
  void clear_refused() noexcept { was_refused_ = false; }

 private:
  void resized(std::uint64_t bytes) noexcept;

  Region& region_;
  Observer observer_;
  std::map<std::uint32_t, std::uint64_t> blocks_;  // offset in the region -> bytes
  std::uint64_t bytes_ = 0;
  std::uint64_t limit_ = UINT64_MAX;
  bool was_refused_ = false;
};

}  // namespace plrust::confine
