// SPDX-License-Identifier: PostgreSQL
// How the processor knows the region in effect. x86_64: the gs base, which nothing else in a Linux process
// uses. aarch64: x28, which the boundary loads at each call; there is nothing to set.
#pragma once

#include <cstdint>

namespace plrust::confine {

// WRGSBASE (12 ns) where kernel and processor have it, else arch_prctl (210 ns).
void set_region_base(std::uint64_t base) noexcept;

}  // namespace plrust::confine
