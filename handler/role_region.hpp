// SPDX-License-Identifier: PostgreSQL
// Regions for each effective user of this backend: what one role's functions keep in memory is never in reach
// of another's. One does for a user, unless modules could mislead each other's checked branches
// (confine/README.md, L5). In each, an area for the arguments of the calls that are running.
#pragma once

#include <memory>
#include <vector>

#include "confine/runtime/module.hpp"
#include "confine/runtime/region.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

class StateFamily;

// Region memory for arguments, given out like a stack. Whoever takes memory says where his own stack frame
// is: what was taken by frames at or below it is free, because those frames have ended, one way or another.
class ArgumentArea {
 public:
  explicit ArgumentArea(confine::Region& region) noexcept : region_(region) {}

  // Region memory of `bytes`, aligned to 16 bytes, or null when the region is full. Raises nothing.
  std::byte* take(std::uintptr_t frame, std::size_t bytes) noexcept;

 private:
  struct Block {
    std::uint64_t address;  // 0: none
    std::size_t size;
  };
  struct Taken {
    std::uintptr_t frame;
    std::size_t used_before;  // of the first block
    Block own;                // none: it lies in the first block
  };

  void free_ended(std::uintptr_t frame) noexcept;
  // A block for what does not fit into the first one. One that is free again is kept for the next: pages that
  // the kernel has to zero cost more than what they are for.
  Block own_block(std::size_t bytes) noexcept;
  void keep_or_release(Block block) noexcept;

  confine::Region& region_;
  std::uint64_t block_ = 0;
  std::size_t used_ = 0;
  Block kept_{};
  std::vector<Taken> taken_;
};

struct RoleRegion {
  explicit RoleRegion(std::unique_ptr<confine::Region> made) : region(std::move(made)), arguments(*region) {}

  std::unique_ptr<confine::Region> region;
  ArgumentArea arguments;
  StateFamily* states = nullptr;  // of aggregates
};

// A region of this user that admits the module, made when there is none; it stays where it is. Throws
// plrust::Error.
RoleRegion& region_of(Oid user, const confine::Module& module);
std::size_t region_count() noexcept;

}  // namespace plrust::handler
