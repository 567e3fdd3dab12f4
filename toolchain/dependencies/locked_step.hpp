// SPDX-License-Identifier: PostgreSQL
// One step of building dependencies, in a process of its own that is locked up first. What it leaves is files
// in its folder and one text; neither is believed more than the source that it came from.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace plrust::toolchain {

struct LockedStep {
  std::filesystem::path folder;  // the one that it may write in, and its current folder
  std::vector<sandbox::ReadOnlyPath> read_only;
  bool use_sandbox = true;
};

// Forks; the child enters the sandbox, calls `action`, and passes on what it returns. A CompileFailure or
// Error in the child is thrown here again, as the same. Throws Error if the child ends in another way.
std::string run_locked_step(const LockedStep& step, const std::function<std::string()>& action);

}  // namespace plrust::toolchain
