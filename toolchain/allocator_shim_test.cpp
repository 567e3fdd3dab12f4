// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "toolchain/allocator_shim.hpp"

using namespace plrust;
using namespace plrust::toolchain;

TEST_SUITE("allocator_shim") {
  constexpr const char* kAssembly = "\tcallq\t_RNvCsfgHYwM92fyn_7___rustc12___rust_alloc@PLT\n";

  TEST_CASE("the symbols carry the compiler's own hash") {
    const std::string shim = allocator_shim(kAssembly, "x86_64");
    CHECK(shim.find("_RNvCsfgHYwM92fyn_7___rustc12___rust_alloc:\n"
                    "\tjmp\t_RNvCsfgHYwM92fyn_7___rustc11___rdl_alloc\n") != std::string::npos);
    CHECK(shim.find("_RNvCsfgHYwM92fyn_7___rustc19___rust_alloc_zeroed:\n"
                    "\tjmp\t_RNvCsfgHYwM92fyn_7___rustc18___rdl_alloc_zeroed\n") != std::string::npos);
    CHECK(shim.find("_RNvCsfgHYwM92fyn_7___rustc35___rust_no_alloc_shim_is_unstable_v2:\n\tret\n") !=
          std::string::npos);
  }

  TEST_CASE("aarch64 branches") {
    CHECK(allocator_shim(kAssembly, "aarch64").find("\tb\t_RNvCs") != std::string::npos);
  }

  TEST_CASE("symbols without a hash, as before Rust 1.87, have a byte for the marker and std's handler") {
    const std::string shim = allocator_shim("\tcallq\t__rust_alloc@PLT\n", "x86_64");
    CHECK(shim.find("\n__rust_alloc:\n\tjmp\t__rdl_alloc\n") != std::string::npos);
    CHECK(shim.find("\n__rust_alloc_error_handler:\n\tjmp\t__rg_oom\n") != std::string::npos);
    CHECK(shim.find("\n__rust_no_alloc_shim_is_unstable:\n\t.byte\t0\n") != std::string::npos);
    CHECK_THROWS_AS(allocator_shim("\tcallq\t__rust_alloc_zeroed@PLT\n", "x86_64"), Error);
  }

  TEST_CASE("a longer symbol is not taken for the allocator's") {
    CHECK_THROWS_AS(allocator_shim("callq _RNvCsx_7___rustc12___rust_alloc_zeroed\n", "x86_64"), Error);
    CHECK_THROWS_AS(allocator_shim("callq foo12___rust_alloc\n", "x86_64"), Error);
    CHECK_THROWS_AS(allocator_shim("", "x86_64"), Error);
  }
}
