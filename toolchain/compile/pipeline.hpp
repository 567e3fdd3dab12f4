// SPDX-License-Identifier: PostgreSQL
// From a request to a module: check, rustc, rewrite, assemble, link. Two processes are started (rustc and the
// linker); everything else happens here. The sandbox is the caller's part.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/compile/diagnostic.hpp"
#include "toolchain/compile/request.hpp"

namespace plrust::toolchain {

// In the flags of a manifest.
inline constexpr std::string_view kSysrootPlaceholder = "{sysroot}";

// Compiled dependencies of the function, as rustc and the linker take them.
struct LinkedCrates {
  std::vector<std::string> rustc_arguments;
  std::vector<std::string> objects;
};

// What a sysroot and an installation say about how to compile.
struct CompileTools {
  std::filesystem::path sysroot;  // absolute
  std::string sysroot_id;
  std::string triple;
  std::filesystem::path rustc;   // absolute
  std::filesystem::path linker;  // absolute; ld.lld of rustc's LLVM
  // The manifest's; "{sysroot}" stands for the sysroot's folder.
  std::vector<std::string> rustc_flags;
  std::string rustc_version;
  LinkedCrates crates = {};
};

struct Milliseconds {
  double check = 0;
  double rustc = 0;
  double rewrite = 0;
  double assemble = 0;
  double link = 0;
};

struct CompiledModule {
  std::string warnings;  // rendered
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> crates;  // "regex 1.7.1": linked in
  Milliseconds milliseconds;
};

// Leaves the module as `output` (a name in the current folder, which must be the work folder). Intermediate
// files stay there: function.rs, function.s, function.o. Throws CompileFailure, or plrust::Error for what is
// not the source's fault.
CompiledModule compile(const Request& request, const CompileTools& tools, const std::string& output);

}  // namespace plrust::toolchain
