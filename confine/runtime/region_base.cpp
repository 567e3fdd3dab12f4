// SPDX-License-Identifier: PostgreSQL
#include "confine/runtime/region_base.hpp"

#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#ifdef __x86_64__
#include <asm/prctl.h>
#endif

namespace plrust::confine {

#ifdef __x86_64__
namespace {

// HWCAP2_FSGSBASE of the kernel; older C libraries have no name for it.
constexpr unsigned long kFsGsBase = 1UL << 1;

bool has_fsgsbase() noexcept {
  static const bool has = (getauxval(AT_HWCAP2) & kFsGsBase) != 0;
  return has;
}

}  // namespace

void set_region_base(std::uint64_t base) noexcept {
  if (has_fsgsbase()) {
    asm volatile("wrgsbase %0" : : "r"(base) : "memory");
    return;
  }
  // It fails only for addresses that are no user addresses. Going on with the wrong region would be worse.
  if (syscall(SYS_arch_prctl, ARCH_SET_GS, base) != 0) {
    std::abort();
  }
}
#else
void set_region_base(std::uint64_t) noexcept {}
#endif

}  // namespace plrust::confine
