// SPDX-License-Identifier: PostgreSQL
#include "confine/runtime/region.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string>

#include "base/error.hpp"
#include "confine/runtime/boundary_state.hpp"
#include "confine/runtime/module.hpp"

namespace plrust::confine {
namespace {

constexpr std::uint64_t kReservation =
    kDeadBelow + kRegionSize + kDeadAbove + kRegionSize;  // the last: to align
constexpr std::uint64_t kImageGuard = 0x1'0000;
constexpr std::uint64_t kHugePage = std::uint64_t{2} << 20;

std::byte* reserve(std::uint64_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    throw Error(
        "could not reserve " + std::to_string(bytes >> 20) + " MiB of address space: " + std::strerror(errno),
        "Raise the limit on address space (ulimit -v) of the server.");
  }
  return static_cast<std::byte*>(memory);
}

void protect(std::byte* begin, std::uint64_t bytes, int protection) {
  if (mprotect(begin, bytes, protection) != 0) {
    throw Error("could not map " + std::to_string(bytes >> 10) + " KiB in a region: " + std::strerror(errno));
  }
}

// Back to dead address space; the contents and their memory are gone.
bool make_dead(std::byte* begin, std::uint64_t bytes) noexcept {
  return mmap(begin, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) !=
         MAP_FAILED;
}

}  // namespace

std::unique_ptr<Region> Region::create() {
  std::unique_ptr<Region> region(new Region);
  region->reservation_ = reserve(kReservation);
  const auto begin = reinterpret_cast<std::uint64_t>(region->reservation_);
  region->base_ = (begin + kDeadBelow + kRegionSize - 1) & ~(kRegionSize - 1);
  region->map_fixed_parts();
  region->map_native_stack();
  return region;
}

Region::~Region() {
  forget_region(base_);
  if (native_low_ != 0) {
    munmap(reinterpret_cast<void*>(native_low_ - kNativeGuard), kNativeGuard + kNativeStackBytes);
  }
  if (reservation_ != nullptr) {
    munmap(reservation_, kReservation);
  }
}

void Region::map_fixed_parts() {
  std::byte* control = host_pointer(kControlPage);
  protect(control, kPage, PROT_READ | PROT_WRITE);
  std::memcpy(host_pointer(kBaseSlot), &base_, sizeof base_);
  protect(control, kPage, PROT_READ);
  protect(host_pointer(kStackBegin), kStackEnd - kStackBegin, PROT_READ | PROT_WRITE);
}

void Region::map_native_stack() {
  std::byte* guard = reserve(kNativeGuard + kNativeStackBytes);
  native_low_ = reinterpret_cast<std::uint64_t>(guard) + kNativeGuard;
  protect(guard + kNativeGuard, kNativeStackBytes, PROT_READ | PROT_WRITE);
}

std::uint64_t Region::grant(std::uint64_t bytes) noexcept try {
  if (bytes == 0 || bytes > kRegionSize) {
    return 0;
  }
  bytes = round_to_pages(bytes);
  const bool is_large = bytes >= kHugePage;
  auto offset = pages_.take(bytes, is_large ? kHugePage : kPage);
  if (!offset && is_large) {
    offset = pages_.take(bytes);
  }
  if (!offset) {
    return 0;
  }
  if (mprotect(host_pointer(*offset), bytes, PROT_READ | PROT_WRITE) != 0) {
    pages_.give(*offset, bytes);
    return 0;
  }
  if (is_large) {
    // A hint: without it large tables spend their time on the TLB.
    madvise(host_pointer(*offset), bytes, MADV_HUGEPAGE);
  }
  granted_ += bytes;
  return base_ + *offset;
} catch (const std::bad_alloc&) {
  return 0;
}

void Region::release(std::uint64_t address, std::uint64_t bytes) noexcept try {
  bytes = round_to_pages(bytes);
  granted_ -= bytes;
  // Pages that could not be made dead are never handed out again: they would not be zeroed.
  if (make_dead(host_pointer(address), bytes)) {
    pages_.give(address & 0xffff'ffffU, bytes);
  }
} catch (const std::bad_alloc&) {
  // The address space stays unused; its memory is free.
}

bool Region::admits(const Module& module) const {
  return std::all_of(modules_.begin(), modules_.end(),
                     [&](const auto& loaded) { return loaded.first->may_share_region_with(module); });
}

std::uint64_t Region::take_image(const Module& module) {
  if (!admits(module)) {
    throw Error("the module cannot be loaded beside another in this region");
  }
  std::size_t& loaded = modules_[&module];
  const auto offset = images_.take(round_to_pages(module.image_bytes()) + 2 * kImageGuard);
  if (!offset) {
    if (loaded == 0) {
      modules_.erase(&module);
    }
    throw Error("no room for another module in the region");
  }
  ++loaded;
  return base_ + *offset + kImageGuard;
}

void Region::give_image(std::uint64_t address, const Module& module) noexcept try {
  const auto loaded = modules_.find(&module);
  if (--loaded->second == 0) {
    modules_.erase(loaded);
  }
  const std::uint64_t bytes = round_to_pages(module.image_bytes());
  if (make_dead(host_pointer(address), bytes)) {
    images_.give((address & 0xffff'ffffU) - kImageGuard, bytes + 2 * kImageGuard);
  }
} catch (const std::bad_alloc&) {
  // As in release().
}

}  // namespace plrust::confine
