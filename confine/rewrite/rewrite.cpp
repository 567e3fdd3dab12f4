// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/rewrite.hpp"

#include <memory>

#include "base/error.hpp"
#include "confine/rewrite/aarch64.hpp"
#include "confine/rewrite/lines.hpp"
#include "confine/rewrite/x86_64.hpp"

namespace plrust::confine {

Arch arch_of(std::string_view name) {
  const std::string_view arch = name.substr(0, name.find('-'));
  if (arch == "x86_64")
    return Arch::x86_64;
  if (arch == "aarch64")
    return Arch::aarch64;
  throw Error("no rules to confine code for '" + std::string(name) + "'", "x86_64 and aarch64 are known");
}

std::string rewrite_assembly(std::string_view assembly, Arch arch, std::vector<std::string>* trapped) {
  const std::unique_ptr<InstructionRewriter> rewriter =
      arch == Arch::x86_64 ? make_x86_64_rewriter() : make_aarch64_rewriter();
  return rewrite_lines(assembly, *rewriter, trapped);
}

}  // namespace plrust::confine
