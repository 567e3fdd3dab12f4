// SPDX-License-Identifier: PostgreSQL
// What building dependencies needs of the installation, and what a step of it may read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"
#include "toolchain/compile/pipeline.hpp"

namespace plrust::toolchain {

struct DependencyTools {
  CompileTools compile;
  std::filesystem::path cargo;     // absolute; of the same version
  std::filesystem::path self;      // plrust-toolchain, which is rustc to build scripts
  std::filesystem::path work_dir;  // steps get folders of their own in it
  bool use_sandbox = true;
};

// A folder for one step, removed with everything in it. `made` is for its results, the rest for scraps.
class StepFolder {
 public:
  explicit StepFolder(const DependencyTools& tools);
  ~StepFolder();
  StepFolder(const StepFolder&) = delete;
  StepFolder& operator=(const StepFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path made() const { return path_ / "made"; }

 private:
  std::filesystem::path path_;
};

// rustc's own standard library, for what runs on this machine.
std::filesystem::path host_library(const DependencyTools& tools);

// rustc, the linker and the sysroot; for code that runs on this machine also its standard library and C
// library.
enum class CodeFor { target, this_machine };
std::vector<sandbox::ReadOnlyPath> readable_by_compilers(const DependencyTools& tools, CodeFor what);
// Further programs, with what they load.
void let_run(std::vector<sandbox::ReadOnlyPath>& paths, const DependencyTools& tools,
             const std::filesystem::path& program);

// For code of the target and for code that runs on this machine.
std::vector<std::string> target_flags(const DependencyTools& tools);
std::vector<std::string> host_flags(const DependencyTools& tools, const std::filesystem::path& scraps);
// What turns an object into a program of this machine, besides host_flags().
std::vector<std::string> program_flags();

// NAME=value: where temporary files go, and no colours.
std::vector<std::string> step_environment(const std::filesystem::path& scraps);

}  // namespace plrust::toolchain
