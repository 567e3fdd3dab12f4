// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <string>
#include <string_view>

namespace plrust::toolchain {

// rustc would generate, for each final crate, jumps from the symbols that `alloc` calls (__rust_alloc, …) to
// std's allocator (__rdl_alloc, …). Modules are linked without rustc, so the sysroot has them. The symbols'
// names depend on the compiler's version and are read from the assembly of the crate `alloc`. Throws Error if
// they are not there.
std::string allocator_shim(std::string_view alloc_assembly, std::string_view arch);

}  // namespace plrust::toolchain
