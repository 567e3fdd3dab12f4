// SPDX-License-Identifier: PostgreSQL
// The [dependencies] part of a function, from text to libraries. This process stays outside of the sandbox,
// because it starts one for each step; it reads nothing that a stranger wrote but lists made of checked
// names, and cargo's plan, which it checks.
#pragma once

#include <filesystem>
#include <string>

#include "toolchain/dependencies/crate_build.hpp"

namespace plrust::toolchain {

struct DependencyRequest {
  std::string text;              // TOML, as the author wrote it; lines that are not of it are empty
  std::string allowed;           // the allow list's TOML
  std::filesystem::path crates;  // the vendored folder; empty: there is none
  std::filesystem::path cache;
};

// Throws CompileFailure for what the author or the administrator's list can change, Error for the rest.
BuiltCrates build_dependencies(const DependencyRequest& request, const DependencyTools& tools);

DependencyTools dependency_tools(const CompileTools& compile, const std::filesystem::path& self,
                                 const std::filesystem::path& work_dir, bool use_sandbox);

// What the plan would run natively and the list does not let run, as lines to add to it; empty: nothing.
std::vector<std::string> missing_permissions(const Plan& plan, const AllowList& allowed);

// The cargo that belongs to a rustc: beside it, and of its version. Throws Error (missing_tool).
std::filesystem::path find_cargo(const std::filesystem::path& rustc);

}  // namespace plrust::toolchain
