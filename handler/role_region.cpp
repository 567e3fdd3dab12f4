// SPDX-License-Identifier: PostgreSQL
#include "handler/role_region.hpp"

#include <algorithm>
#include <list>
#include <unordered_map>
#include <utility>

namespace plrust::handler {

namespace {

constexpr std::size_t kFirstBlock = 64U << 10;
constexpr std::size_t kAlignment = 16;
// What an area keeps at most of large arguments when no call has any.
constexpr std::size_t kMostKept = 32U << 20;

// Never destroyed: a process that ends does not unmap its regions one by one.
using Regions = std::unordered_map<Oid, std::list<RoleRegion>>;
Regions& regions() {
  static auto& map = *new Regions;
  return map;
}

}  // namespace

void ArgumentArea::keep_or_release(Block block) noexcept {
  if (block.size <= kMostKept && block.size > kept_.size) {
    std::swap(block, kept_);
  }
  if (block.address != 0) {
    region_.release(block.address, block.size);
  }
}

ArgumentArea::Block ArgumentArea::own_block(std::size_t bytes) noexcept {
  if (bytes <= kept_.size) {
    return std::exchange(kept_, {});
  }
  if (kept_.address != 0) {
    region_.release(kept_.address, kept_.size);
    kept_ = {};
  }
  // A little more, for what is a little longer next time. Pages that nobody touches cost nothing.
  const std::size_t more = confine::round_to_pages(bytes + bytes / 8);
  if (const std::uint64_t address = region_.grant(more)) {
    return {address, more};
  }
  return {region_.grant(bytes), bytes};
}

void ArgumentArea::free_ended(std::uintptr_t frame) noexcept {
  while (!taken_.empty() && taken_.back().frame <= frame) {
    const Taken last = taken_.back();
    taken_.pop_back();
    used_ = last.used_before;
    if (last.own.address != 0) {
      keep_or_release(last.own);
    }
  }
}

std::byte* ArgumentArea::take(std::uintptr_t frame, std::size_t bytes) noexcept {
  free_ended(frame);
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
    taken_.push_back({frame, used_, {}});
    std::byte* const memory = region_.host_pointer(block_ + used_);
    used_ += bytes;
    return memory;
  }
  const Block own = own_block(bytes);
  if (own.address == 0) {
    return nullptr;
  }
  taken_.push_back({frame, used_, own});
  return region_.host_pointer(own.address);
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
