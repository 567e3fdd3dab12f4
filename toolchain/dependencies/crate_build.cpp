// SPDX-License-Identifier: PostgreSQL
// cargo is not asked to build: it would run everything in one process tree with one writable folder, in which
// one crate's build script could change what the next crate's users get. Here each unit has a process and a
// folder of its own, and reads only what its key names.
#include "toolchain/dependencies/crate_build.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "toolchain/dependencies/unit_steps.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/rewriter_hash.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortKey = 16;

bool is_loaded_by_compilers(const Unit& unit) {
  return unit.kind == Unit::Kind::library || unit.kind == Unit::Kind::proc_macro;
}

std::string library_file(const Unit& unit, const std::string& key) {
  return fmt::format("lib{}-{}.{}", unit.name, key.substr(0, kShortKey),
                     unit.kind == Unit::Kind::proc_macro ? "so" : "rlib");
}

std::string object_file(const Unit& unit, const std::string& key) {
  return fmt::format("{}-{}.o", unit.name, key.substr(0, kShortKey));
}

// getrandom knows no way to random bytes on this target; the sysroot's crate `pgrx` defines what its custom
// backend calls, and so gives it the server's.
std::vector<std::string> cfgs_for_target(const Unit& unit) {
  if (unit.crate->name != "getrandom" || !unit.is_for_target)
    return {};
  const Version& version = unit.crate->version;
  if (version.major == 0 && version.minor == 2)
    return {"feature=\"custom\""};
  return {"getrandom_backend=\"custom\""};
}

}  // namespace

CrateBuild::CrateBuild(const Resolution& resolution, const DependencyTools& tools, CrateCache& cache)
    : resolution_(&resolution), units_(&resolution.plan.units), tools_(&tools), cache_(&cache) {}

BuiltCrates CrateBuild::build() {
  for (const UnitDependency& root : resolution_->plan.roots) look_for(root.unit);
  make_missing();
  BuiltCrates built;
  std::set<std::size_t> all;
  for (const UnitDependency& root : resolution_->plan.roots) {
    const fs::path& folder = entry(root.unit);
    built.linked.rustc_arguments.push_back("--extern");
    built.linked.rustc_arguments.push_back(fmt::format(
        "{}={}", root.name, (folder / library_file((*units_)[root.unit], key(root.unit))).string()));
    all.merge(std::set<std::size_t>(loaded(root.unit)));
  }
  for (const std::size_t index : all) {
    const Unit& unit = (*units_)[index];
    const fs::path& folder = entry(index);
    built.linked.rustc_arguments.push_back(fmt::format("-Ldependency={}", folder.string()));
    built.folders.push_back(folder);
    if (unit.kind != Unit::Kind::library || !unit.is_for_target)
      continue;
    built.linked.objects.push_back((folder / object_file(unit, key(index))).string());
    built.names.push_back(fmt::format("{} {}", unit.crate->name, to_string(unit.crate->version)));
  }
  std::ranges::sort(built.linked.objects);
  std::ranges::sort(built.names);
  return built;
}

const std::string& CrateBuild::key(std::size_t unit) {
  const auto known = keys_.find(unit);
  return known != keys_.end() ? known->second : keys_[unit] = sha256(key_text(unit));
}

std::string CrateBuild::key_text(std::size_t index) {
  const Unit& unit = (*units_)[index];
  const bool sees_target = unit.is_for_target || unit.kind == Unit::Kind::build_script_run;
  std::string text = fmt::format(
      "plrust crate 1\nsysroot {}\nrewriter {}\ntarget {}\nfor target {}\nkind {}\ncrate {} {} {}\nfolder "
      "{}\nname "
      "{}\nsource {}\n"
      "edition {}\nlinks {}\n",
      tools_->compile.sysroot_id, kRewriterHash, sees_target ? tools_->compile.triple : "",
      unit.is_for_target, static_cast<int>(unit.kind), unit.crate->name, to_string(unit.crate->version),
      source_hash(*unit.crate), unit.crate->folder.string(), unit.name, unit.source, unit.edition,
      unit.links);
  for (const std::string& feature : unit.features) text += fmt::format("feature {}\n", feature);
  for (const std::string& cfg : cfgs_for_target(unit)) text += fmt::format("cfg {}\n", cfg);
  for (const UnitDependency& dependency : unit.dependencies)
    text += fmt::format("needs {} {}\n", dependency.name, key(dependency.unit));
  return text;
}

const std::string& CrateBuild::source_hash(const VendoredCrate& crate) {
  const auto known = source_hashes_.find(&crate);
  return known != source_hashes_.end() ? known->second
                                       : source_hashes_[&crate] = sha256_of_tree(crate.folder);
}

