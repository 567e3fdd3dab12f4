// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>
#include <string>

#include "toolchain/check/checker.hpp"
#include "toolchain/command.hpp"
#include "toolchain/manifest.hpp"

namespace plrust::toolchain {

// Compiles as the extension does: each function in a process of its own, in the sandbox, and has the module
// proved.
class SandboxedCompiler final : public RoutineCompiler {
 public:
  // With the sysroot and the settings that the command line names; they are looked for when there is
  // something to compile.
  explicit SandboxedCompiler(const Invocation& invocation) : invocation_(&invocation) {}

  std::string no_dependencies() const override;
  CompileOutcome compile(const RoutineRequest& request) override;

 private:
  void find_sysroot();
  std::string request_text(const RoutineRequest& request) const;
  void verify(const std::filesystem::path& module, CompileOutcome& outcome) const;

  const Invocation* invocation_;
  std::filesystem::path sysroot_;
  ManifestTarget target_;
};

}  // namespace plrust::toolchain
