// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/unit_steps.hpp"

#include <csignal>

#include <fmt/format.h>
#include <boost/algorithm/string/replace.hpp>

#include "base/error.hpp"
#include "confine/rewrite/assemble.hpp"
#include "confine/rewrite/rewrite.hpp"
#include "toolchain/compile/diagnostics.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/tool_run.hpp"
#include "toolchain/dependencies/crate_cache.hpp"
#include "toolchain/files.hpp"
#include "toolchain/rlib.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMetadataFile = "crate.rmeta";
constexpr const char* kAssemblyFile = "crate.s";
constexpr std::uintmax_t kMaxAssemblyBytes = std::uintmax_t{256} << 20;

std::string first_error(const std::string& text) {
  std::size_t at = text.find("error");
  at = at == std::string::npos ? 0 : at;
  return text.substr(at, text.find('\n', at) - at);
}

[[noreturn]] void throw_failed(const std::string& what, const ToolResult& result) {
  if (result.signal == SIGXCPU || result.signal == SIGKILL)
    throw CompileFailure(Stage::limit, what + " was stopped: it used too much time or memory");
  if (result.signal == SIGXFSZ || result.errors.find("File too large") != std::string::npos)
    throw CompileFailure(Stage::limit, what + " wrote too much");
  if (result.errors.find("memory allocation of") != std::string::npos)
    throw CompileFailure(Stage::limit, what + " ran out of memory").with_hint("raise plrust.compile_memory");
  const std::string how = result.signal != 0 ? fmt::format("was ended by signal {}", result.signal)
                                             : fmt::format("failed: {}", first_error(result.errors));
  throw CompileFailure(Stage::dependency, what + " " + how)
      .with_detail(result.errors.substr(0, kMaxDiagnosticBytes));
}

std::vector<std::string> emission(const UnitCompilation& unit) {
  switch (unit.kind) {
    case Unit::Kind::proc_macro:
      return {"--crate-type=proc-macro", "--emit=link=" + (unit.made / unit.library).string()};
    case Unit::Kind::build_script:
      return {"--crate-type=bin", "--emit=link=" + (unit.made / CrateCache::kProgram).string()};
    default:
      break;
  }
  if (unit.arch.empty())
    return {"--crate-type=rlib", "--emit=link=" + (unit.made / unit.library).string()};
  return {"--crate-type=rlib", fmt::format("--emit=metadata={},asm={}", kMetadataFile, kAssemblyFile)};
}

void confine(const UnitCompilation& unit) {
  if (fs::file_size(kAssemblyFile) > kMaxAssemblyBytes)
    throw CompileFailure(Stage::limit,
                         fmt::format("dependency '{}' has more than 256 MiB of assembly", unit.title));
  const confine::Arch arch = confine::arch_of(unit.arch);
  try {
    std::vector<std::string> trapped;
    const std::string confined = confine::rewrite_assembly(read_file(kAssemblyFile), arch, &trapped);
    const std::vector<char> object = confine::assemble(confined, arch);
    write_file(unit.made / unit.object, {object.data(), object.size()});
  } catch (const Error& error) {
    throw CompileFailure(Stage::dependency,
                         fmt::format("dependency '{}' cannot be confined: {}", unit.title, error.what()))
        .with_hint(error.hint());
  }
  write_file(unit.made / unit.library, rlib_of_metadata(read_file(kMetadataFile), unit.arch));
}

}  // namespace

std::string compile_unit(const UnitCompilation& unit) {
  std::vector<std::string> command{unit.rustc};
  command.insert(command.end(), unit.arguments.begin(), unit.arguments.end());
  for (std::string& word : emission(unit)) command.push_back(std::move(word));
  command.push_back(unit.source);
  // Programs and procedural macros are linked, by a linker that rustc starts.
  const bool links = unit.kind == Unit::Kind::proc_macro || unit.kind == Unit::Kind::build_script;
  const ToolResult result = run_tool(command, unit.environment, {{}, {}, links});
  if (result.status != 0)
    throw_failed(fmt::format("compiling dependency '{}'", unit.title), result);
  if (!unit.arch.empty())
    confine(unit);
  return {};
}

std::string run_build_script(const ScriptRun& run) {
  const fs::path output = run.made / kScriptOutput;
  const ToolResult result = run_tool({run.program}, run.environment,
                                     {run.directory, output.string(), /*may_start_processes=*/true});
  if (result.status != 0)
    throw_failed(fmt::format("the build script of dependency '{}'", run.title), result);
  std::string text = read_file(output);
  const std::string place = (run.made / kScriptFiles).string();
  boost::replace_all(text, place, kScriptPlace);
  write_file(output, text);
  return {};
}

}  // namespace plrust::toolchain
