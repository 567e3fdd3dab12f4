// SPDX-License-Identifier: PostgreSQL
// Compiler output to confined code, as text: every memory access that is not [sp + constant] or pc-relative
// is bound to the region, every indirect branch to the start of a function. confine/README.md has the rules;
// nothing here is trusted, the verifier proves the result.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plrust::confine {

enum class Arch { x86_64, aarch64 };

// "x86_64" or "aarch64", also as the first part of a target triple. Throws plrust::Error for anything else.
Arch arch_of(std::string_view name);

// Rewrites what rustc wrote with --emit=asm. Throws plrust::Error that names function and line for everything
// that it does not know or that cannot be confined.
//
// With `trapped`, such a function gets a trap for a body and its name goes into the list: for std's crates,
// where a function that nobody calls must not fail the build. Lines that belong to no function still throw.
std::string rewrite_assembly(std::string_view assembly, Arch arch,
                             std::vector<std::string>* trapped = nullptr);

}  // namespace plrust::confine
