// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>
#include <map>
#include <ostream>
#include <string>

#include "toolchain/child.hpp"
#include "toolchain/compile/pipeline.hpp"
#include "toolchain/crate_graph.hpp"
#include "toolchain/discovery.hpp"

namespace plrust::toolchain {

// The rustdoc that belongs to a rustc: beside it, and of its commit. Throws Error (missing_tool).
std::filesystem::path find_rustdoc(ChildRunner& runner, const Compiler& compiler);

struct RustdocSetting {
  std::filesystem::path rustdoc;
  std::filesystem::path source;  // the patched std
  std::filesystem::path output;  // a folder
  const CompileTools* tools;     // the sysroot that was built from it
};

// Makes core.json, alloc.json and std.json, and returns their texts by crate. About half a minute.
std::map<std::string, std::string> document_std(ChildRunner& runner, const RustdocSetting& setting,
                                                const CrateGraph& graph, std::ostream& talk);

}  // namespace plrust::toolchain
