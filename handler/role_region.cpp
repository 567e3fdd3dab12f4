// SPDX-License-Identifier: PostgreSQL
#include "handler/role_region.hpp"

#include <unordered_map>

namespace plrust::handler {

namespace {

constexpr std::size_t kFirstBlock = 64U << 10;
constexpr std::size_t kAlignment = 16;

// Never destroyed: a process that ends does not unmap its regions one by one.
std::unordered_map<Oid, RoleRegion>& regions() {
  static auto& map = *new std::unordered_map<Oid, RoleRegion>;
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

RoleRegion& region_of(Oid user) {
  const auto found = regions().find(user);
  if (found != regions().end()) {
    return found->second;
  }
  return regions().try_emplace(user, confine::Region::create()).first->second;
}

std::size_t region_count() noexcept {
  return regions().size();
}

}  // namespace plrust::handler
