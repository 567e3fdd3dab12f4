// SPDX-License-Identifier: PostgreSQL
// What is done inside a locked step: nothing here may be believed by whoever started it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/dependencies/plan.hpp"

namespace plrust::toolchain {

// In `made` of a build script's run: what it printed, the files it made, and how the first names the place of
// the second, which moves.
inline constexpr const char* kScriptOutput = "output";
inline constexpr const char* kScriptFiles = "out";
inline constexpr std::string_view kScriptPlace = "{plrust-out-dir}";

struct UnitCompilation {
  std::string title;
  std::string rustc;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string source;
  std::filesystem::path made;
  std::string arch;  // of the target; empty: for this machine
  std::string library;
  std::string object;
  Unit::Kind kind = Unit::Kind::library;
};

// Leaves the library in `made` and, for the target, its confined object; or the program of a build script.
// Functions that cannot be confined become traps, as in std. Throws CompileFailure (dependency) with the
// compiler's words.
std::string compile_unit(const UnitCompilation& unit);

struct ScriptRun {
  std::string title;
  std::string program;
  std::string directory;
  std::vector<std::string> environment;
  std::filesystem::path made;
};

std::string run_build_script(const ScriptRun& run);

}  // namespace plrust::toolchain