const std::set<std::size_t>& CrateBuild::loaded(std::size_t index) {
  const auto known = loaded_.find(index);
  if (known != loaded_.end())
    return known->second;
  const Unit& unit = (*units_)[index];
  std::set<std::size_t> all{index};
  // A procedural macro is whole in itself.
  if (unit.kind == Unit::Kind::library)
    for (const UnitDependency& dependency : unit.dependencies)
      if (is_loaded_by_compilers((*units_)[dependency.unit]))
        all.merge(std::set<std::size_t>(loaded(dependency.unit)));
  return loaded_[index] = std::move(all);
}

std::vector<std::string> CrateBuild::rustc_arguments(std::size_t index, const StepFolder& folder) {
  const Unit& unit = (*units_)[index];
  std::vector<std::string> arguments =
      unit.is_for_target ? target_flags(*tools_) : host_flags(*tools_, folder.path());
  const std::string short_key = key(index).substr(0, kShortKey);
  arguments.insert(arguments.end(),
                   {"--crate-name=" + unit.name, "--edition=" + unit.edition, "--cap-lints=allow",
                    "-Cmetadata=" + short_key, "-Cextra-filename=-" + short_key, "--error-format=human",
                    // Messages of panics name the crate, not where it lies on this machine.
                    fmt::format("--remap-path-prefix={}={}", unit.crate->folder.string(), described(unit))});
  for (const std::string& feature : unit.features)
    arguments.push_back(fmt::format("--cfg=feature=\"{}\"", feature));
  for (const std::string& cfg : cfgs_for_target(unit)) arguments.push_back("--cfg=" + cfg);
  std::set<std::size_t> seen;
  for (const UnitDependency& dependency : unit.dependencies) {
    const Unit& other = (*units_)[dependency.unit];
    if (!is_loaded_by_compilers(other))
      continue;
    const fs::path library = entry(dependency.unit) / library_file(other, key(dependency.unit));
    arguments.push_back(fmt::format("--extern={}={}", dependency.name, library.string()));
    seen.merge(std::set<std::size_t>(loaded(dependency.unit)));
  }
  for (const std::size_t other : seen)
    arguments.push_back(fmt::format("-Ldependency={}", entry(other).string()));
  if (unit.kind == Unit::Kind::proc_macro)
    arguments.emplace_back("--extern=proc_macro");
  if (unit.kind == Unit::Kind::build_script)
    for (std::string& flag : program_flags()) arguments.push_back(std::move(flag));
  add_script_output(index, arguments);
  return arguments;
}

std::vector<std::string> CrateBuild::environment(std::size_t index, const StepFolder& folder) {
  const Unit& unit = (*units_)[index];
  std::vector<std::string> variables = step_environment(folder.path());
  for (const auto& [name, value] : unit.words) variables.push_back(fmt::format("{}={}", name, value));
  variables.push_back("CARGO_CRATE_NAME=" + unit.name);
  variables.push_back("CARGO_MANIFEST_DIR=" + unit.crate->folder.string());
  if (unit.is_for_target)
    variables.emplace_back("RUSTC_BOOTSTRAP=1");
  if (const auto run = script_run_of(index)) {
    variables.push_back("OUT_DIR=" + (entry(*run) / kScriptFiles).string());
    for (const auto& [name, value] : script_output(*run).variables)
      if (name != "RUSTC_BOOTSTRAP")
        variables.push_back(fmt::format("{}={}", name, value));
  }
  return variables;
}

UnitInProgress CrateBuild::start_compiler(std::size_t index) {
  const Unit& unit = (*units_)[index];
  auto folder = std::make_unique<StepFolder>(*tools_);
  LockedStep step{
      folder->path(),
      readable_by_compilers(*tools_, unit.is_for_target ? CodeFor::target : CodeFor::this_machine),
      tools_->use_sandbox};
  step.read_only.push_back({unit.crate->folder, false});
  std::set<std::size_t> seen;
  for (const UnitDependency& dependency : unit.dependencies)
    if (is_loaded_by_compilers((*units_)[dependency.unit]))
      seen.merge(std::set<std::size_t>(loaded(dependency.unit)));
  if (const auto run = script_run_of(index))
    seen.insert(*run);
  for (const std::size_t other : seen) step.read_only.push_back({entry(other), false});
  UnitCompilation compilation;
  compilation.title = described(unit);
  compilation.rustc = tools_->compile.rustc.string();
  compilation.arguments = rustc_arguments(index, *folder);
  compilation.environment = environment(index, *folder);
  compilation.source = (unit.crate->folder / unit.source).string();
  compilation.made = folder->made();
  compilation.arch =
      unit.is_for_target ? tools_->compile.triple.substr(0, tools_->compile.triple.find('-')) : "";
  compilation.library = library_file(unit, key(index));
  compilation.object = object_file(unit, key(index));
  compilation.kind = unit.kind;
  auto running = std::make_unique<RunningStep>(step, [&] { return compile_unit(compilation); });
  return {index, std::move(folder), std::move(running)};
}

}  // namespace plrust::toolchain
