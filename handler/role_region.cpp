// SPDX-License-Identifier: PostgreSQL
#include "handler/role_region.hpp"

#include <algorithm>
#include <list>
#include <unordered_map>

namespace plrust::handler {

namespace {

constexpr std::size_t kFirstBlock = 64U << 10;
constexpr std::size_t kAlignment = 16;

// Never destroyed: a process that ends does not unmap its regions one by one.
using Regions = std::unordered_map<Oid, std::list<RoleRegion>>;
Regions& regions() {
  static auto& map = *new Regions;
  return map;
}

}  // namespace

std::byte* ArgumentArea::take(std::uintptr_t frame, std::size_t bytes) noexcept {
  while (!taken_.empty() && taken_.back().frame <= frame) {
    const Taken& last = taken_.back();
    if (last.own_block != 0) {
      region_.release(last.own_block, last.own_block_size);
    }
    used_ = last.used_before;
    taken_.pop_back();
  }
  bytes = (bytes + kAlignment - 1) & ~(kAlignment - 1);
  try {
    taken_.reserve(taken_.size() + 1);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  if (block_ == 0) {
    block_ = region_.grant(kFirstBlock);
  }
  if (block_ != 0 && bytes <= kFirstBlock - used_) {
    taken_.push_back({frame, used_, 0, 0});
    std::byte* const memory = region_.host_pointer(block_ + used_);
    used_ += bytes;
    return memory;
  }
  const std::uint64_t own_block = region_.grant(bytes);
  if (own_block == 0) {
    return nullptr;
  }
  taken_.push_back({frame, used_, own_block, bytes});
  return region_.host_pointer(own_block);
}

RoleRegion& region_of(Oid user, const confine::Module& module) {
  std::list<RoleRegion>& own = regions()[user];
  const auto found = std::find_if(own.begin(), own.end(),
                                  [&](const RoleRegion& role) { return role.region->admits(module); });
  return found != own.end() ? *found : own.emplace_back(confine::Region::create());
}

std::size_t region_count() noexcept {
  std::size_t count = 0;
  for (const auto& [user, own] : regions()) {
    count += own.size();
  }
  return count;
}

}  // namespace plrust::handler
