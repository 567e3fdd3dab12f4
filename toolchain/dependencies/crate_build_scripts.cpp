// SPDX-License-Identifier: PostgreSQL
// The part of a build that has to do with build scripts.
#include <algorithm>

#include <fmt/format.h>
#include <boost/algorithm/string/replace.hpp>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/dependencies/crate_build.hpp"
#include "toolchain/dependencies/rustc_stand_in.hpp"
#include "toolchain/dependencies/unit_steps.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLongestScriptOutput = 1 << 20;

}  // namespace

std::optional<std::size_t> CrateBuild::script_run_of(std::size_t index) const {
  const Unit& unit = (*units_)[index];
  for (const UnitDependency& dependency : unit.dependencies) {
    const Unit& other = (*units_)[dependency.unit];
    if (other.kind == Unit::Kind::build_script_run && other.crate == unit.crate)
      return dependency.unit;
  }
  return std::nullopt;
}

ScriptOutput CrateBuild::script_output(std::size_t run) {
  const fs::path& folder = entry(run);
  std::error_code error;
  if (fs::file_size(folder / kScriptOutput, error) > kLongestScriptOutput || error)
    throw CompileFailure(Stage::limit,
                         fmt::format("the build script of '{}' prints too much", described((*units_)[run])));
  std::string text = read_file(folder / kScriptOutput);
  const std::string place = (folder / kScriptFiles).string();
  boost::replace_all(text, kScriptPlace, place);
  return parse_script_output(text);
}

void CrateBuild::add_script_output(std::size_t index, std::vector<std::string>& arguments) {
  const auto run = script_run_of(index);
  if (!run)
    return;
  const ScriptOutput output = script_output(*run);
  if (!output.error.empty())
    throw CompileFailure(Stage::dependency, fmt::format("the build script of '{}' reports an error",
                                                        described((*units_)[index])))
        .with_detail(output.error.substr(0, kLongestScriptOutput));
  for (const std::string& cfg : output.cfgs) arguments.push_back("--cfg=" + cfg);
  arguments.push_back(fmt::format("--remap-path-prefix={}={}/out", (entry(*run) / kScriptFiles).string(),
                                  described((*units_)[index])));
}

std::vector<std::string> CrateBuild::script_environment(std::size_t index, const StepFolder& folder) {
  const Unit& unit = (*units_)[index];
  std::vector<std::string> variables = environment(index, folder);
  std::erase(variables, "RUSTC_BOOTSTRAP=1");
  const std::string host = host_triple();
  const auto add = [&](const std::string& name, const std::string& value) {
    variables.push_back(name + "=" + value);
  };
  add("OUT_DIR", (folder.made() / kScriptFiles).string());
  add("TARGET", unit.is_for_target ? tools_->compile.triple : host);
  add("HOST", host);
  add("NUM_JOBS", "1");
  add("OPT_LEVEL", unit.is_for_target ? "3" : "0");
  add("PROFILE", "release");
  add("DEBUG", "false");
  add("RUSTC", (tools_->work_dir / "bin" / "rustc").string());
  add("CARGO_ENCODED_RUSTFLAGS", "");
  if (!unit.links.empty())
    add("CARGO_MANIFEST_LINKS", unit.links);
  for (const auto& [name, value] : wrapper_environment(*tools_)) add(name, value);
  const std::string& cfg = unit.is_for_target ? resolution_->target_cfg : resolution_->host_cfg;
  for (const auto& [name, value] : cfg_variables(cfg)) add(name, value);
  for (const auto& [name, value] : feature_variables(unit)) add(name, value);
  for (const UnitDependency& dependency : unit.dependencies) {
    const Unit& other = (*units_)[dependency.unit];
    if (other.kind == Unit::Kind::build_script_run && !other.links.empty())
      for (const auto& [name, value] : script_output(dependency.unit).metadata)
        add(metadata_variable(other.links, name), value);
  }
  return variables;
}

UnitInProgress CrateBuild::start_script(std::size_t index) {
  const Unit& unit = (*units_)[index];
  const auto script = std::ranges::find_if(unit.dependencies, [&](const UnitDependency& dependency) {
    return (*units_)[dependency.unit].kind == Unit::Kind::build_script;
  });
  if (script == unit.dependencies.end())
    throw Error("cargo's plan has a build script's run without the script");
  auto folder = std::make_unique<StepFolder>(*tools_);
  fs::create_directory(folder->made() / kScriptFiles);
  ScriptRun run;
  run.title = described(unit);
  run.program = (entry(script->unit) / CrateCache::kProgram).string();
  run.directory = unit.crate->folder.string();
  run.environment = script_environment(index, *folder);
  run.made = folder->made();
  LockedStep step{folder->path(), readable_by_compilers(*tools_, CodeFor::this_machine), tools_->use_sandbox};
  let_run(step.read_only, *tools_, tools_->self);
  step.read_only.push_back({unit.crate->folder, false});
  step.read_only.push_back({run.program, true});
  for (const UnitDependency& dependency : unit.dependencies)
    if ((*units_)[dependency.unit].kind == Unit::Kind::build_script_run)
      step.read_only.push_back({entry(dependency.unit), false});
  auto running = std::make_unique<RunningStep>(step, [&] { return run_build_script(run); });
  return {index, std::move(folder), std::move(running)};
}

}  // namespace plrust::toolchain
