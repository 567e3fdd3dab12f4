// SPDX-License-Identifier: PostgreSQL
// A region: 4 GiB of address space that confined code cannot leave (confine/abi.hpp has the map). Whoever
// must not see each other's memory gets a region of his own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "confine/abi.hpp"
#include "confine/runtime/address_ranges.hpp"

namespace plrust::confine {

class Module;

inline constexpr std::uint64_t kPage = 4096;
// Sizes up to 2^64 - kPage.
constexpr std::uint64_t round_to_pages(std::uint64_t bytes) {
  return (bytes + kPage - 1) & ~(kPage - 1);
}

inline constexpr std::uint64_t kNativeStackBytes = std::uint64_t{8} << 20;
inline constexpr std::uint64_t kNativeGuard = std::uint64_t{1} << 20;
static_assert(kStackArgumentPad <= kPage, "native_top() leaves one page of zeros above");

class Region {
 public:
  // Reserves the address space with its dead space, makes the control page and the region stack. Throws
  // Error.
  static std::unique_ptr<Region> create();
  // No frame of an instance in this region may be active, and no Instance may be left.
  ~Region();
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  std::uint64_t base() const noexcept { return base_; }
  // Host address of a region address, whatever its upper 32 bits are: confined pointers are lies until
  // forced.
  std::byte* host_pointer(std::uint64_t address) const noexcept {
    return reinterpret_cast<std::byte*>(base_ | (address & 0xffff'ffffU));
  }
  // True if [address, address + length) lies in the region and does not wrap; upper 32 bits are ignored.
  static bool is_range(std::uint64_t address, std::uint64_t length) noexcept {
    return length <= kRegionSize - (address & 0xffff'ffffU);
  }

  // Whole pages for heaps and argument buffers, zeroed, readable and writable; `bytes` is rounded up to
  // pages. Returns the host address (= a region address with the base in it), or 0 when the region or the
  // kernel has no more.
  std::uint64_t grant(std::uint64_t bytes) noexcept;
  // Gives back what grant() returned, as a whole and with the same size. Its contents are gone for good.
  void release(std::uint64_t address, std::uint64_t bytes) noexcept;
  std::uint64_t granted_bytes() const noexcept { return granted_; }

  // The stack that confined code of this region runs on, in host memory: no word that the host or another
  // region ever put on a stack is left there for it to read.
  std::uint64_t native_top() const noexcept { return native_low_ + kNativeStackBytes - kPage; }
  std::uint64_t native_low() const noexcept { return native_low_; }
  // Whether `address` is in the dead space that a native stack overflow or a region stack overflow runs into.
  bool is_native_guard(std::uint64_t address) const noexcept {
    return native_low_ - address - 1 < kNativeGuard;
  }
  bool is_stack_guard(std::uint64_t address) const noexcept {
    return address - base_ - kModulesEnd < kStackBegin - kModulesEnd;
  }

  // Whether a module may be loaded beside those that are: if not, a hash in the code of one could lead a
  // checked branch of another astray, and it needs another region.
  bool admits(const Module& module) const;

  // For Instance: address space for an image, with unmapped pages around. Throws Error when there is none
  // left, or when the region does not admit the module.
  std::uint64_t take_image(const Module& module);
  void give_image(std::uint64_t address, const Module& module) noexcept;

 private:
  Region() = default;
  void map_fixed_parts();
  void map_native_stack();

  std::byte* reservation_ = nullptr;
  std::uint64_t base_ = 0;
  std::uint64_t native_low_ = 0;
  std::uint64_t granted_ = 0;
  std::map<const Module*, std::size_t> modules_;  // how often each is loaded
  AddressRanges images_{kModulesBegin, kModulesEnd};
  AddressRanges pages_{kHeapBegin, kHeapEnd};
};

}  // namespace plrust::confine
