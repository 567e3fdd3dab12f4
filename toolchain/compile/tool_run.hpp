// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace plrust::toolchain {

inline constexpr std::size_t kMaxToolOutput = std::size_t{8} << 20;

struct ToolResult {
  int status = 0;      // exit status, or 128 + signal
  int signal = 0;      // 0: none
  std::string errors;  // standard error and output, the first kMaxToolOutput bytes
  std::chrono::duration<double, std::milli> elapsed{};
};

struct ToolPlace {
  std::string directory;    // where it runs; empty: the current folder
  std::string output_file;  // gets its standard output; empty: that goes to `errors`
  bool may_start_processes = false;
};

// Runs a compiler or linker to its end, with an environment of its own and nothing to read. arguments[0] is
// an absolute path. Throws plrust::Error if it cannot be started.
ToolResult run_tool(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                    const ToolPlace& place = {});

}  // namespace plrust::toolchain
